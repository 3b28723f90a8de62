"""Kinds of places, the life of one, and what units answer for."""

from collections.abc import Mapping
from enum import StrEnum

from lianfang.kernel.states import Machine, Move


class Kind(StrEnum):
    """What a place is. The first three are areas: their code is that of GB/T 2260."""

    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"
    COMPOUND = "compound"
    VENUE = "venue"
    TEST_SITE = "test_site"
    VACCINATION_SITE = "vaccination_site"
    CHECKPOINT = "checkpoint"
    HOSPITAL = "hospital"
    UNIT = "unit"


AREA_KINDS: Mapping[int, Kind] = {6: Kind.DISTRICT, 9: Kind.STREET, 12: Kind.COMMUNITY}

# What kinds are divided into; a kind that is not here has no sorts.
SORTS: Mapping[Kind, tuple[str, ...]] = {
    Kind.VENUE: ("park", "sight", "square", "mall", "market", "cinema", "museum", "other"),
    Kind.CHECKPOINT: ("rail", "air", "road"),
    Kind.HOSPITAL: ("general", "fever_clinic", "designated"),
    Kind.UNIT: ("city", "department", "district", "street", "operator"),
}
# Kinds that have a size, and what it counts, is in words: residents, people at one time, desks, lanes, beds.
SIZED = frozenset({Kind.COMPOUND, Kind.VENUE, Kind.TEST_SITE, Kind.VACCINATION_SITE, Kind.CHECKPOINT, Kind.HOSPITAL})


class PlaceState(StrEnum):
    """A place is never deleted."""

    OPEN = "open"
    CLOSED = "closed"
    MERGED = "merged"


S = PlaceState
MANAGE = "places.manage"

PLACE = Machine(
    "places.place",
    start=S.OPEN,
    moves=[
        Move("rename", frozenset({S.OPEN}), S.OPEN, needs=MANAGE),
        Move("correct", frozenset({S.OPEN}), S.OPEN, needs=MANAGE),
        Move("close", frozenset({S.OPEN}), S.CLOSED, needs=MANAGE),
        Move("reopen", frozenset({S.CLOSED}), S.OPEN, needs=MANAGE),
        Move("merge", frozenset({S.OPEN, S.CLOSED}), S.MERGED, needs=MANAGE),
    ],
)


class DutyKind(StrEnum):
    """What a unit can answer for. A room above that brings another kind adds it here and to the words."""

    TERRITORY = "territory"
    COMPOUNDS = "compounds"
    ARRIVALS = "arrivals"
    TESTING = "testing"
    VACCINATION = "vaccination"
    VENUES = "venues"
    HOSPITALS = "hospitals"
    RAIL = "rail"
    AIR = "air"
    ROAD = "road"
    CODES = "codes"
    HOTLINE = "hotline"
    EXAMS = "exams"
    EVENTS = "events"
    SUPPLIES = "supplies"
    HANDBOOK = "handbook"


# Which duties concern a place of a kind, the nearest first: its page says who answers.
DUTIES_OF: Mapping[Kind, tuple[DutyKind, ...]] = {
    Kind.DISTRICT: (DutyKind.TERRITORY,),
    Kind.STREET: (DutyKind.TERRITORY,),
    Kind.COMMUNITY: (DutyKind.TERRITORY,),
    Kind.COMPOUND: (DutyKind.COMPOUNDS, DutyKind.SUPPLIES, DutyKind.TERRITORY),
    Kind.VENUE: (DutyKind.VENUES, DutyKind.TERRITORY),
    Kind.TEST_SITE: (DutyKind.TESTING, DutyKind.TERRITORY),
    Kind.VACCINATION_SITE: (DutyKind.VACCINATION, DutyKind.TERRITORY),
    Kind.CHECKPOINT: (DutyKind.TERRITORY,),
    Kind.HOSPITAL: (DutyKind.HOSPITALS, DutyKind.TERRITORY),
    Kind.UNIT: (),
}
DUTY_OF_CHECKPOINT: Mapping[str, DutyKind] = {"rail": DutyKind.RAIL, "air": DutyKind.AIR, "road": DutyKind.ROAD}


class BatchState(StrEnum):
    """A list on its way in: looked at first, then taken or dropped."""

    STAGED = "staged"
    APPLIED = "applied"
    DROPPED = "dropped"


B = BatchState

BATCH = Machine(
    "places.batch",
    start=B.STAGED,
    moves=[
        Move("apply", frozenset({B.STAGED}), B.APPLIED, needs=MANAGE),
        Move("drop", frozenset({B.STAGED}), B.DROPPED, needs=MANAGE),
    ],
)
