"""What comes round: bringing late matters before those above, counting deadlines anew, sending notices on."""

import logging
from datetime import datetime

from django.db import transaction

from lianfang.domains.casework.commands import clock
from lianfang.domains.casework.commands.notices import remind
from lianfang.domains.casework.commands.steps import write
from lianfang.domains.casework.models import HolidayFeed, Matter, Notice
from lianfang.domains.casework.queries.calendars import calendar_of, newest_feed
from lianfang.domains.casework.queries.gateway import Gateway, Told
from lianfang.domains.casework.states import kind_of
from lianfang.domains.casework.states.ladders import ladder_at
from lianfang.kernel.actors import Actor

log = logging.getLogger("lianfang.casework")

CLOCK = Actor("clock")
AT_ONCE = 200


def escalate_due(at: datetime) -> int:
    """Bring every matter whose next level is reached before whom its ladder names; how many."""
    due = Matter.objects.filter(escalate_at__lte=at).order_by("escalate_at").values_list("pk", flat=True)
    return sum(_escalate(matter_id, at=at) for matter_id in list(due[:AT_ONCE]))


def recount_due(at: datetime) -> int:
    """Count the running deadlines of open matters by the newest list of holidays; how many. Safe to run again."""
    feed = newest_feed()
    if feed is None:
        return 0
    running = Matter.objects.filter(closed_at=None, due_at__isnull=False).exclude(feed=feed).order_by("feed", "pk")
    ids, done = running.values_list("pk", flat=True), 0
    while batch := list(ids[:AT_ONCE]):
        for matter_id in batch:
            _recount(matter_id, feed, at=at)
        done += len(batch)
    return done


def send_due(at: datetime, gateway: Gateway) -> int:
    """Hand notices whose hour has come to a message gateway; how many. One that fails is tried again next time."""
    due = Notice.objects.filter(sent_at=None, read_at=None, show_at__lte=at).order_by("show_at")
    fields = ("pk", "what", "matter", "matter__kind", "to_person", "to_area", "to_unit")
    told = [Told(*row) for row in due.values_list(*fields)[:AT_ONCE]]
    return sum(_sent(notice, gateway, at=at) for notice in told)


def _sent(told: Told, gateway: Gateway, *, at: datetime) -> int:
    """One that fails holds up no other."""
    try:
        gateway(told)
    except Exception as error:  # noqa: BLE001 — whatever a gateway raises, the others are still to be sent
        log.warning("casework.not_sent notice=%s kind=%s", told.notice, type(error).__name__)
        return 0
    Notice.objects.filter(pk=told.notice).update(sent_at=at)
    return 1


@transaction.atomic
def _escalate(matter_id: int, *, at: datetime) -> int:
    rows = Matter.objects.select_related("feed").select_for_update(of=("self",))
    matter = rows.filter(pk=matter_id, escalate_at__lte=at).first()
    if matter is None:
        return 0
    level = ladder_at(kind_of(matter.kind).ladders, matter.opened_at).levels[matter.level]
    matter.level += 1
    matter.escalate_at = clock.next_step(matter, calendar_of(matter.calendar, matter.feed), at=at)
    matter.save()
    what = "overdue" if matter.is_late(at) else "due_soon"
    remind(matter, what, level.to, at=at)
    write(matter, f"{what}_told", by=CLOCK, at=at, moment=matter.due_at, level=matter.level, to=level.to.value)
    return 1


@transaction.atomic
def _recount(matter_id: int, feed: HolidayFeed, *, at: datetime) -> None:
    rows = Matter.objects.select_related("feed").select_for_update(of=("self",))
    matter = rows.filter(pk=matter_id, closed_at=None).exclude(feed=feed).first()
    if matter is None:
        return
    due = matter.due_at
    clock.settle(matter, feed=feed, at=at)
    matter.save()
    if matter.due_at != due:
        write(matter, "recounted", by=CLOCK, at=at, moment=matter.due_at)
