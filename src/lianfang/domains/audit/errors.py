"""What the audit log refuses."""

from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words


class NotADay(Refusal):
    code = "audit-not-a-day"
    says = Words("不能按这个日期筛选日志。", "The log cannot be filtered by that day.")
    remedy = Words(
        "日期写作 2021-08-11；不限日期就留空。", "Write a day as 2021-08-11, and leave it empty for all days."
    )
