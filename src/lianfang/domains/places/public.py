"""The room's door for other rooms: what a place is called, where it lies, who answers."""

from lianfang.domains.places.commands.demonstration import fill_demonstration
from lianfang.domains.places.models import within
from lianfang.domains.places.queries.duties import Answering, all_who_answer, duties_of, who_answers
from lianfang.domains.places.queries.listing import names_of
from lianfang.domains.places.queries.one import PlaceShown, place, standing
from lianfang.domains.places.states import DutyKind, Kind, PlaceState

__all__ = [
    "Answering",
    "DutyKind",
    "Kind",
    "PlaceShown",
    "PlaceState",
    "all_who_answer",
    "duties_of",
    "fill_demonstration",
    "names_of",
    "place",
    "standing",
    "who_answers",
    "within",
]
