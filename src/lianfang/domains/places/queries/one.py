"""One place: what it is, what it was, what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lianfang.domains.places.models import Change, Place, within
from lianfang.domains.places.states import AREA_KINDS, Kind, PlaceState
from lianfang.kernel.refusals import NoSuch
from lianfang.kernel.words import Words

MOST_CHANGES, MOST_INSIDE = 200, 500


@dataclass(frozen=True, slots=True)
class Known:
    """Another place as it is named on a page."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """A place. `successor`: what it was merged into; `merged`: what was merged into it."""

    code: str
    kind: Kind
    state: PlaceState
    area: str
    name: str
    name_en: str
    sort: str
    address: str
    size: int | None
    opened_at: datetime
    ended_at: datetime | None
    version: int
    successor: Known | None
    merged: tuple[Known, ...]


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """One entry of a place's history, the newest first."""

    verb: str
    at: datetime
    by: str
    reason: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def place(code: str) -> PlaceShown:
    """The place, open or not. Raises NoSuch. Two queries."""
    found = Place.objects.select_related("merged_into").filter(code=code).first()
    if found is None:
        raise NoSuch(what=Words("地点", "place"), id=code)
    merged = Place.objects.filter(merged_into=found.pk).order_by("code").values_list("code", "name", "name_en")
    return PlaceShown(
        found.code,
        Kind(found.kind),
        PlaceState(found.state),
        found.area,
        found.name,
        found.name_en,
        found.sort,
        found.address,
        found.size,
        found.opened_at,
        found.ended_at,
        found.version,
        _known(found.merged_into),
        tuple(Known(*values) for values in merged[:MOST_INSIDE]),
    )


def history(code: str) -> list[ChangeShown]:
    """What was done to a place, the newest first. One query."""
    rows = Change.objects.filter(place__code=code).order_by("-number")
    columns = ("verb", "at", "by", "reason", "before", "after")
    return [ChangeShown(*values) for values in rows.values_list(*columns)[:MOST_CHANGES]]


def inside(area: str, *, deeper: int) -> list[Known]:
    """The open areas directly inside an area: `deeper` is the length of their codes. One query."""
    kind = AREA_KINDS.get(deeper)
    if kind is None:
        return []
    found = Place.objects.filter(within([area]), kind=kind.value, state=PlaceState.OPEN.value).order_by("area", "code")
    return [Known(*values) for values in found.values_list("code", "name", "name_en")[:MOST_INSIDE]]


def standing(code: str) -> str:
    """The code a place goes on under: its own, or its successor's once merged. Raises NoSuch. One query."""
    found = Place.objects.filter(code=code).values_list("code", "merged_into__code").first()
    if found is None:
        raise NoSuch(what=Words("地点", "place"), id=code)
    return found[1] or found[0]


def _known(found: Place | None) -> Known | None:
    return Known(found.code, found.name, found.name_en) if found else None
