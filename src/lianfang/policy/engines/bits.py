"""From bits back to words: the compact rows of a run become decisions with names."""

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from lianfang.policy.engines.run import Run
from lianfang.policy.engines.sql_decisions import CHUNK
from lianfang.policy.engines.subjects import at_rest
from lianfang.policy.model import COLOURS, ENTRIES

EVERYONE = "decisions"


@dataclass(frozen=True, slots=True)
class Decoded:
    """`everyone` is a relation of everybody's decision: person_id, colour, entry, notices, rules, until, holds_until,
    unknown, release. `tally` is a query that counts those who were looked at: colour, entry, notices, people.
    """

    everyone: str
    tally: str
    at_rest: int = 0


def decode(run: Run, connection: duckdb.DuckDBPyConnection, release: str) -> Decoded:
    """Give the results of a run, which are in the database, names. The view stands on them and on `persons`.

    Each distinct pattern of bits is named once, then joined: patterns are few, people are many.
    """
    _name_patterns(run, connection)
    bits = _bit_columns(run)
    same = " AND ".join(f'd."{name}" = p.p{i}' for i, name in enumerate(bits))
    rules = " || ".join(f"p.w{i + 1}" for i in range(len(run.bits.rule_columns)))
    colour = _words("colour", [(i, c.value) for i, c in enumerate(COLOURS)])
    entry = _words("entry", [(i, e.value) for i, e in enumerate(ENTRIES)])
    connection.execute(f"""
        CREATE OR REPLACE TEMP VIEW "{EVERYONE}" AS
        SELECT d."key" AS "person_id", {colour} AS "colour", {entry} AS "entry",
               p.w0 AS "notices", {rules} AS "rules", d."until", h."holds" AS "holds_until",
               p.w{len(bits) - 1} AS "unknown", '{release}' AS "release"
        FROM "{run.decided}" AS d JOIN "patterns" AS p ON {same}
        LEFT JOIN "{run.holds}" AS h ON h."key" = d."key" {_resting(run, release)}
    """)
    tally = f"""
        SELECT {colour} AS "colour", {entry} AS "entry", p.w0 AS "notices", d."people"
        FROM (SELECT "colour", "entry", "notices", count(*) AS "people" FROM "{run.decided}" GROUP BY ALL) AS d
        JOIN (SELECT DISTINCT p0, w0 FROM "patterns") AS p ON d."notices" = p.p0
    """
    return Decoded(EVERYONE, tally, run.at_rest)


def _resting(run: Run, release: str) -> str:
    """The people at rest, to be added to those who were looked at."""
    if not run.at_rest:
        return ""
    keys = at_rest(run.decided).sql(dialect="duckdb")
    return f"""
        UNION ALL SELECT "key", '{COLOURS[0].value}', NULL, [], [], NULL, NULL, [], '{release}' FROM ({keys})
    """


def _bit_columns(run: Run) -> list[str]:
    return ["notices", *run.bits.rule_columns, "unknown"]


def _name_patterns(run: Run, connection: duckdb.DuckDBPyConnection) -> None:
    """Make the table `patterns`: each pattern of bits met (p0, p1 …) with its names (w0, w1 …)."""
    bits = _bit_columns(run)
    listed = ", ".join(f'"{name}"' for name in bits)
    patterns = connection.execute(f'SELECT DISTINCT {listed} FROM "{run.decided}"').fetchall()
    names = [run.bits.notices, *_chunks(run.bits.rules, len(run.bits.rule_columns)), run.bits.unknown]
    columns = ", ".join(f"p{i} BIGINT, w{i} VARCHAR[]" for i in range(len(bits)))
    connection.execute(f'CREATE OR REPLACE TEMP TABLE "patterns" ({columns})')
    rows = [_row(pattern, names) for pattern in patterns]
    if rows:
        marks = ", ".join("?" for _ in rows[0])
        connection.executemany(f'INSERT INTO "patterns" VALUES ({marks})', rows)


def _chunks(names: tuple[str, ...], count: int) -> list[tuple[str, ...]]:
    return [names[i * CHUNK : (i + 1) * CHUNK] for i in range(count)]


def _row(pattern: Iterable[int], names: list[tuple[str, ...]]) -> list[object]:
    row: list[object] = []
    for value, words in zip(pattern, names, strict=True):
        row += [value, [word for bit, word in enumerate(words) if value >> bit & 1]]
    return row


def _words(column: str, words: list[tuple[int, str]]) -> str:
    arms = " ".join(f"WHEN {number} THEN '{word}'" for number, word in words)
    return f'CASE d."{column}" {arms} END'
