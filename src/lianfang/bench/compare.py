"""Two files of answers side by side: every row of both, column by column."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from lianfang.facts.cells import literal, quoted

NAMED = 5  # how many of the rows that differ are named


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A column in which two files differ: in how many rows, and the keys of the first of them."""

    column: str
    rows: int
    first: tuple[str, ...]

    def sentence(self, one: str, other: str) -> str:
        """What is wrong, in words."""
        return f"{one} and {other} differ in {self.column} on {self.rows:,} rows, first {', '.join(self.first)}."


def disagreements(
    one: Path, other: Path, *, key: str, columns: Sequence[str], only_first: int | None = None
) -> list[Disagreement]:
    """The columns in which the files differ; the key itself when one file lacks rows of the other.

    With `only_first`, keys are whole numbers and rows whose key is greater are left aside.
    """
    with duckdb.connect(":memory:") as connection:
        within = "TRUE" if only_first is None else f"{quoted(key)} <= {only_first}"
        for name, path in (("one", one), ("other", other)):
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({literal(str(path))}) WHERE {within}")
        missing = f"one.{quoted(key)} IS NULL OR other.{quoted(key)} IS NULL"
        found = [_differing(connection, key, key, missing)]
        found += [
            _differing(connection, key, name, f"NOT ({missing}) AND one.{q} IS DISTINCT FROM other.{q}")
            for name, q in ((name, quoted(name)) for name in columns)
        ]
        return [each for each in found if each.rows]


def later_than(one: Path, other: Path, *, key: str, column: str) -> int:
    """In how many rows `column` of `one` is later than that of `other`; an empty one in `other` is never passed."""
    q, k = quoted(column), quoted(key)
    query = f"""
        SELECT count(*) FROM read_parquet({literal(str(one))}) AS one
        JOIN read_parquet({literal(str(other))}) AS other USING ({k})
        WHERE coalesce(one.{q} > other.{q}, other.{q} IS NOT NULL)
    """
    with duckdb.connect(":memory:") as connection:
        row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _differing(connection: duckdb.DuckDBPyConnection, key: str, name: str, where: str) -> Disagreement:
    k = quoted(key)
    rows = connection.execute(f"""
        SELECT count(*) OVER (), coalesce(one.{k}, other.{k})::VARCHAR
        FROM one FULL JOIN other ON one.{k} = other.{k} WHERE {where} ORDER BY 2 LIMIT {NAMED}
    """).fetchall()
    return Disagreement(name, int(rows[0][0]) if rows else 0, tuple(str(row[1]) for row in rows))
