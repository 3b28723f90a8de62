"""Lists of places, page by page, and how many there are in each district."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from lianfang.domains.places.models import Place, within
from lianfang.domains.places.states import Kind, PlaceState

PAGE = 50
CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the list. `area` is a prefix of a code, empty for everywhere; `state` None for all states.

    `after` is the cursor of the page before: area and code of its last row.
    """

    kind: Kind | None = None
    area: str = ""
    text: str = ""
    state: PlaceState | None = PlaceState.OPEN
    after: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One line of the list."""

    code: str
    kind: Kind
    state: PlaceState
    area: str
    name: str
    name_en: str
    sort: str
    address: str
    size: int | None

    @property
    def cursor(self) -> str:
        """Where the list goes on after this row."""
        return f"{self.area}.{self.code}"


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, and the cursor of the next page when there is one."""

    rows: tuple[PlaceRow, ...]
    next: str | None


COLUMNS = ("code", "kind", "state", "area", "name", "name_en", "sort", "address", "size")


def listed(asked: Asked, *, limit: int = PAGE) -> Page:
    """The places asked for, by area and code. One query, whatever there is."""
    found = [_row(values) for values in _found(asked).values_list(*COLUMNS)[: limit + 1]]
    rows = tuple(found[:limit])
    return Page(rows, rows[-1].cursor if len(found) > limit else None)


def all_listed(asked: Asked) -> Iterator[PlaceRow]:
    """Every place asked for, for an export: read in chunks, one query."""
    return (_row(values) for values in _found(asked).values_list(*COLUMNS).iterator(chunk_size=CHUNK))


def counted(kind: Kind) -> Mapping[str, int]:
    """Open places of a kind by district. One query, answered by an index alone."""
    of_kind = Place.objects.filter(kind=kind.value, state=PlaceState.OPEN.value)
    return dict(of_kind.values_list("district").annotate(number=Count("id")).order_by("district"))


def names_of(codes: set[str]) -> Mapping[str, str]:
    """Chinese names by code, of those that exist. One query."""
    return dict(Place.objects.filter(code__in=codes).values_list("code", "name"))


def _found(asked: Asked) -> QuerySet[Place]:
    found = Place.objects.order_by("area", "code")
    if asked.kind is not None:
        found = found.filter(kind=asked.kind.value)
    if asked.state is not None:
        found = found.filter(state=asked.state.value)
    if asked.area:
        found = found.filter(within([asked.area]))
    if asked.text:
        found = found.filter(Q(searched__contains=asked.text.casefold()) | Q(code=asked.text.casefold()))
    if asked.after is not None:
        area, code = asked.after
        found = found.filter(area__gte=area).filter(Q(area__gt=area) | Q(code__gt=code))
    return found


def _row(values: tuple) -> PlaceRow:
    code, kind, state, *rest = values
    return PlaceRow(code, Kind(kind), PlaceState(state), *rest)
