"""What the audit log refuses."""

from lianfang.kernel.refusals import Refusal


class NoSuchExport(Refusal):
    code = "not-an-audit-export"
    says = "{file} is not an export of the audit log: {why}."
    remedy = "Ask for the file again from the page of the audit log; it is one JSON document, and may not be edited."


class WrongAuditKey(Refusal):
    code = "not-an-audit-key"
    says = "The audit log's key cannot be used: {why}."
    remedy = "LIANFANG_AUDIT_KEY names an Ed25519 private key in PEM form; restore it from the sealed copy."
    status = 500


class NotADay(Refusal):
    code = "audit-not-a-day"
    says = "The log cannot be filtered by that day."
    remedy = "Write a day as 2021-08-11, and leave it empty for all days."
