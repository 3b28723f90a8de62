"""A matter's clock follows its state: it stands where the kind says so, and ends where the matter does."""

from datetime import datetime

from lianfang.domains.casework.models import HolidayFeed, Matter
from lianfang.domains.casework.queries.calendars import calendar_of
from lianfang.domains.casework.states import Kind, kind_of
from lianfang.domains.casework.states.ladders import ladder_at
from lianfang.kernel.calendars import Calendar
from lianfang.kernel.deadlines import Promise


def begin(matter: Matter, kind: Kind, *, at: datetime) -> None:
    """Promise what the kind promises at this priority, from `at` on."""
    allowed = kind.promises.get(matter.priority)
    if allowed is not None:
        matter.calendar = allowed.calendar
        matter.keep(Promise.begun(at, allowed.time, calendar_of(allowed.calendar, matter.feed)))
    settle(matter, feed=matter.feed, at=at)


def settle(matter: Matter, *, feed: HolidayFeed, at: datetime) -> None:
    """Bring the clock in line with the matter's state, and with the list of holidays in force."""
    kind = kind_of(matter.kind)
    before, now = calendar_of(matter.calendar, matter.feed), calendar_of(matter.calendar, feed)
    closed, stands = kind.is_closed(matter.state), kind.stands(matter.state)
    promise = matter.promise
    if promise is not None:
        if matter.closed_at is not None and not closed:
            promise = promise.paused(matter.closed_at, before)
        elif before is not now and not closed:
            promise = promise.recounted(at, before=before, now=now)
        promise = promise.paused(at, now) if stands else promise if closed else promise.resumed(at, now)
    if closed and matter.closed_at is None:
        matter.late = matter.is_late(at)
    matter.closed_at = (matter.closed_at or at) if closed else None
    matter.paused_at = (matter.paused_at or at) if stands and not closed else None
    matter.feed = feed
    matter.keep(promise)
    matter.escalate_at = next_step(matter, now, at=at)


def next_step(matter: Matter, calendar: Calendar, *, at: datetime) -> datetime | None:
    """When the next level of the ladder is reached; None while the clock stands, and after the last."""
    promise, standing = matter.promise, matter.paused_at or matter.closed_at
    levels = ladder_at(kind_of(matter.kind).ladders, matter.opened_at).levels[matter.level :]
    if promise is None or standing or not levels:
        return None
    return promise.reaches(levels[0].share, at, calendar)
