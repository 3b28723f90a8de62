"""From bits back to words: the compact rows of a run become decisions with names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb

from lianfang.facts.cells import literal
from lianfang.policy.engines.run import Run
from lianfang.policy.engines.sql_decisions import CHUNK
from lianfang.policy.engines.subjects import at_rest
from lianfang.policy.model import COLOURS, ENTRIES

EVERYONE, IN_ORDER = "decisions", "decisions_in_order"


@dataclass(frozen=True, slots=True)
class Pattern:
    """The names that go with one pattern of bits."""

    notices: list[str]
    rules: list[str]
    unknown: list[str]


Patterns = Sequence[Pattern]


@dataclass(frozen=True, slots=True)
class Decoded:
    """`everyone` is a relation of everybody's decision: person_id, colour, entry, notices, rules, until, holds_until,
    unknown, release. `tally` is a query that counts those who were looked at: colour, entry, notices, people.
    `in_order` makes what `ordered` reads; `ordered` is a query of everybody by person, with moments as such.
    """

    everyone: str
    tally: str
    in_order: str
    ordered: str
    at_rest: int = 0


def decode(run: Run, connection: duckdb.DuckDBPyConnection, release: str) -> Decoded:
    """Give the results of a run, which are in the database, names. The view stands on them and on `persons`.

    Each distinct pattern of bits is named once, then joined: patterns are few, people are many.
    """
    patterns = _name_patterns(run, connection)
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
    return Decoded(EVERYONE, tally, _in_order(run, same), _named_in_order(patterns, release), run.at_rest)


def _in_order(run: Run, same: str) -> str:
    """Sort narrow rows, which go to the disk when memory is short; rows with lists do not."""
    keys = at_rest(run.decided).sql(dialect="duckdb")
    rest = f'UNION ALL SELECT "key", 0, -1, 0, NULL, NULL FROM ({keys})' if run.at_rest else ""
    return f"""
        CREATE OR REPLACE TEMP TABLE "{IN_ORDER}" AS
        SELECT d."key" AS "person_id", d."colour"::TINYINT AS "colour", d."entry"::TINYINT AS "entry",
               p."number" AS "pattern", d."until"::BIGINT AS "until", h."holds"::BIGINT AS "holds_until"
        FROM "{run.decided}" AS d JOIN "patterns" AS p ON {same}
        LEFT JOIN "{run.holds}" AS h ON h."key" = d."key" {rest} ORDER BY 1
    """


def _named_in_order(patterns: Patterns, release: str) -> str:
    """The sorted rows in words. A table keeps the order of its rows, so nothing is sorted again."""
    found = (Pattern([], [], []), *patterns)  # the first is that of people at rest
    notices, rules, unknown = (
        f'({_lists(getattr(pattern, name) for pattern in found)})[d."pattern" + 1]'
        for name in ("notices", "rules", "unknown")
    )
    return f"""
        SELECT d."person_id", {_words("colour", [(i, c.value) for i, c in enumerate(COLOURS)])} AS "colour",
               {_words("entry", [(i, e.value) for i, e in enumerate(ENTRIES)])} AS "entry",
               {notices} AS "notices", {rules} AS "rules",
               make_timestamptz(d."until") AS "until", make_timestamptz(d."holds_until") AS "holds_until",
               {unknown} AS "unknown", '{release}' AS "release"
        FROM "{IN_ORDER}" AS d
    """


def _lists(lists: Iterable[list[str]]) -> str:
    """A constant list of lists of texts."""
    written = ("[" + ", ".join(map(literal, words)) + "]" for words in lists)
    return f"[{', '.join(written)}]::VARCHAR[][]"


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


def _name_patterns(run: Run, connection: duckdb.DuckDBPyConnection) -> Patterns:
    """Make the table `patterns`: number (from 1), each pattern of bits met (p0, p1 …) with its names (w0, w1 …)."""
    bits = _bit_columns(run)
    listed = ", ".join(f'"{name}"' for name in bits)
    patterns = connection.execute(f'SELECT DISTINCT {listed} FROM "{run.decided}" ORDER BY ALL').fetchall()
    names = [run.bits.notices, *_chunks(run.bits.rules, len(run.bits.rule_columns)), run.bits.unknown]
    columns = ", ".join(f"p{i} BIGINT, w{i} VARCHAR[]" for i in range(len(bits)))
    connection.execute(f'CREATE OR REPLACE TEMP TABLE "patterns" ("number" INTEGER, {columns})')
    rows = [[number, *_row(pattern, names)] for number, pattern in enumerate(patterns, start=1)]
    if rows:
        marks = ", ".join("?" for _ in rows[0])
        connection.executemany(f'INSERT INTO "patterns" VALUES ({marks})', rows)
    return [_pattern(row[2::2]) for row in rows]


def _pattern(words: Sequence[object]) -> Pattern:
    """The names of one pattern: notices, then the rules in one or more pieces, then what is unknown."""
    notices, *rules, unknown = (list(map(str, each)) for each in words if isinstance(each, list))
    return Pattern(notices, [rule for piece in rules for rule in piece], unknown)


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
