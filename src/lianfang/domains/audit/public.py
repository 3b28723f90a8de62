"""The room's door for other rooms."""

from lianfang.domains.audit.commands import record

__all__ = ["record"]
