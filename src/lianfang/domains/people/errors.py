"""What the room refuses. No sentence repeats what was entered."""

from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words


class NotAPerson(Refusal):
    code = "not-a-person"
    says = Words("这个人不能登记：{why}。", "This person cannot be registered: {why}.")
    remedy = Words(
        "请更正所指的那一项，再提交一次；什么都没有保存。",
        "Correct what is named and send it again; nothing was kept.",
    )

    def __init__(self, *, column: str, why: object) -> None:
        """`column`: which entry is at fault. `why`: Words, said in the reader's language."""
        super().__init__(why=why)
        self.column = column


class DocumentIsAnothers(Refusal):
    code = "document-is-anothers"
    says = Words("这份证件属于另一条登记。", "This document belongs to another entry of the register.")
    remedy = Words(
        "如果是同一个人，请合并两条登记；证件不单独移动。",
        "If both are one person, merge the two entries; a document is never moved by itself.",
    )
    status = 409


class PersonChanged(Refusal):
    code = "person-changed-meanwhile"
    says = Words(
        "您查看期间有人改过这条登记；您的改动没有保存。",
        "Somebody changed this entry while you were looking at it; nothing of yours was saved.",
    )
    remedy = Words("请看过现在的内容再改。", "Look at it again as it is now, then make your change.")
    status = 409


class MergeOver(Refusal):
    code = "merge-cannot-be-undone"
    says = Words("这次合并不能再撤销：{why}。", "This merger can no longer be taken back: {why}.")
    remedy = Words(
        "请凭证件重新登记第二个人，并在事项里注明。",
        "Register the second person anew from their document, and note it in the matter.",
    )
    status = 409


class LookNeedsMatter(Refusal):
    code = "look-needs-a-matter"
    says = Words(
        "完整信息只能为本人的一件未办结事项查看。",
        "An entry is shown whole for one of its own open matters only.",
    )
    remedy = Words(
        "请在页面的列表里选您正在办的事项。", "Choose the matter you are working on from the list on the page."
    )


class NothingLikeThat(Refusal):
    code = "search-says-nothing"
    says = Words("没有可以查找的内容。", "There is nothing to search for.")
    remedy = Words(
        "请输入完整的姓名、证件号码、电话或其后四位、住址，或人员编号。",
        "Type a whole name, a document number, a phone number or its last four digits, an address, or a person's id.",
    )


class NoRetention(Refusal):
    code = "no-retention-in-policy"
    says = Words(
        "现行政策没有规定登记信息保留多久，所以没有删除任何人。",
        "The policy in force says nothing about how long people stay in the register, so nobody is erased.",
    )
    remedy = Words(
        "请在策略包的 values/register_keep_days.yaml 里加上带出处的一步。",
        "Add a step to values/register_keep_days.yaml of the pack, with its citation.",
    )


class PlanChanged(Refusal):
    code = "erasure-plan-changed"
    says = Words(
        "到期的人与试运行时不同，所以没有删除任何人。",
        "Those who are due are not those of the trial run, so nobody was erased.",
    )
    remedy = Words("请重新试运行、查看，再用它的标记。", "Make the trial run again, look at it, and give its mark.")
    status = 409
