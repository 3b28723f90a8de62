"""Putting a piece of work in, taking one out, and what becomes of it. All times are the machine's."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from lianfang.domains.work.models import Item
from lianfang.domains.work.states import ITEM, ItemState
from lianfang.kernel.background import Job, Piece
from lianfang.kernel.clock import MachineClock

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
LOST = "WorkerLost"
MACHINE = MachineClock()


def enqueue(name: str, piece: Piece, *, key: str | None = None, after: timedelta = timedelta(0)) -> None:
    """Put one piece of work in, in the caller's transaction: it is there when the change is. One query.

    With a `key`, a second piece while the first still waits changes nothing. `after`: not earlier than that from now.
    No personal data: a piece names things by number or pseudonym.
    """
    now = MACHINE.now()
    item = Item(name=name, piece=dict(piece), key=key, put_at=now, not_before=now + after)
    Item.objects.bulk_create([item], ignore_conflicts=key is not None)


@transaction.atomic
def claim(*, holder: str, jobs: dict[str, Job], now: datetime) -> Item | None:
    """The next piece that may run, held by `holder` from now on; None when there is none.

    A piece whose worker was lost again and again is given up: it may be what kills them.
    """
    while (item := _next_free(list(jobs), now)) is not None:
        job = jobs[item.name]
        if item.attempts < job.attempts:
            item.state = ITEM.move(item.state, "claim", what=str(item)).target
            item.holder, item.held_until, item.attempts = holder, now + job.within, item.attempts + 1
            item.save(update_fields=["state", "holder", "held_until", "attempts"])
            return item
        item.state = ITEM.move(item.state, "give_up", what=str(item)).target
        item.holder, item.held_until, item.fault = "", None, LOST
        item.save(update_fields=["state", "holder", "held_until", "fault"])
    return None


def _next_free(names: list[str], now: datetime) -> Item | None:
    free = Q(state=ItemState.WAITING.value, not_before__lte=now) | Q(state=ItemState.RUNNING.value, held_until__lte=now)
    skip = connection.features.has_select_for_update_skip_locked
    rows = Item.objects.select_for_update(skip_locked=skip).filter(free, name__in=names)
    return rows.order_by("not_before", "pk").first()


def let_go(*, holder: str) -> int:
    """Give back what a worker of this name held when it was killed; how many pieces."""
    held = Item.objects.filter(state=ItemState.RUNNING.value, holder=holder)
    return held.update(held_until=MACHINE.now())


def cross_off(item: Item) -> bool:
    """The piece is done. False when somebody else holds it by now (it had been taken for lost)."""
    done, _ = Item.objects.filter(pk=item.pk, holder=item.holder, attempts=item.attempts).delete()
    return bool(done)


@transaction.atomic
def put_back(item: Item, *, job: Job, fault: str, now: datetime) -> None:
    """The piece failed: it waits, longer each time, or is given up. Of two with the same key the fresh one stays."""
    if item.key and Item.objects.filter(key=item.key, state=ItemState.WAITING.value).exists():
        cross_off(item)
        return
    verb = "fail" if item.attempts < job.attempts else "give_up"
    wait = min(FIRST_WAIT * 2 ** (item.attempts - 1), LONGEST_WAIT)
    state = ITEM.move(item.state, verb, what=str(item)).target
    Item.objects.filter(pk=item.pk, holder=item.holder, attempts=item.attempts).update(
        state=state, not_before=now + wait, fault=fault, holder="", held_until=None
    )
