"""What the audit log refuses."""

from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words


class NotADay(Refusal):
    code = "audit-not-a-day"
    says = Words("不能按这个日期筛选日志。", "The log cannot be filtered by that day.")
    remedy = Words(
        "日期写作 2021-08-11；不限日期就留空。", "Write a day as 2021-08-11, and leave it empty for all days."
    )


class TooMuchToExport(Refusal):
    code = "too-much-to-export"
    says = Words("一次最多导出 {most} 条。", "At most {most} rows are exported at once.")
    remedy = Words(
        "请用日期、地区或操作缩小范围，分几次导出。", "Narrow it by days, area or act, and take it out in parts."
    )


class NotASubject(Refusal):
    code = "audit-not-a-subject"
    says = Words("没有指明是谁、是什么。", "Whose history is wanted was not said.")
    remedy = Words(
        "从记录里点一个对象，或写下它的代号，如 ticket 41。",
        "Choose a subject in the log, or write its pseudonym, such as ticket 41.",
    )
