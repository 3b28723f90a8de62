"""The same question put to each engine, and every answer in one plain form, so that two can be compared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa
from sqlglot import exp

from lianfang.kernel.clock import from_micros, to_micros
from lianfang.policy.engines.reference import Reference, Tables
from lianfang.policy.engines.run import Run, Runner
from lianfang.policy.engines.sql_decisions import CHUNK, Bits
from lianfang.policy.engines.sql_words import column, joined, named, number, select
from lianfang.policy.engines.subjects import at_rest
from lianfang.policy.frozen import freeze
from lianfang.policy.model import COLOURS, ENTRIES, Pack


@dataclass(frozen=True)
class Told:
    """What an engine says about one subject. Moments in microseconds."""

    colour: str
    entry: str | None
    notices: frozenset[str]
    rules: frozenset[str]
    until: int | None
    unknown: frozenset[str]
    holds_until: int | None


def by_reference(pack: Pack, tables: Tables, at: datetime, subject: str = "person") -> dict[str, Told]:
    """The believed answer for every subject that any row names."""
    engine = Reference(pack, tables, moment=at)
    return {key: _believed(engine, key, to_micros(at), subject) for key in engine.world.ids(subject)}


def by_reference_each_at(pack: Pack, tables: Tables, moments: Mapping[str, int], subject: str) -> dict[str, Told]:
    """The believed answer for many subjects, each at a moment of its own."""
    engine = Reference(pack, tables, moment=from_micros(min(moments.values())))
    return {key: _believed(engine, key, now, subject) for key, now in moments.items()}


def _believed(engine: Reference, key: str, now: int, subject: str) -> Told:
    judgement = engine.judge(key, now, subject=subject)
    outcome = judgement.outcome
    return Told(
        colour=str(outcome.colour),
        entry=None if outcome.entry is None else str(outcome.entry),
        notices=frozenset(outcome.notices),
        rules=frozenset(outcome.rules),
        until=outcome.until,
        unknown=frozenset(outcome.unknown),
        holds_until=engine.holds_until(key, judgement, subject=subject),
    )


def by_run(
    pack: Pack,
    runner: Runner,
    store: duckdb.DuckDBPyConnection,
    at: datetime,
    subject: str = "person",
    *,
    holds: bool = True,
) -> dict[str, Told]:
    """The answer of an SQL engine for the same; without `holds`, how long it holds is left out."""
    run = Run(pack, runner, store, at.astimezone(ZoneInfo(pack.zone)), subject)
    run.decide()
    _find(run, holds=holds)
    return _told_by(run)


def _find(run: Run, *, holds: bool) -> None:
    if holds:
        run.find_holds()
        return
    nobody = select([column("d", "key"), named(column("d", "stable"), "holds")], run.decided, "d").where("FALSE")
    run.runner.create(run.holds, nobody)


def _told_by(run: Run) -> dict[str, Told]:
    columns = ["key", "colour", "entry", "notices", *run.bits.rule_columns, "until", "unknown"]
    query = select([*(column("d", name) for name in columns), column("h", "holds")], run.decided, "d")
    same = exp.EQ(this=column("h", "key"), expression=column("d", "key"))
    rows = run.runner.rows(joined(query, run.holds, "h", same))
    told = {str(row[0]): _told(dict(zip([*columns, "holds"], row, strict=True)), run.bits) for row in rows}
    assert len(told) == len(rows), "one row per subject"
    return told | _resting(run)


def _resting(run: Run) -> dict[str, Told]:
    """What an engine says of those it need not look at."""
    keys = [str(key) for (key,) in run.runner.rows(at_rest(run.decided))] if run.at_rest else []
    assert len(keys) == run.at_rest, "everybody at rest is counted"
    green = Told(str(COLOURS[0]), None, frozenset(), frozenset(), None, frozenset(), None)
    return dict.fromkeys(keys, green)


def _told(row: Mapping[str, object], bits: Bits) -> Told:
    entry = _whole(row["entry"])
    assert entry is not None
    rules = set()
    for chunk, name in enumerate(bits.rule_columns):
        rules |= _named(bits.rules[chunk * CHUNK : (chunk + 1) * CHUNK], row[name])
    return Told(
        colour=str(COLOURS[_whole(row["colour"]) or 0]),
        entry=None if entry < 0 else str(ENTRIES[entry]),
        notices=frozenset(_named(bits.notices, row["notices"])),
        rules=frozenset(rules),
        until=_whole(row["until"]),
        unknown=frozenset(_named(bits.unknown, row["unknown"])),
        holds_until=_whole(row["holds"]),
    )


def _named(names: Iterable[str], bits: object) -> set[str]:
    return {name for bit, name in enumerate(names) if (_whole(bits) or 0) >> bit & 1}


def _whole(value: object) -> int | None:
    assert value is None or isinstance(value, int), f"{value!r} should be a whole number"
    return value


def differences(believed: Mapping[str, Told], told: Mapping[str, Told], tables: Tables) -> list[str]:
    """What differs, subject by subject, with the rows behind it: empty when the engines agree."""
    found = [f"only one engine lists {key}" for key in sorted(set(believed) ^ set(told))]
    for key in sorted(set(believed) & set(told)):
        for field in fields(Told):
            mine, theirs = getattr(believed[key], field.name), getattr(told[key], field.name)
            if mine != theirs:
                found.append(f"{key} {field.name}: reference {mine}, engine {theirs}\n{rows_about(key, tables)}")
    return found


def rows_about(key: str, tables: Tables) -> str:
    """The rows that name a subject, and those that speak of places."""
    lines = []
    for name, rows in tables.items():
        own = [row for row in rows if row.get("person_id", key) == key or row.get("zone_id") == key]
        lines += [f"    {name}: {dict(row)}" for row in own]
    return "\n".join(lines)


def by_run_each_at(
    pack: Pack,
    runner: Runner,
    store: duckdb.DuckDBPyConnection,
    moments: Mapping[str, int],
    subject: str,
    *,
    holds: bool = True,
) -> dict[str, Told]:
    """The answer of an SQL engine for many subjects at once, each at a moment of its own."""
    asked = pa.table({"key": list(moments), "now": pa.array(moments.values(), pa.int64())})
    store.register("given", asked)
    store.execute("CREATE OR REPLACE TABLE asked_moments AS SELECT * FROM given")
    runner.share("asked_moments")
    run = Run(pack, runner, store, from_micros(min(moments.values())).astimezone(ZoneInfo(pack.zone)), subject)
    parts: list[exp.Expression] = []
    for index, found in enumerate(_by_period(pack, moments.values(), subject)):
        due = exp.In(this=column(None, "now"), expressions=[number(moment) for moment in found])
        runner.create("batch", select([exp.Star()], "asked_moments").where(due))
        run._decide(f"part_{index}", max(found), "batch")
        parts.append(select([exp.Star()], f"part_{index}"))
    runner.create(run.decided, exp.union(*parts, distinct=False) if len(parts) > 1 else parts[0])
    _find(run, holds=holds)
    return _told_by(run)


def _by_period(pack: Pack, moments: Iterable[int], subject: str) -> list[list[int]]:
    periods: dict[int, list[int]] = {}
    for moment in sorted(set(moments)):
        periods.setdefault(freeze(pack, from_micros(moment), subject=subject).starts, []).append(moment)
    return list(periods.values())
