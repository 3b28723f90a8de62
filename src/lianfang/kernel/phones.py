"""Phone numbers as people type them, in the one form they are kept and compared in."""

from unicodedata import normalize

import phonenumbers

from lianfang.kernel.personal import Personal, Purpose
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

HOME_REGION = "CN"
TAIL = 4


class NotAPhone(Refusal):
    code = "not-a-phone"
    says = Words("这不是可以拨打的电话号码。", "That is not a phone number that can be called.")
    remedy = Words(
        "请写11位手机号；境外号码请写加号和国家代码。",
        "Write a mobile number of eleven digits, or a number from abroad with + and its country.",
    )


def read_phone(text: str) -> Personal[str]:
    """The number in international form (+8613…). Raises NotAPhone, which does not repeat it."""
    try:
        number = phonenumbers.parse(normalize("NFKC", text), HOME_REGION)
    except phonenumbers.NumberParseException:
        raise NotAPhone from None
    if number.extension or not phonenumbers.is_valid_number(number):
        raise NotAPhone
    return Personal(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def tail_of(phone: Personal[str]) -> Personal[str]:
    """The last four digits, by which people are found when they say no more."""
    return Personal(phone.reveal(Purpose.STORE)[-TAIL:])
