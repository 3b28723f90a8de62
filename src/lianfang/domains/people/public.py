"""The room's door for other rooms: a person by their id, and the matters that keep them in the register."""

from lianfang.domains.people.commands.demonstration import fill_demonstration
from lianfang.domains.people.commands.looking import open_person, show_person
from lianfang.domains.people.commands.registering import close_matter, open_matter, register_person
from lianfang.domains.people.commands.rekeying import rekey
from lianfang.domains.people.commands.retaining import erase_due
from lianfang.domains.people.models import MatterName
from lianfang.domains.people.models.said import Said, said_by
from lianfang.domains.people.queries.erasures import certificate_of
from lianfang.domains.people.queries.finding import current
from lianfang.domains.people.queries.retention import Clause, clause_in, plan
from lianfang.domains.people.queries.views import Entry, Revealed

__all__ = [
    "Clause",
    "Entry",
    "MatterName",
    "Revealed",
    "Said",
    "certificate_of",
    "clause_in",
    "close_matter",
    "erase_due",
    "fill_demonstration",
    "id_of",
    "open_matter",
    "open_person",
    "plan",
    "register_person",
    "rekey",
    "said_by",
    "show_person",
]


def id_of(person_id: str) -> str:
    """The id under which somebody is spoken of today, from any they ever had. Raises NoSuch.

    Ids are compared after this: a key may have been renewed, or two entries merged, since one was written down.
    """
    return current(person_id).person_id
