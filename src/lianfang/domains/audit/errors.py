"""What the audit log refuses."""

from lianfang.kernel.refusals import Refusal


class NoSuchExport(Refusal):
    code = "not-an-audit-export"
    says = "{file} is not an export of the audit log: {why}."
    remedy = "Ask for the file again from the page of the audit log; it is one JSON document, and may not be edited."


class NotADay(Refusal):
    code = "audit-not-a-day"
    says = "The log cannot be filtered by that day."
    remedy = "Write a day as 2021-08-11, and leave it empty for all days."
