"""From the store to the lake's queue: right after the commit, and again for what a kill or a full disk left behind."""

import json
import logging
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from lianfang.decisions.installed import lake_folder
from lianfang.domains.intake.models import Batch, Retraction
from lianfang.domains.intake.queries.batches import ABOUT, vault
from lianfang.domains.intake.states import BatchState
from lianfang.facts.lake.queue import enqueue, enqueue_retraction
from lianfang.kernel.clock import MachineClock
from lianfang.kernel.personal import Purpose
from lianfang.kernel.refusals import Refusal

log = logging.getLogger("lianfang.intake")
MACHINE = MachineClock()
AT_ONCE = 200


def deliver_soon(batch: Batch) -> None:
    """Hand a batch over once the caller's transaction is there; should that fail, the next round does it."""
    transaction.on_commit(partial(_try, batch.pk, MACHINE.now()))


def deliver_waiting(now: datetime) -> None:
    """Hand over what is accepted, and what is retracted after it. What was handed over before changes nothing."""
    waiting = Batch.objects.filter(state=BatchState.ACCEPTED.value, delivered_at=None).order_by("pk")
    for number in list(waiting.values_list("pk", flat=True)[:AT_ONCE]):
        if not _try(number, now):
            return
    back = Retraction.objects.filter(delivered_at=None, batch__delivered_at__isnull=False).select_related(
        "batch__source"
    )
    for one in back.order_by("pk")[:AT_ONCE]:
        batch = one.batch
        enqueue_retraction(_lake(), batch.name, table=batch.table, source=batch.source.code, at=now)
        Retraction.objects.filter(pk=one.pk).update(delivered_at=now)


def _try(batch_id: int, now: datetime) -> bool:
    """Hand one over; False when the lake cannot take it now. The batch stays, and the board shows that it waits."""
    try:
        _deliver(batch_id, now)
    except Refusal as refusal:
        log.warning("intake.waits batch=%s code=%s", batch_id, refusal.code)
        return False
    return True


@transaction.atomic
def _deliver(batch_id: int, now: datetime) -> None:
    waiting = Batch.objects.select_for_update().filter(state=BatchState.ACCEPTED.value, delivered_at=None)
    batch = waiting.filter(pk=batch_id).first()
    if batch is None:
        return
    rows = json.loads(vault().open(batch.rows_sealed, about=ABOUT).reveal(Purpose.STORE))
    source = batch.source.code
    enqueue(_lake(), batch.table, rows, source=source, batch=batch.name, at=now)
    batch.delivered_at, batch.rows_sealed = now, ""
    batch.save(update_fields=["delivered_at", "rows_sealed"])


def _lake() -> Path:
    return lake_folder(settings.CONFIG.data_dir)
