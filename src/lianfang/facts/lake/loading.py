"""A folder of tables into the lake: every table as one delivery, the first content of a table streamed."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from lianfang.facts.cells import literal, quoted
from lianfang.facts.lake.judging import MOST_TOLD, Delivery, Judged, last_of_each_key, numbered
from lianfang.facts.lake.ledger import RETRACTED, ROW_GROUP
from lianfang.facts.lake.shapes import RECEIVED
from lianfang.facts.lake.writer import LakeWriter, Receipt, lineage_of
from lianfang.facts.rows import check_columns
from lianfang.facts.schemas import Table
from lianfang.facts.sources import Source, find_sources, find_table
from lianfang.facts.staging import bad_rows, stage
from lianfang.facts.store import connect
from lianfang.kernel.clock import CITY_ZONE, from_micros

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class _Found:
    table: Table
    path: Path
    sha256: str


def load_folder(lake: LakeWriter, folder: Path, *, source: str, at: datetime, progress: Progress) -> list[Receipt]:
    """Receive every table of a folder; loading the same files again changes nothing.

    Raises NoFactsFolder, TwoFormsOfATable, UnreadableTable, MissingColumns, DuplicateColumns, LakeNotWritten.
    """
    receipts, filled, tables = [], False, _tables(folder)
    for found, moment in zip(tables, lake.next_moments(at, max(1, len(tables))), strict=bool(tables)):
        delivery = Delivery(found.table.name, found.path, source, f"file {found.sha256}")
        first = lake.ledgers[found.table.name].version() < 0 and not found.path.is_dir()
        if first:
            receipts.append(_fill(lake, delivery, found, moment))
            filled = True
        else:
            receipts += lake.append([delivery], at=from_micros(moment)).receipts
        progress(found.table.name, receipts[-1].rows)
    if filled:
        progress("index", 0)
        lake.build_index()
    return receipts


def _tables(folder: Path) -> list[_Found]:
    with connect(CITY_ZONE) as connection:
        sources, _ = find_sources(folder, connection)
    return [_Found(one.table, _path(folder, one), _hash(one)) for one in sources]


def _path(folder: Path, source: Source) -> Path:
    return folder / source.label.rstrip("/")


def _hash(source: Source) -> str:
    digest = hashlib.sha256()
    for path in source.files():
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _fill(lake: LakeWriter, delivery: Delivery, found: _Found, moment: int) -> Receipt:
    """The first content of a table, as it is read: memory does not grow with it."""
    table = found.table
    with connect(lake.zone, memory_limit=lake.memory_limit) as connection:
        one = find_table(table, found.path, connection)
        check_columns(table, one.label, list(one.columns))
        staged = stage(connection, one, lake.zone)
        bad = tuple(bad_rows(connection, staged, limit=MOST_TOLD))
        good = last_of_each_key(table, numbered(connection, staged, ()))
        keeping = f"""{literal(delivery.source)} AS "source", {literal(delivery.batch)} AS "batch",
                      make_timestamptz({moment}) AS {quoted(RECEIVED)}, false AS {quoted(RETRACTED)}"""
        rows = connection.sql(f'SELECT * EXCLUDE ("__of"), {keeping} FROM ({good})').to_arrow_reader(ROW_GROUP)
        lake.ledgers[table.name].fill(rows, number=moment)
    judged = Judged(delivery, pa.table({}), staged.rows, staged.bad, bad, found.sha256)
    lake.lineage.append(lineage_of([(judged, moment)]), number=moment)
    when = from_micros(moment, zone=lake.zone)
    return Receipt(delivery.batch, table.name, when, staged.rows, staged.bad, bad_rows=bad)
