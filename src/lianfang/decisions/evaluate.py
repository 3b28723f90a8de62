"""A whole run: facts of a folder under a policy at a moment, into one Parquet file or a stream, sorted by person."""

import os
import resource
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from lianfang.decisions.results import RunReport
from lianfang.facts.schemas import TABLES
from lianfang.facts.store import FactStore
from lianfang.kernel.clock import to_micros
from lianfang.kernel.reasons import reason
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words
from lianfang.policy.engines.bits import Decoded, decode
from lianfang.policy.engines.duckdb import DuckdbRunner
from lianfang.policy.engines.reference import Reference
from lianfang.policy.engines.run import Run
from lianfang.policy.merging import Outcome
from lianfang.policy.model import Colour, Pack

ENGINES = ("duckdb", "reference", "spark")
Progress = Callable[[str, int], None]
FORM = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, PARQUET_VERSION v2"
BATCH = 122_880  # people in one batch of a stream


class UnknownEngine(Refusal):
    code = "unknown-engine"
    says = Words("没有叫“{engine}”的引擎。", "There is no engine “{engine}”.")
    remedy = Words("可用的引擎：duckdb、reference、spark。", "Use one of duckdb, reference, spark.")


class OutputNotWritten(Refusal):
    code = "output-not-written"
    says = Words("判定结果写不进 {path}：{why}。", "The decisions could not be written to {path}: {why}.")
    remedy = Words(
        "请换一个可以写入、磁盘有空间的文件夹里的文件名。",
        "Name a file in a folder you may write to, with room on the disk.",
    )


@dataclass(frozen=True, slots=True)
class Target:
    """What a run is asked for: where to write (None: only count) and on which engine.

    For a cluster: its `master`, and the folder `work` that this machine and its workers reach under the same path.
    """

    out: Path | None = None
    engine: str = "duckdb"
    master: str | None = None
    work: Path | None = None


COUNTED = Target()


def evaluate(
    pack: Pack, store: FactStore, *, at: datetime, target: Target, progress: Progress | None = None
) -> RunReport:
    """Decide for everyone the facts name; writes `target.out` whole or not at all.

    Raises UnknownEngine, OutputNotWritten.
    """
    began = time.perf_counter()
    say = progress or _quiet
    decided = decide_everybody(pack, store, at, target, say)
    counts = _counts(store.connection, decided)
    people = sum(counts["colour"].values())
    if target.out is not None:
        say("writing", people)
        _write(store.connection, decided, target.out)
    return RunReport(
        at=at,
        release=pack.release,
        people=people,
        colours=counts["colour"],
        entry=counts["entry"],
        notices=counts["notices"],
        seconds=round(time.perf_counter() - began, 3),
        peak_rss_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        engine=target.engine,
        left_out=store.left_out,
    )


def decided_batches(
    pack: Pack,
    store: FactStore,
    *,
    at: datetime,
    target: Target = COUNTED,
    progress: Progress | None = None,
    batch: int = BATCH,
) -> pa.RecordBatchReader:
    """Everybody's decision as a stream sorted by person: the columns of `--out`, up to `batch` people at a time.

    The stream reads the store's database: read it to its end before the store is asked anything else or closed.
    Raises UnknownEngine.
    """
    decided = decide_everybody(pack, store, at, target, progress or _quiet)
    store.connection.execute(decided.in_order).fetchall()
    return store.connection.sql(decided.ordered).to_arrow_reader(batch)


def _quiet(_what: str, _count: int) -> None:
    """Progress nobody asked for."""


def decide_everybody(pack: Pack, store: FactStore, at: datetime, target: Target, say: Progress) -> Decoded:
    """Decide in the store's database, moments in microseconds."""
    if target.engine not in ENGINES:
        raise UnknownEngine(engine=target.engine)
    if target.engine == "reference":
        return _by_reference(pack, store, at, say)
    if target.engine == "spark":
        from lianfang.policy.engines.spark import run_on_spark

        run = run_on_spark(pack, store.connection, at, master=target.master, work=target.work, progress=say)
    else:
        run = Run(pack, DuckdbRunner(store.connection), store.connection, at, progress=say)
        run.decide()
        run.find_holds()
    return decode(run, store.connection, pack.release)


def _by_reference(pack: Pack, store: FactStore, at: datetime, say: Progress) -> Decoded:
    tables = plain_rows(store)
    engine, now = Reference(pack, tables, moment=at), to_micros(at)
    rows = []
    for number, person in enumerate(engine.world.ids("person")):
        judgement = engine.judge(person, now)
        rows.append((person, judgement.outcome, engine.holds_until(person, judgement)))
        if number % 1000 == 0:
            say("decided", number)
    return _fill(store.connection, rows, pack.release)


def plain_rows(store: FactStore) -> dict[str, list[dict[str, bool | int | str | None]]]:
    """Every row of every table in plain form: for the reference engine, so for few rows only."""
    found: dict[str, list[dict[str, bool | int | str | None]]] = {}
    for name, table in TABLES.items():
        columns = [column.name for column in table.columns]
        quoted = ", ".join(f'"{column}"' for column in columns)
        rows = store.connection.execute(f'SELECT {quoted} FROM "{name}"').fetchall()
        found[name] = [dict(zip(columns, row, strict=True)) for row in rows]
    return found


_ORDERED = """
    SELECT * REPLACE (make_timestamptz("until") AS "until", make_timestamptz("holds_until") AS "holds_until")
    FROM "decisions" ORDER BY "person_id"
"""
_COLUMNS = (
    "person_id VARCHAR, colour VARCHAR, entry VARCHAR, notices VARCHAR[], rules VARCHAR[], "
    "until BIGINT, holds_until BIGINT, unknown VARCHAR[], release VARCHAR"
)


def _fill(connection: duckdb.DuckDBPyConnection, rows: list[tuple[str, Outcome, int | None]], release: str) -> Decoded:
    connection.execute(f'CREATE OR REPLACE TEMP TABLE "decisions" ({_COLUMNS})')
    plain = [
        (
            key,
            o.colour.value,
            o.entry and o.entry.value,
            list(o.notices),
            list(o.rules),
            o.until,
            holds,
            list(o.unknown),
            release,
        )
        for key, o, holds in rows
    ]
    if plain:
        connection.executemany('INSERT INTO "decisions" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)', plain)
    tally = 'SELECT "colour", "entry", "notices", count(*) FROM "decisions" GROUP BY ALL'
    return Decoded("decisions", tally, "SELECT 1", _ORDERED)


def _counts(connection: duckdb.DuckDBPyConnection, decided: Decoded) -> Mapping[str, dict[str, int]]:
    """People by colour, entry and notice; those at rest are green, in the city, without a notice."""
    colours, entries, notices = Counter({Colour.GREEN.value: decided.at_rest}), Counter[str](), Counter[str]()
    for colour, entry, shown, people in connection.execute(decided.tally).fetchall():
        colours[colour] += people
        entries.update({entry: people} if entry is not None else {})
        notices.update(dict.fromkeys(shown, people))
    found = {"colour": colours, "entry": entries, "notices": notices}
    return {name: {word: count for word, count in sorted(each.items()) if count} for name, each in found.items()}


def _write(connection: duckdb.DuckDBPyConnection, decided: Decoded, out: Path) -> None:
    """Write to a temporary file beside the target, then rename: whole or not at all."""
    part = out.with_name(f".{out.name}.part-{os.getpid()}")
    try:
        connection.execute(decided.in_order).fetchall()
        connection.execute(f"COPY ({decided.ordered}) TO '{_quoted(part)}' ({FORM})")
        part.replace(out)
    except (duckdb.Error, OSError) as error:
        raise OutputNotWritten(path=out, why=reason(error)) from None
    finally:
        part.unlink(missing_ok=True)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
