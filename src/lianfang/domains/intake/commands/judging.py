"""The second person: a batch that is held is accepted or refused; one that was wrong is taken back whole."""

from datetime import datetime

from django.db import transaction

from lianfang.domains.audit import public as audit
from lianfang.domains.intake.commands.delivering import deliver_soon
from lianfang.domains.intake.errors import GroundNeeded, SamePerson
from lianfang.domains.intake.models import Batch, Retraction
from lianfang.domains.intake.queries.batches import batch_of
from lianfang.domains.intake.states import BATCH
from lianfang.kernel.actors import Actor


@transaction.atomic
def accept_batch(*, batch_id: int, by: Actor, at: datetime) -> Batch:
    """Let a held batch through. Raises SamePerson, MoveNotAllowed."""
    batch = _decided(batch_id, "accept", "", by=by, at=at)
    deliver_soon(batch)
    return batch


@transaction.atomic
def refuse_batch(*, batch_id: int, reason: str, by: Actor, at: datetime) -> Batch:
    """Refuse a held batch; its rows are forgotten. Raises SamePerson, GroundNeeded, MoveNotAllowed."""
    if not reason.strip():
        raise GroundNeeded
    batch = _decided(batch_id, "refuse", reason.strip()[:400], by=by, at=at)
    batch.rows_sealed = ""
    batch.save(update_fields=["rows_sealed"])
    return batch


@transaction.atomic
def retract_batch(*, batch_id: int, reason: str, by: Actor, at: datetime) -> Retraction:
    """Take back a batch whole: what was known before it counts again. Raises GroundNeeded, MoveNotAllowed."""
    batch = _permitted(batch_id, "retract", by)
    if not reason.strip():
        raise GroundNeeded
    _set(batch, "retract", by=by, at=at, purpose=reason)
    return Retraction.objects.create(batch=batch, reason=reason.strip()[:400], at=at, by=by.id)


def _decided(batch_id: int, verb: str, reason: str, *, by: Actor, at: datetime) -> Batch:
    batch = _permitted(batch_id, verb, by)
    if batch.given_by == by.id:
        raise SamePerson
    batch.decided_at, batch.decided_by, batch.reason = at, by.id, reason
    batch.save(update_fields=["decided_at", "decided_by", "reason"])
    _set(batch, verb, by=by, at=at, purpose=reason)
    return batch


def _permitted(batch_id: int, verb: str, by: Actor) -> Batch:
    by.must_somewhere(BATCH.permission(verb))
    batch = batch_of(batch_id, by=by, lock=True)
    by.must(BATCH.permission(verb), area=batch.source.area, organisation=batch.source.organisation)
    return batch


def _set(batch: Batch, verb: str, *, by: Actor, at: datetime, purpose: str) -> None:
    batch.state = BATCH.move(batch.state, verb, what=str(batch)).target
    batch.save(update_fields=["state"])
    audit.record(f"intake.{verb}", subject=str(batch), by=by, at=at, area=batch.source.area, purpose=purpose[:400])
