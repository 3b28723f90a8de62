"""What a reading says, in both languages."""

from lianfang.kernel.words import Words

VALID = Words("有效：签名属于可信的签发者，在有效期内。", "Valid: a trusted issuer signed it, and it is in force.")
STALE = Words("可以使用，但不是最新：有网络时请刷新。", "Usable but not fresh: with a network, ask for a fresh one.")
EXPIRED = Words("已过期。", "It has expired.")
NOT_YET = Words("尚未生效：签发时间晚于现在。", "Not valid yet: it was issued later than now.")
CERTIFICATE_EXPIRED = Words("签发者的证书已过期。", "The issuer's certificate has expired.")
CERTIFICATE_NOT_YET = Words("签发者的证书尚未生效。", "The issuer's certificate is not valid yet.")
UNTRUSTED = Words(
    "不在可信的签发者之列：无法确认是谁签发的。", "No issuer we trust has this key: who issued it is not known."
)
WRONG_USE = Words("签发者的证书不允许签发这一类证明。", "The issuer's certificate does not allow papers of this kind.")
OUT_OF_ITS_TIME = Words("签发时，这把密钥不在使用期内。", "It was issued at a time when this key was not in use.")
FORGED = Words(
    "签名不符：内容被改过，或者不是他签的。", "The signature does not match: it was changed, or is not theirs."
)
REVOKED = Words("已被撤销。", "It was revoked.")
NOT_AS_AGREED = Words("内容不符合约定的格式。", "Its content is not as agreed.")

NOT_RECOGNISED = Words(
    "认不出这是哪一种证明（应以 HC1:、LF1: 或 shc:/ 开头）。",
    "Not a paper we know: it should begin with HC1:, LF1: or shc:/.",
)
NOT_BASE45 = Words("文字不是 base45：可能没有扫全。", "The text is not base45: it may not have been scanned whole.")
NOT_COMPRESSED = Words("内容没有按约定压缩，或者超过上限。", "It is not compressed as agreed, or larger than allowed.")
NOT_AN_ENVELOPE = Words("里面不是签名的信封（COSE）。", "What is inside is not a signed envelope (COSE).")
NO_PAPER = Words("信封里没有证明。", "There is no paper in the envelope.")
NOT_OURS = Words("不是本系统的码，或者没有扫全。", "Not a code of ours, or not scanned whole.")
NOT_DIGITS = Words("数字不成对，或者超出范围。", "The digits are not pairs, or out of range.")
NOT_ALL_PARTS = Words("缺少部分二维码，请全部扫入。", "Some of its QR symbols are missing; scan them all.")
NOT_A_JWS = Words("里面不是签名的信封（JWS）。", "What is inside is not a signed envelope (JWS).")
NOT_A_CARD = Words("信封里没有健康卡。", "There is no health card in the envelope.")
NO_SYMBOL = Words("图片里没有找到二维码。", "No QR symbol was found in the picture.")
BAD_LINE = Words(
    '这一行不能读：应为 {"text", "trust", "at"} 的 JSON。', 'This line cannot be read: JSON of {"text", "trust", "at"}.'
)
BAD_TRUST = Words("可信清单里有一项不是证书或公钥。", "An entry of trust is neither a certificate nor a public key.")
BAD_MOMENT = Words("“at”不是可以读的时刻。", "“at” is not a moment that can be read.")


def wrong_member(name: str) -> Words:
    """Which member is not as it must be."""
    return Words(f"不符合的一项：{name}。", f"The member at fault: {name}.")


def joined(*parts: Words) -> Words:
    """Sentences one after the other."""
    return Words("".join(part.zh for part in parts), " ".join(part.en for part in parts if part.en))
