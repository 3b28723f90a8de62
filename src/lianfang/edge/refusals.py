"""What the edge refuses."""

from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words


class TokenNotKnown(Refusal):
    code = "token-not-known"
    says = Words("登录信息不存在、已过期或已被收回。", "This sign-in is not known here, has run out or was taken back.")
    remedy = Words(
        "请重新登录；没有手机的，请到社区办理或拨打 12345。",
        "Sign in again; without a phone, ask at your community or call 12345.",
    )
    status = 401


class TooManyQuestions(Refusal):
    code = "too-many-questions"
    says = Words("请求过于频繁。", "This sign-in or network asks too often.")
    remedy = Words("您手上的码仍然有效，请一分钟后再试。", "The code you have stays good; ask again in a minute.")
    status = 429


class EdgeBusy(Refusal):
    code = "edge-busy"
    says = Words("此刻查询的人非常多。", "Very many people are asking at this moment.")
    remedy = Words(
        "您手上的码在其有效期内仍可使用；几秒后会自动再试。",
        "The code you have stays good until its own end; it is tried again in a few seconds.",
    )
    status = 503


class SnapshotTooOld(Refusal):
    code = "snapshot-too-old"
    says = Words("这里的判定数据太旧，不能签发新码。", "The decisions here are too old to sign a new code.")
    remedy = Words(
        "您手上的码在其有效期内仍可使用。纸质码、社区或 12345 不用这一页也能帮到您。",
        "The code you have stays good until its own end. A paper code, a community or 12345 help without this page.",
    )
    status = 503


class NothingSigns(Refusal):
    code = "nothing-signs"
    says = Words(
        "此刻没有可用的签发密钥，不能签发新码。", "No key signs codes at this moment, so no new code can be made."
    )
    remedy = Words(
        "您手上的码在其有效期内仍可使用；请稍后再试，或到社区、拨打 12345 办理。",
        "The code you have stays good until its own end; try again later, or ask at your community or call 12345.",
    )
    status = 503


class DecidedAnew(Refusal):
    code = "decided-anew"
    says = Words("您的判定刚刚到期，正在重新判定。", "Your decision has just ended and the next one is being made.")
    remedy = Words("请几秒后再试。", "Ask again in a few seconds.")
    status = 503


class NotPublishedYet(Refusal):
    code = "not-published-yet"
    says = Words("这份名单还没有发布。", "This list has not been published yet.")
    remedy = Words(
        "请联系运维人员；信任列表用 lianfang keys trust-list sign 签发。",
        "Ask the operator; for the trust list: lianfang keys trust-list sign.",
    )
    status = 404


class NoSuchDoor(Refusal):
    code = "no-such-door"
    says = Words("没有这个地址。", "There is nothing at this address.")
    remedy = Words("全部地址见 /v1/openapi.json。", "All addresses are in /v1/openapi.json.")
    status = 404


class DoorOpensOtherwise(Refusal):
    code = "door-opens-otherwise"
    says = Words("这个地址不接受该方法。", "This address does not take that method.")
    remedy = Words("可用的方法见 Allow 头。", "The header Allow says which it takes.")
    status = 405


class BodyNotUnderstood(Refusal):
    code = "body-not-understood"
    says = Words(
        "提交的内容不是这个地址接受的 JSON，或者过长、过慢。",
        "What was sent is not the JSON this address takes, or it is too long or came too slowly.",
    )
    remedy = Words(
        "请按 /v1/openapi.json 一次提交，不超过 8 KiB。",
        "Send what /v1/openapi.json describes, in one piece, at most 8 KiB.",
    )
    status = 400


class DoneElsewhere(Refusal):
    code = "done-elsewhere"
    says = Words(
        "这件事不在这里办：请在平台页面、社区或服务台办理，或拨打 12345。",
        "This is not done here, but on the platform's pages, at a community or service desk, or by calling 12345.",
    )
    remedy = Words("请到那里办理；这个地址只供查询。", "Go there; this address only reads.")
    status = 501


class NotForYou(Refusal):
    code = "only-for-operators"
    says = Words("这个地址只回答运维监控。", "This address answers only the machines that watch over it.")
    remedy = Words(
        "请在本机或运维网络内访问。", "Ask from the machine itself, or through the network the operator named."
    )
    status = 403


class EdgeNotReady(Refusal):
    code = "edge-not-ready"
    says = Words("边缘服务不能启动：{why}。", "The edge cannot start: {why}.")
    remedy = Words("{remedy}", "{remedy}")
    status = 503
