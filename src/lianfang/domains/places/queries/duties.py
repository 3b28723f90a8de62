"""Which unit answers for what, where."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from lianfang.domains.places.models import Duty
from lianfang.domains.places.states import DutyKind
from lianfang.kernel.actors import area_prefix

PARENTS = (2, 4, 6, 9, 12)


@dataclass(frozen=True, slots=True)
class Answering:
    """A unit that answers: for a kind of thing, in an area (the prefix of its code), since when."""

    unit: str
    name: str
    name_en: str
    duty: DutyKind
    area: str
    since: datetime


def who_answers(duty: DutyKind, area: str, *, at: datetime) -> Answering | None:
    """The unit that answers for `duty` in `area` at `at`: that of the nearest area which has one. One query."""
    return all_who_answer(area, at=at, only=duty).get(duty)


def all_who_answer(area: str, *, at: datetime, only: DutyKind | None = None) -> Mapping[DutyKind, Answering]:
    """For every kind that has one, the unit that answers in `area` at `at`. One query."""
    found = _in_force(at).filter(area__in=_parents(area))
    if only is not None:
        found = found.filter(duty=only.value)
    nearest: dict[DutyKind, Answering] = {}
    for answering in sorted(_shown(found), key=lambda one: len(one.area)):
        nearest[answering.duty] = answering
    return nearest


def duties_of(unit: str, *, at: datetime) -> list[Answering]:
    """What a unit answers for at `at`. One query."""
    return _shown(_in_force(at).filter(unit__code=unit).order_by("duty", "area"))


def _in_force(at: datetime) -> QuerySet[Duty]:
    return Duty.objects.filter(Q(until_at=None) | Q(until_at__gt=at), from_at__lte=at)


def _shown(found: QuerySet[Duty]) -> list[Answering]:
    columns = ("unit__code", "unit__name", "unit__name_en", "duty", "area", "from_at")
    return [
        Answering(unit, name, english, DutyKind(duty), area, since)
        for unit, name, english, duty, area, since in found.values_list(*columns)
    ]


def _parents(area: str) -> list[str]:
    """The prefixes of everything an area lies in, itself included."""
    prefix = area_prefix(area)
    return [prefix[:length] for length in PARENTS if length <= len(prefix)]
