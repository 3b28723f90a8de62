"""Everything that writes the log: recording an act, sealing rows into chains, taking a part of it out."""

from lianfang.domains.audit.commands.exporting import export_log, look_at_history
from lianfang.domains.audit.commands.recording import record
from lianfang.domains.audit.commands.sealing import seal_waiting

__all__ = ["export_log", "look_at_history", "record", "seal_waiting"]
