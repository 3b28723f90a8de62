"""Lists of holidays: the one in force, a new one, and the units that keep other hours."""

import json
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from lianfang.domains.audit import public as audit
from lianfang.domains.casework.commands.steps import unit_of
from lianfang.domains.casework.errors import FIELDS, BadHolidays, TextMissing
from lianfang.domains.casework.models import HolidayFeed, UnitHours
from lianfang.domains.casework.queries.calendars import days_of, newest_feed
from lianfang.domains.casework.states.hours import ALWAYS, DatedDay, read_days, shipped_days
from lianfang.domains.work import public as work
from lianfang.kernel.actors import Actor
from lianfang.kernel.words import Words

RECOUNT = "casework.recount"
SHIPPED = "shipped"


def feed_in_force(at: datetime) -> HolidayFeed:
    """The newest list of holidays; at the first use the one that ships with the product. One query, then two."""
    return newest_feed() or _keep(shipped_days(), by=SHIPPED, at=at)


@transaction.atomic
def import_days(*, text: str, by: Actor, at: datetime) -> HolidayFeed:
    """Take a list of holidays and working weekends into force. It speaks for the years it names; others stay.

    Deadlines that have passed do not move; the rest of running ones is counted anew, in the background. The same list
    twice changes nothing. Raises BadHolidays, and changes nothing, when one line cannot be read.
    """
    by.must_somewhere("casework.calendar")
    days, faults = read_days(text)
    if faults or not days:
        first = faults[0] if faults else None
        line, why = (first.line, first.why) if first else (1, Words("里面没有一天", "there is no day in it"))
        raise BadHolidays(count=len(faults), line=line, why=why)
    before = feed_in_force(at)
    years = {day.day.year for day in days}
    merged = sorted((*days, *(day for day in days_of(before) if day.day.year not in years)), key=lambda day: day.day)
    if _mark(merged) == before.sha256:
        return before
    feed = _keep(tuple(merged), by=by.id, at=at)
    work.enqueue(RECOUNT, {"feed": feed.pk}, key=RECOUNT)
    audit.record("casework.import_days", subject=str(feed), by=by, at=at)
    return feed


@transaction.atomic
def set_unit_hours(*, unit: str, on_watch: bool, by: Actor, at: datetime) -> None:
    """Say whether a unit keeps watch around the clock: its people may then be reminded at any hour."""
    by.must_somewhere("casework.calendar")
    code = unit_of(unit.strip())
    if not code:
        raise TextMissing(field=FIELDS["unit"])
    if on_watch:
        UnitHours.objects.update_or_create(unit=code, defaults={"calendar": ALWAYS})
    else:
        UnitHours.objects.filter(unit=code).delete()
    audit.record("casework.set_unit_hours", subject=f"unit {code}", by=by, at=at)


def _keep(days: tuple[DatedDay, ...], *, by: str, at: datetime) -> HolidayFeed:
    return HolidayFeed.objects.create(received_at=at, by=by, sha256=_mark(days), days=_plain(days))


def _plain(days: tuple[DatedDay, ...] | list[DatedDay]) -> list[list[str]]:
    return [[day.day.isoformat(), day.kind.value, day.zh, day.en, day.cite] for day in days]


def _mark(days: tuple[DatedDay, ...] | list[DatedDay]) -> str:
    return sha256(json.dumps(_plain(days), ensure_ascii=False).encode()).hexdigest()
