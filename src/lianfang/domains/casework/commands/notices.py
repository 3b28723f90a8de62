"""Telling those concerned: who, and when they may be told."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from lianfang.domains.casework.models import Matter, Notice
from lianfang.domains.casework.queries.calendars import calendar_of, hours_of_unit
from lianfang.domains.casework.queries.notices import for_me
from lianfang.domains.casework.states import To
from lianfang.kernel.actors import Actor
from lianfang.kernel.refusals import NoSuch
from lianfang.kernel.words import Words

SYSTEM = "token-"  # another system opened it: its unit is told


def tell(matter: Matter, what: str, to: Iterable[To], *, by: Actor, at: datetime) -> None:
    """A notice of what happened, at once. Nobody is told what they did themselves."""
    notices = [_notice(matter, what, side, at=at, show_at=at) for side in dict.fromkeys(to)]
    Notice.objects.bulk_create([notice for notice in notices if notice.to_person != by.id])


def remind(matter: Matter, what: str, to: To, *, at: datetime) -> None:
    """A reminder: not before the recipient's hours begin, never at midnight."""
    unit = matter.asker_unit if to is To.ASKER else matter.unit
    hours = calendar_of(hours_of_unit(unit), matter.feed)
    _notice(matter, what, to, at=at, show_at=hours.next_open(at)).save()


@transaction.atomic
def read_notice(*, notice_id: int, by: Actor, at: datetime) -> Notice:
    """It was read: by the one it was for, or by the first of those who answer for the unit."""
    notice = for_me(by=by, at=at).filter(pk=notice_id).select_for_update(of=("self",)).first()
    if notice is None:
        raise NoSuch(what=Words("通知", "notice"), id=notice_id)
    notice.read_at, notice.read_by = at, by.id
    notice.save(update_fields=["read_at", "read_by"])
    return notice


def _notice(matter: Matter, what: str, to: To, *, at: datetime, show_at: datetime) -> Notice:
    notice = Notice(matter=matter, what=what, at=at, show_at=show_at)
    if to is To.PERSON and matter.person:
        notice.to_person = matter.person
    elif to is To.OPENER and not matter.opened_by.startswith(SYSTEM):
        notice.to_person = matter.opened_by
    elif to in {To.ASKER, To.OPENER}:
        notice.to_area, notice.to_unit = matter.asker_area, matter.asker_unit
    else:
        notice.to_area, notice.to_unit = matter.area, matter.unit
    return notice
