"""Words of the register of people."""

from lianfang.kernel.words import Words

WORDS: dict[str, Words] = {
    "kind_resident_card": Words("居民身份证", "Resident identity card"),
    "kind_passport": Words("护照", "Passport"),
    "kind_hk_macao_permit": Words("港澳居民来往内地通行证", "Mainland travel permit for Hong Kong and Macao residents"),
    "kind_taiwan_permit": Words("台湾居民来往大陆通行证", "Mainland travel permit for Taiwan residents"),
    "kind_residence_permit": Words("港澳台居民居住证", "Residence permit for Hong Kong, Macao and Taiwan residents"),
    "kind_foreign_permanent": Words("外国人永久居留身份证", "Foreign permanent resident card"),
    "sex_female": Words("女", "female"),
    "sex_male": Words("男", "male"),
}
