"""Where the signed heads of this installation are."""

from django.conf import settings

from lianfang.kernel.heads import Heads
from lianfang.kernel.ledger_key import ledger_key


def heads_here() -> Heads:
    """The heads of this installation, under its key. Raises KeyNotSafe and WrongAuditKey. No query."""
    return Heads(settings.CONFIG.audit_heads_dir, ledger_key(settings.CONFIG.audit_key_file))
