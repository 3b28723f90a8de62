"""The room's door for other rooms and for the desk.

A room declares a `Kind` (its life, its words, its promises), registers it when it is loaded, and keeps a row of its
own that points one to one to the `Matter` that `open_matter` returns. What all matters share is read here, in lists
over all kinds; what only the room knows stands in its own row. Commands and queries ask for rights and places
themselves.
"""

from lianfang.domains.casework.commands import (
    Chosen,
    Draft,
    Outcome,
    Side,
    add_line,
    add_note,
    assign,
    assign_many,
    attach,
    look,
    move,
    open_matter,
)
from lianfang.domains.casework.commands.demonstration import fill_demonstration
from lianfang.domains.casework.models import Matter
from lianfang.domains.casework.presenters import notice as notice_words
from lianfang.domains.casework.queries.figures import Kept, kept
from lianfang.domains.casework.queries.gateway import Told, connect
from lianfang.domains.casework.queries.lists import Asked, MatterRow, Page, needs_me, page
from lianfang.domains.casework.queries.notices import NoticeShown, notices
from lianfang.domains.casework.queries.one import MatterShown
from lianfang.domains.casework.states import Kind, Ladder, Level, Priority, To, Which, register
from lianfang.domains.casework.states.hours import ALWAYS, OFFICE, Allowed

__all__ = [
    "ALWAYS",
    "OFFICE",
    "Allowed",
    "Asked",
    "Chosen",
    "Draft",
    "Kept",
    "Kind",
    "Ladder",
    "Level",
    "Matter",
    "MatterRow",
    "MatterShown",
    "NoticeShown",
    "Outcome",
    "Page",
    "Priority",
    "Side",
    "To",
    "Told",
    "Which",
    "add_line",
    "add_note",
    "assign",
    "assign_many",
    "attach",
    "connect",
    "fill_demonstration",
    "kept",
    "look",
    "move",
    "needs_me",
    "notice_words",
    "notices",
    "open_matter",
    "page",
    "register",
]
