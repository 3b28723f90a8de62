"""What the edge says itself, in both languages. Care comes first in whatever is not plain green (safety 10)."""

import json
from collections.abc import Mapping

from lianfang.credentials.verifier import Verdict
from lianfang.edge import refusals
from lianfang.kernel.refusals import Refusal
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
CHINESE: Mapping[type[Refusal], Words] = {
    refusals.TokenNotKnown: Words(
        "登录信息不存在、已过期或已被收回。", "请重新登录；没有手机的，请到社区办理或拨打 12345。"
    ),
    refusals.TooManyQuestions: Words("请求过于频繁。", "您手上的码仍然有效，请一分钟后再试。"),
    refusals.EdgeBusy: Words("此刻查询的人非常多。", "您手上的码在其有效期内仍可使用；几秒后会自动再试。"),
    refusals.SnapshotTooOld: Words(
        "这里的判定数据太旧，不能签发新码。",
        "您手上的码在其有效期内仍可使用；也可使用纸质码，或到社区、拨打 12345 办理。",
    ),
    refusals.DecidedAnew: Words("您的判定刚刚到期，正在重新判定。", "请几秒后再试。"),
    refusals.NotPublishedYet: Words(
        "这份名单还没有发布。", "请联系运维人员；信任列表用 lianfang keys trust-list sign 签发。"
    ),
    refusals.NoSuchDoor: Words("没有这个地址。", "全部地址见 /v1/openapi.json。"),
    refusals.DoorOpensOtherwise: Words("这个地址不接受该方法。", "可用的方法见 Allow 头。"),
    refusals.BodyNotUnderstood: Words(
        "提交的内容不是这个地址接受的 JSON，或者过长、过慢。", "请按 /v1/openapi.json 一次提交，不超过 8 KiB。"
    ),
    refusals.DoneElsewhere: Words(
        "这件事不在这里办：请在平台页面、社区或服务台办理，或拨打 12345。", "请到那里办理；这个地址只供查询。"
    ),
    refusals.NotForYou: Words("这个地址只回答运维监控。", "请在本机或运维网络内访问。"),
    refusals.EdgeNotReady: Words("服务尚未就绪。", "请稍后再试。"),
}


def both(words: Words) -> dict[str, str]:
    """Words as JSON carries them."""
    return {"zh": words.zh, "en": words.en}


def encoded(value: object) -> bytes:
    """JSON in UTF-8, as short as it goes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def refused(kind: type[Refusal], **more: object) -> bytes:
    """The body of a refusal: care first, then the code, what is so and what to do, in both languages."""
    chinese = CHINESE[kind]
    return encoded(
        {
            "care": both(CARE),
            "refused": kind.code,
            "says": {"zh": chinese.zh, "en": kind.says},
            "next_step": {"zh": chinese.en, "en": kind.remedy},
            **more,
        }
    )
