"""Everything that reads the log. Each says how many queries it makes."""

from lianfang.domains.audit.queries.chains import act_of, ends_of, sealed, waiting, wrong
from lianfang.domains.audit.queries.heads import heads_here
from lianfang.domains.audit.queries.log import LONGEST_HISTORY, PAGE, Asked, exported, history_of, page_of_log, rooms

__all__ = [
    "LONGEST_HISTORY",
    "PAGE",
    "Asked",
    "act_of",
    "ends_of",
    "exported",
    "heads_here",
    "history_of",
    "page_of_log",
    "rooms",
    "sealed",
    "waiting",
    "wrong",
]
