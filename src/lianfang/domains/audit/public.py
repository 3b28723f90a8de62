"""The room's door for other rooms, for the web and for the command line."""

from lianfang.domains.audit.commands import record, seal_waiting
from lianfang.domains.audit.queries import heads_here, sealed, waiting, wrong

__all__ = ["heads_here", "must_be_kept", "record", "seal_waiting", "sealed", "waiting", "wrong"]


def must_be_kept() -> None:
    """Refuse to start (KeyNotSafe, WrongAuditKey, HeadsNotKept, HeadsNotOurs) where acts could not be proved later."""
    heads_here().must_be_kept()
