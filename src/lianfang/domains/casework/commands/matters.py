"""Opening a matter, moving it, writing to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lianfang.domains.casework.commands import clock
from lianfang.domains.casework.commands.holidays import feed_in_force
from lianfang.domains.casework.commands.notices import tell
from lianfang.domains.casework.commands.steps import keep, line_of, locked, text_of, unit_of, write
from lianfang.domains.casework.models import Line, Matter
from lianfang.domains.casework.queries.visible import may
from lianfang.domains.casework.states import Priority, To, kind_of
from lianfang.kernel.actors import Actor, NotPermitted


@dataclass(frozen=True, slots=True)
class Side:
    """A unit (its code) in an area: who owns a matter, or who asked for it. Without a unit, the area itself."""

    area: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a matter begins with. The title is seen in lists: it may not name anybody."""

    kind: str
    title: str
    owner: Side
    asker: Side
    body: str = ""
    priority: Priority = Priority.NORMAL


@transaction.atomic
def open_matter(*, draft: Draft, by: Actor, at: datetime) -> Matter:
    """Begin a matter. Its promise begins with it; those who answer for the owner are told."""
    kind = kind_of(draft.kind)
    by.must(kind.opens, area=draft.asker.area, organisation=draft.asker.unit)
    matter = Matter(
        kind=kind.name,
        state=kind.machine.start,
        title=line_of(draft.title, "title"),
        body=text_of(draft.body, "text", must=False),
        priority=draft.priority,
        area=draft.owner.area,
        unit=unit_of(draft.owner.unit, area=draft.owner.area),
        asker_area=draft.asker.area,
        asker_unit=unit_of(draft.asker.unit, area=draft.asker.area),
        opened_by=by.id,
        opened_at=at,
        moved_at=at,
        feed=feed_in_force(at),
    )
    clock.begin(matter, kind, at=at)
    matter.save()
    write(matter, "open", by=by, at=at, moment=matter.due_at)
    tell(matter, "open", [To.UNIT], by=by, at=at)
    return matter


@transaction.atomic
def move(*, matter_id: int, verb: str, text: str = "", seen: int | None = None, by: Actor, at: datetime) -> Matter:
    """Take a matter from one state to the next. The clock follows; the other side is told."""
    matter = locked(matter_id, by=by, seen=seen)
    kind = kind_of(matter.kind)
    step = kind.machine.move(matter.state, verb, what=str(matter))
    asks = verb in kind.asks
    if not may(by, step.needs, matter, asks=asks):
        raise NotPermitted
    stood = matter.paused_at is not None
    matter.state, matter.moved_at = step.target, at
    clock.settle(matter, feed=feed_in_force(at), at=at)
    keep(matter)
    said = text_of(text, "text", must=False)
    write(matter, verb, by=by, at=at, text=said, moment=matter.due_at if stood else None, state=step.target.value)
    tell(matter, verb, [To.PERSON] if asks else [To.OPENER], by=by, at=at)
    return matter


@transaction.atomic
def add_note(*, matter_id: int, text: str, by: Actor, at: datetime) -> Line:
    """Write a note that everybody who sees the matter can read."""
    matter = locked(matter_id, by=by, seen=None)
    return write(matter, "note", by=by, at=at, text=text_of(text, "text"))


@transaction.atomic
def add_line(
    *, matter_id: int, what: str, details: Mapping[str, object], text: str = "", by: Actor, at: datetime
) -> Line:
    """A room's own line in the timeline. `what` is one of the sentences its kind declares. No personal data."""
    matter = locked(matter_id, by=by, seen=None)
    if what not in kind_of(matter.kind).lines:
        raise KeyError(f"{matter.kind} declares no sentence {what}")
    return write(matter, what, by=by, at=at, text=text, **details)
