"""Facts given: by an organisation's machine, by hand, or by a room of the platform itself.

Whatever the way, a batch is a row of the store before it is anything else; the lake's queue has it right after the
commit, or when a worker next comes round.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lianfang.domains.audit import public as audit
from lianfang.domains.intake.commands.delivering import deliver_soon
from lianfang.domains.intake.errors import GroundNeeded, KeyUsedOtherwise, NotRows
from lianfang.domains.intake.models import Batch, Source
from lianfang.domains.intake.queries.batches import ABOUT, vault
from lianfang.domains.intake.queries.sources import source_of
from lianfang.domains.intake.states import BATCH, RESTRICTING, UNUSUAL, BatchKind, BatchState
from lianfang.facts.rows import as_text, table_named
from lianfang.kernel.actors import Actor
from lianfang.kernel.personal import Personal
from lianfang.kernel.words import Words

MOST_ROWS = 5_000
LONGEST_KEY = 80
NO_KEY = Words("没有幂等键（Idempotency-Key）", "there is no Idempotency-Key")
NONE, TOO_MANY = Words("一行也没有", "there is none"), Words("行数太多", "there are too many")
COLUMNS = Words("第{n}行的列不对：{names}", "the columns of row {n} are not right: {names}")

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Given:
    """What became of rows that were given: the batch, and whether it had been given before."""

    batch: Batch
    again: bool


@dataclass(frozen=True, slots=True)
class Way:
    """How rows come: the kind of batch, the key that makes them one, and what a hand-written batch rests on."""

    kind: BatchKind
    key: str
    ground: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """Rows of one table, for a source (its code; empty: the only one that may) under a key that makes them one."""

    table: str
    rows: Sequence[Row]
    source: str
    key: str


def give(offered: Offered, *, by: Actor, at: datetime) -> Given:
    """Take rows from an organisation. The same key with the same rows changes nothing; a large batch is held.

    Raises NoSource, NotYourTable, NotRows, KeyUsedOtherwise, UnknownTable.
    """
    key = offered.key.strip()
    if not key or len(key) > LONGEST_KEY:
        raise NotRows(why=NO_KEY, most=MOST_ROWS)
    source = source_of(offered.source, table_named(offered.table).name, by=by)
    return _given(source, offered.table, offered.rows, Way(BatchKind.API, key), by=by, at=at)


def enter_by_hand(offered: Offered, *, ground: str, evidence: str, by: Actor, at: datetime) -> Given:
    """Take rows that somebody wrote. What restricts people waits for a second person (safety 9).

    Raises GroundNeeded and what `give` raises.
    """
    source = source_of(offered.source, table_named(offered.table).name, by=by)
    way = Way(BatchKind.HAND, offered.key, ground.strip()[:400], evidence.strip()[:400])
    if offered.table in RESTRICTING and not (way.ground and way.evidence):
        raise GroundNeeded
    return _given(source, offered.table, offered.rows, way, by=by, at=at)


def give_own(*, table: str, rows: Sequence[Row], source: Source, key: str, by: Actor, at: datetime) -> Given:
    """A room's own doings as facts, in the transaction of the doing itself."""
    return _given(source, table, rows, Way(BatchKind.ROOM, key), by=by, at=at)


@transaction.atomic
def _given(source: Source, table: str, rows: Sequence[Row], way: Way, *, by: Actor, at: datetime) -> Given:
    text = _written(table, rows)
    content, name = Personal(text), f"{source.code}:{way.key}"
    known = Batch.objects.select_for_update().filter(name=name).first()
    if known is not None:
        if known.mark not in vault().marks(content, about=ABOUT) or known.table != table:
            raise KeyUsedOtherwise(key=way.key)
        return Given(known, again=True)
    held = _is_held(source, table, len(rows), way)
    move = BATCH.move(BATCH.start, "hold" if held else "take", what=name)
    batch = Batch.objects.create(
        source=source,
        name=name,
        table=table,
        kind=way.kind.value,
        state=move.target,
        rows=len(rows),
        rows_sealed=vault().seal(content, about=ABOUT),
        mark=vault().mark(content, about=ABOUT),
        ground=way.ground,
        evidence=way.evidence,
        given_at=at,
        given_by=by.id,
    )
    audit.record(f"intake.{move.verb}", subject=str(batch), by=by, at=at, area=source.area, purpose=way.ground)
    if batch.state == BatchState.ACCEPTED.value:
        deliver_soon(batch)
    return Given(batch, again=False)


def _is_held(source: Source, table: str, count: int, way: Way) -> bool:
    """Whether a second person has to look: written by hand and restricting, or unusually large."""
    by_hand = way.kind is BatchKind.HAND and table in RESTRICTING
    return by_hand or (way.kind is not BatchKind.ROOM and count > UNUSUAL * source.usual_rows)


def _written(table: str, rows: Sequence[Row]) -> str:
    """The rows as one text. Raises NotRows; each cell is judged when the lake takes the row in."""
    if not rows or len(rows) > MOST_ROWS:
        raise NotRows(why=TOO_MANY if rows else NONE, most=MOST_ROWS)
    columns = {column.name: column.optional for column in table_named(table).columns}
    needed = {name for name, optional in columns.items() if not optional}
    for number, row in enumerate(rows, 1):
        wrong = sorted({*(set(row) - set(columns)), *(needed - set(row))})
        if wrong:
            names = ", ".join(str(name)[:40] for name in wrong[:5])
            raise NotRows(
                why=Words(*(text.format(n=number, names=names) for text in (COLUMNS.zh, COLUMNS.en))), most=MOST_ROWS
            )
    plain = [{name: as_text(value) for name, value in sorted(row.items())} for row in rows]
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
