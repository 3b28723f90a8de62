"""What the edge says itself, in both languages. Care comes first in whatever is not plain green (safety 10)."""

import json

from lianfang.credentials.verdict import Verdict
from lianfang.kernel.refusals import Refusal, words
from lianfang.kernel.words import CARE, Words

NO_RECORD = Words(
    "系统里没有关于您的任何记录。这既不是绿码，也不是限制。",
    "Nothing is recorded about you. This is neither green nor a restriction.",
)
MAKE_A_RECORD = Words(
    "请到社区或服务台用证件登记，或拨打 12345；登记后即可查看。没有记录不能作为拒绝的理由。",
    "Register with a document at your community or a service desk, or call 12345; your status shows right after. "
    "Nobody may be turned away for having no record alone.",
)
OLD = Words(
    "数据更新有延迟：以下判定做出的时刻见 computed_at。",
    "The data are late: computed_at says for which minute this was decided.",
)
VERDICTS = {
    Verdict.VALID: Words("此码真实有效。", "This code is genuine and holds now."),
    Verdict.STALE: Words(
        "此码真实有效，但不是最新的；请让对方刷新。",
        "This code is genuine and holds, but is not fresh: ask for a new one.",
    ),
    Verdict.EXPIRED: Words("此码已过期；请让对方刷新。", "This code has run out: ask for a new one."),
    Verdict.NOT_YET_VALID: Words(
        "此码的签发时间在将来；请核对时钟。", "This code was issued in the future: check the clocks."
    ),
    Verdict.REVOKED: Words("此码已被收回；请让对方刷新。", "This code was taken back: ask for a new one."),
    Verdict.UNTRUSTED: Words("签发此码的密钥不受信任。", "The key that signed this code is not trusted."),
    Verdict.FORGED: Words("此码的签名不对，内容被改过。", "The signature is wrong: what it says was changed."),
    Verdict.UNREADABLE: Words("这不是本平台的码。", "This is not a code of this platform."),
}


def both(words: Words) -> dict[str, str]:
    """Words as JSON carries them."""
    return {"zh": words.zh, "en": words.en}


def encoded(value: object) -> bytes:
    """JSON in UTF-8, as short as it goes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def refused(kind: type[Refusal], **more: object) -> bytes:
    """The body of a refusal: care first, then the code, what is so and what to do, in both languages."""
    said = {"says": both(words(kind.says)), "next_step": both(words(kind.remedy))}
    return encoded({"care": both(CARE), "refused": kind.code, **said, **more})
