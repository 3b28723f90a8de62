"""Everything that writes the log: recording an act, sealing rows into chains."""

from lianfang.domains.audit.commands.recording import record
from lianfang.domains.audit.commands.sealing import seal_waiting

__all__ = ["record", "seal_waiting"]
