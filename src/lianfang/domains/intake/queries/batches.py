"""Batches: what came, what waits for a second person."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from lianfang.domains.intake.models import Batch
from lianfang.domains.intake.states import BatchState
from lianfang.kernel.actors import Actor
from lianfang.kernel.refusals import NoSuch
from lianfang.kernel.vault import Vault, vault_in

SEE = "intake.board"
PAGE = 50
ABOUT = "intake.rows"
FIELDS = (
    "id",
    "name",
    "source__code",
    "source__title",
    "table",
    "kind",
    "state",
    "rows",
    "ground",
    "evidence",
    "given_at",
    "given_by",
    "decided_at",
    "decided_by",
    "reason",
    "delivered_at",
)


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch without its rows: those are nobody's to read here."""

    id: int
    name: str
    source: str
    title: str
    table: str
    kind: str
    state: BatchState
    rows: int
    ground: str
    evidence: str
    given_at: datetime
    given_by: str
    decided_at: datetime | None
    decided_by: str
    reason: str
    delivered_at: datetime | None


def batches(*, by: Actor, waiting: bool = False, source: str = "", before: int | None = None) -> list[BatchRow]:
    """The newest batches in the areas of `by`, at most PAGE; `before`: the id to go on from. One query."""
    found = _within(by)
    if waiting:
        found = found.filter(state=BatchState.WAITING.value)
    if source:
        found = found.filter(source__code=source)
    if before is not None:
        found = found.filter(id__lt=before)
    return [_row(row) for row in found.order_by("-id").values_list(*FIELDS)[:PAGE]]


def batch_of(batch_id: int, *, by: Actor, lock: bool = False) -> Batch:
    """A batch, with its source; out of the reader's area it does not exist. One query."""
    found = _within(by).select_related("source")
    if lock:
        found = found.select_for_update(of=("self",))
    batch = found.filter(pk=batch_id).first()
    if batch is None:
        raise NoSuch(what="batch", id=batch_id)
    return batch


def vault() -> Vault:
    """The vault of this installation."""
    return vault_in(settings.CONFIG.keys_dir)


def _within(by: Actor) -> QuerySet[Batch]:
    by.must_somewhere(SEE)
    where = Q(pk__in=[])
    for area in by.areas(SEE):
        where |= Q(source__area__startswith=area)
    return Batch.objects.filter(where)


def _row(row: tuple[object, ...]) -> BatchRow:
    values = dict(zip(FIELDS, row, strict=True))
    state = BatchState(str(values["state"]))
    return BatchRow(*(state if name == "state" else value for name, value in values.items()))  # type: ignore[arg-type]
