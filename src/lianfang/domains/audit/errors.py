"""What the audit log refuses."""

from lianfang.kernel.refusals import Refusal


class NotADay(Refusal):
    code = "audit-not-a-day"
    says = "The log cannot be filtered by that day."
    remedy = "Write a day as 2021-08-11, and leave it empty for all days."
