"""Everything that changes a matter, or what stands around it."""

from lianfang.domains.casework.commands.assigning import Chosen, Outcome, assign, assign_many
from lianfang.domains.casework.commands.escalating import escalate_due, recount_due, send_due
from lianfang.domains.casework.commands.files import (
    MOST_BYTES,
    MOST_MB,
    TOO_LARGE,
    attach,
    disposition,
    fetch,
    scan_attachment,
)
from lianfang.domains.casework.commands.holidays import import_days, set_unit_hours
from lianfang.domains.casework.commands.lists import drop_list, export, save_list
from lianfang.domains.casework.commands.looking import look
from lianfang.domains.casework.commands.matters import Draft, Side, add_line, add_note, move, open_matter
from lianfang.domains.casework.commands.notices import read_notice

__all__ = [
    "MOST_BYTES",
    "MOST_MB",
    "TOO_LARGE",
    "Chosen",
    "Draft",
    "Outcome",
    "Side",
    "add_line",
    "add_note",
    "assign",
    "assign_many",
    "attach",
    "disposition",
    "drop_list",
    "escalate_due",
    "export",
    "fetch",
    "import_days",
    "look",
    "move",
    "open_matter",
    "read_notice",
    "recount_due",
    "save_list",
    "scan_attachment",
    "send_due",
    "set_unit_hours",
]
