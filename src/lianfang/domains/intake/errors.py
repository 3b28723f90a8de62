"""What the intake of facts refuses."""

from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words


class NotYourTable(Refusal):
    code = "not-your-table"
    says = Words(
        "来源“{source}”没有登记可以写入“{table}”。", "The source “{source}” is not registered to write “{table}”."
    )
    remedy = Words(
        "请管理员为该来源登记这张表，或换一个来源。",
        "Have this table registered for the source, or name another source.",
    )
    status = 403


class NoSource(Refusal):
    code = "no-source"
    says = Words("没有为这个单位登记可用的数据来源。", "No source of facts is registered for this organisation.")
    remedy = Words(
        "请管理员先登记来源；一个单位有几个来源时，请用 source 说明是哪一个。",
        "Have a source registered first; when an organisation has several, say which by `source`.",
    )
    status = 403


class SourceTaken(Refusal):
    code = "source-taken"
    says = Words("来源代码“{source}”已经登记过。", "The source “{source}” is registered already.")
    remedy = Words(
        "请换一个代码；代码一旦用过就不再改派。", "Choose another code; a code is never given to somebody else."
    )
    status = 409


class NotASource(Refusal):
    code = "not-a-source"
    says = Words("来源登记不完整：{what}。", "The source cannot be registered: {what}.")
    remedy = Words(
        "代码用小写字母、数字和连字符；至少选一张表；通常数量是每批的行数，至少为1。",
        "A code has small letters, figures and hyphens; choose at least one table; the usual size is 1 row or more.",
    )


class KeyUsedOtherwise(Refusal):
    code = "idempotency-key-used-otherwise"
    says = Words("幂等键“{key}”已用于另一批内容。", "The idempotency key “{key}” was used for other rows.")
    remedy = Words(
        "同样的内容用同样的键重发；新的内容用新的键。",
        "Send the same rows with the same key again, and new rows with a new key.",
    )
    status = 409


class NotRows(Refusal):
    code = "not-rows"
    says = Words("这些行不能收下：{why}。", "These rows cannot be taken: {why}.")
    remedy = Words(
        "每批1至{most}行，只含该表的列，必填的列都要有。",
        "Send 1 to {most} rows with the table's own columns; those that are required must be there.",
    )


class GroundNeeded(Refusal):
    code = "ground-needed"
    says = Words(
        "手工录入会限制人的数据，要写明依据和证据。",
        "Facts entered by hand that restrict people need a ground and evidence.",
    )
    remedy = Words(
        "请写明依据哪条规定、证据在哪里，再由另一人复核。",
        "Say on what order they rest and where the evidence is; then a second person looks.",
    )


class SamePerson(Refusal):
    code = "second-person-needed"
    says = Words("录入的人不能自己复核。", "Who entered a batch cannot be its second person.")
    remedy = Words("请另一位有复核权的人来看。", "Another person with this right has to look at it.")
    status = 409
