"""What a person does about work that was given up."""

from datetime import datetime

from django.db import transaction

from lianfang.domains.audit import public as audit
from lianfang.domains.work.commands.queue import MACHINE
from lianfang.domains.work.models import Item
from lianfang.domains.work.states import ITEM, ItemState
from lianfang.kernel.actors import Actor
from lianfang.kernel.refusals import NoSuch
from lianfang.kernel.words import Words


@transaction.atomic
def retry(*, item_id: int, by: Actor, at: datetime) -> None:
    """Let a piece that was given up wait again, with all its attempts."""
    item = _dead(item_id, by=by)
    item.state = ITEM.move(item.state, "retry", what=str(item)).target
    item.attempts, item.not_before = 0, MACHINE.now()
    if item.key and Item.objects.filter(key=item.key, state=ItemState.WAITING.value).exists():
        item.delete()
    else:
        item.save(update_fields=["state", "attempts", "not_before"])
    audit.record("work.retry", subject=f"work {item_id}", by=by, at=at)


@transaction.atomic
def drop(*, item_id: int, by: Actor, at: datetime) -> None:
    """Take a piece that was given up out of the queue: it will not be done."""
    _dead(item_id, by=by).delete()
    audit.record("work.drop", subject=f"work {item_id}", by=by, at=at)


def _dead(item_id: int, *, by: Actor) -> Item:
    by.must_somewhere("work.mend")
    item = Item.objects.select_for_update().filter(pk=item_id, state=ItemState.DEAD.value).first()
    if item is None:
        raise NoSuch(what=Words("已放弃的任务", "work that was given up"), id=item_id)
    return item
