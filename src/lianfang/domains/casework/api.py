"""The JSON door: lists of matters, one matter with its history, and what another system may do with it.

States and verbs are the kind's own names; words for people come from the pages. Times are with offset.
"""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Schema
from pydantic import Field

from lianfang.domains.casework import commands, forms
from lianfang.domains.casework.commands import Draft, Side
from lianfang.domains.casework.queries import lists
from lianfang.domains.casework.states import Priority

Number = Annotated[int, Field(ge=1, lt=2**63)]


class SideOut(Schema):
    """A unit (its code, empty for the area's own officers) in an area."""

    area: str
    unit: str


class MatterOut(Schema):
    """A matter as it stands. `seen` counts its changes: send it with what you do. `left_seconds`: while it stands."""

    id: int
    kind: str
    state: str
    title: str
    priority: int
    owner: SideOut
    asker: SideOut
    opened_at: datetime
    due_at: datetime | None
    left_seconds: float | None
    closed_at: datetime | None
    late: bool
    seen: int


class MatterPage(Schema):
    """One page of a list; `next` is what to send as `after` for the page after it, null at the end."""

    matters: list[MatterOut]
    next: str | None


class LineOut(Schema):
    """A line of the timeline: when, by whom (a pseudonym), what, and what was written."""

    at: datetime
    by: str
    what: str
    text: str


class MatterWhole(MatterOut):
    """A matter with what was asked, what this token can do with it, and its timeline, the newest first."""

    body: str
    verbs: list[str]
    lines: list[LineOut]


class Asked(Schema):
    """Which matters: `which` is open, mine, unassigned, overdue, paused, closed or all."""

    which: str = "open"
    kind: str = ""
    unit: str = ""
    priority: str = ""
    text: str = ""
    after: str = ""


class SideIn(Schema):
    """A unit in an area."""

    area: str
    unit: str = ""


class OpenIn(Schema):
    """A new request from the token's organisation to a unit. `priority` from 1 (urgent) to 4."""

    title: str
    body: str = ""
    owner: SideIn
    asker: SideIn
    priority: Priority = Priority.NORMAL


class MoveIn(Schema):
    """A step: the verb, a word about it, and the change of the matter that was seen."""

    verb: str
    text: str = ""
    seen: Number


class NoteIn(Schema):
    """A note."""

    text: str


def matters(request: HttpRequest, asked: Query[Asked]) -> MatterPage:
    """A list of the matters this token may see, by deadline."""
    fields = {name: value for name, value in asked.dict().items() if name != "after"}
    at = request.clock.now()
    page = lists.page(lists.Asked.read(fields), by=request.actor, at=at, after=asked.after)
    return MatterPage(matters=[MatterOut(**_plain(row)) for row in page.rows], next=page.next or None)


def matter(request: HttpRequest, matter_id: str) -> MatterWhole:
    """One matter, or 404 when this token may not see it."""
    return _whole(request, forms.number(matter_id))


def open_matter(request: HttpRequest, body: OpenIn) -> MatterWhole:
    """Send a request."""
    owner, asker = Side(body.owner.area, body.owner.unit), Side(body.asker.area, body.asker.unit)
    draft = Draft("request", body.title, owner, asker, body.body, body.priority)
    opened = commands.open_matter(draft=draft, by=request.actor, at=request.clock.now())
    return _whole(request, opened.pk)


def move(request: HttpRequest, matter_id: str, body: MoveIn) -> MatterWhole:
    """Take it a step further; 409 when somebody changed it meanwhile or the step is not possible now."""
    number = forms.number(matter_id)
    at = request.clock.now()
    commands.move(matter_id=number, verb=body.verb, text=body.text, seen=body.seen, by=request.actor, at=at)
    return _whole(request, number)


def note(request: HttpRequest, matter_id: str, body: NoteIn) -> MatterWhole:
    """Write a note."""
    number = forms.number(matter_id)
    commands.add_note(matter_id=number, text=body.text, by=request.actor, at=request.clock.now())
    return _whole(request, number)


def _whole(request: HttpRequest, number: int) -> MatterWhole:
    at = request.clock.now()
    shown = commands.look(matter_id=number, by=request.actor, at=at)
    lines = [LineOut(at=line.at, by=line.by, what=line.what, text=line.text) for line in shown.lines]
    plain = _plain(lists.row_of(shown.matter, at=at))
    return MatterWhole(**plain, body=shown.matter.body, verbs=list(shown.verbs), lines=lines)


def _plain(row: lists.MatterRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind.name,
        "state": row.state,
        "title": row.title,
        "priority": row.priority.value,
        "owner": SideOut(area=row.area, unit=row.unit),
        "asker": SideOut(area=row.asker_area, unit=row.asker_unit),
        "opened_at": row.opened_at,
        "due_at": row.due_at,
        "left_seconds": row.left.total_seconds() if row.left is not None else None,
        "closed_at": row.closed_at,
        "late": row.is_late,
        "seen": row.seen,
    }
