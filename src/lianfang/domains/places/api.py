"""The JSON door: places, one place with what became of it, and which unit answers for what where.

Places are public: any token in date may read them. Times are with offset.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Schema
from pydantic import Field

from lianfang.domains.places.forms import asked_of, duty_of
from lianfang.domains.places.queries import duties, one
from lianfang.domains.places.queries.listing import listed

Text = Annotated[str, Field(max_length=80)]


class PlaceOut(Schema):
    """A place. `area` is where it lies (GB/T 2260); of an area, its own code. `size` counts what its kind has."""

    code: str
    kind: str
    state: str
    area: str
    name: str
    name_en: str
    sort: str
    address: str
    size: int | None


class PlacePage(Schema):
    """One page of the list; `next` is what to send as `after` for the page after it, null at the end."""

    places: list[PlaceOut]
    next: str | None


class PlaceWhole(PlaceOut):
    """A place with when it was opened and ended; `successor` is the code it goes on under once merged."""

    opened_at: datetime
    ended_at: datetime | None
    successor: str | None
    merged: list[str]


class Asked(Schema):
    """Which places: of a kind, inside an area, with a text in a name of theirs; open ones unless `state` says."""

    kind: Text = ""
    area: Text = ""
    q: Text = ""
    state: Text = "open"
    after: Text = ""


class AnsweringOut(Schema):
    """The unit that answers for `duty` in an area: that of the nearest area which has one. Null when none has."""

    duty: str
    unit: str | None
    name: str | None
    area: str | None
    since: datetime | None


def places(request: HttpRequest, asked: Query[Asked]) -> dict:  # noqa: ARG001 — the door passes it
    """Places by area and code, page by page."""
    page = listed(asked_of(asked.model_dump(), usual=None))
    return {"places": [asdict(row) for row in page.rows], "next": page.next}


def place(request: HttpRequest, code: str) -> dict:  # noqa: ARG001 — the door passes it
    """One place, open or not."""
    found = one.place(code)
    successor = found.successor.code if found.successor else None
    return {**asdict(found), "successor": successor, "merged": [other.code for other in found.merged]}


def answering(request: HttpRequest, duty: Text = "", area: Text = "") -> dict:
    """Who answers for a duty in an area now."""
    wanted = duty_of({"duty": duty})
    found = duties.who_answers(wanted, area, at=request.clock.now()) if area.isdecimal() else None
    return asdict(found) if found else {"duty": wanted, "unit": None, "name": None, "area": None, "since": None}
