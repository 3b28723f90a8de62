"""Two entries that may be one person: the list, and what a merger would do. Nothing is shown but what differs."""

from dataclasses import dataclass
from datetime import datetime

from lianfang.domains.people.models import Merge, Person, Twin
from lianfang.domains.people.queries.views import Entry, entries
from lianfang.domains.people.states import Likeness, PersonState, TwinState
from lianfang.domains.places.public import within
from lianfang.kernel.refusals import NoSuch
from lianfang.kernel.words import Words

PAGE = 25
COMPARED = ("name", "born", "sex", "phone", "address")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries, why they are thought to be one, and which parts are the same, differ, or are unknown on a side."""

    number: int
    likeness: Likeness
    state: TwinState
    seen_at: datetime
    first: Entry
    second: Entry
    parts: tuple[tuple[str, bool | None], ...]


@dataclass(frozen=True, slots=True)
class Done:
    """A merger that can still be taken back."""

    number: int
    kept: str
    dropped: str
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Pairs:
    """One page of pairs, and the number below which the next begins."""

    rows: tuple[Pair, ...]
    next: int | None


def suspected(areas: frozenset[str], *, before: int | None = None, limit: int = PAGE) -> Pairs:
    """Pairs of which both are in the areas, the newest first. Four queries."""
    found = Twin.objects.filter(
        within(areas, field="first__area"),
        within(areas, field="second__area"),
        state=TwinState.SUSPECTED.value,
        first__state=PersonState.KEPT.value,
        second__state=PersonState.KEPT.value,
    ).order_by("-pk")
    rows = list((found.filter(pk__lt=before) if before else found)[: limit + 1])
    pairs = _pairs(rows[:limit])
    return Pairs(tuple(pairs), pairs[-1].number if len(rows) > limit else None)


def pair(number: int, areas: frozenset[str]) -> Pair:
    """One pair. Raises NoSuch when one of them lies elsewhere. Four queries."""
    found = Twin.objects.filter(
        within(areas, field="first__area"), within(areas, field="second__area"), pk=number
    ).first()
    if found is None:
        raise NoSuch(what=Words("疑似重复", "pair"), id=number)
    return _pairs([found])[0]


def mergers(areas: frozenset[str], *, at: datetime, limit: int = PAGE) -> list[Done]:
    """Mergers that can still be taken back, the newest first. One query."""
    found = Merge.objects.filter(within(areas, field="kept__area"), undone_at=None, until__gt=at).order_by("-pk")
    columns = ("pk", "kept__person_id", "dropped__person_id", "at", "until")
    return [Done(*values) for values in found.values_list(*columns)[:limit]]


def _pairs(rows: list[Twin]) -> list[Pair]:
    numbers = {number for row in rows for number in (row.first_id, row.second_id)}
    ids = dict(Person.objects.filter(pk__in=numbers).values_list("person_id", "pk"))
    by_number = {ids[entry.person_id]: entry for entry in entries(Person.objects.filter(pk__in=numbers))}
    return [_pair(row, by_number[row.first_id], by_number[row.second_id]) for row in rows]


def _pair(row: Twin, first: Entry, second: Entry) -> Pair:
    parts = tuple((name, _same(getattr(first.said, name), getattr(second.said, name))) for name in COMPARED)
    return Pair(row.pk, Likeness(row.likeness), TwinState(row.state), row.seen_at, first, second, parts)


def _same(left: object, right: object) -> bool | None:
    return None if left is None or right is None else left == right
