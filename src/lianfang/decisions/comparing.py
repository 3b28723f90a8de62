"""Two tables of decisions over the same facts, compared in DuckDB: whoever differs, counted in every way asked for.

`before` and `after` are tables as the engines decode them, with their lists in order of name; `changed` has a row for
each person whose decision is not the same. `sure` is `after` without the rules that match only what is unknown.
"""

from collections.abc import Mapping
from typing import Any

import duckdb

SAMPLES = 10
_SIDE = """
    CREATE OR REPLACE TEMP TABLE "{table}" AS
    SELECT "person_id", "colour", "entry", list_sort("notices") AS "notices", list_sort("rules") AS "rules",
           "until", "unknown"
    FROM "{decisions}"
"""
_COLUMNS = ("colour", "entry", "notices", "rules", "until")
_SEEN = ("colour", "entry", "notices")


class Compared:
    """What differs between `before` and `after` in a store's database. Every count is of people."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def keep(self, table: str, decisions: str) -> None:
        """Keep a table of decisions as `before`, `after` or `sure`."""
        self.connection.execute(_SIDE.format(table=table, decisions=decisions))

    def compare(self) -> int:
        """Find everyone whose decision differs; gives their number."""
        sides = ", ".join(f'b."{c}" AS "{c}_before", a."{c}" AS "{c}_after"' for c in _COLUMNS)
        differs = " OR ".join(f'b."{c}" IS DISTINCT FROM a."{c}"' for c in _COLUMNS)
        self.connection.execute(f"""
            CREATE OR REPLACE TEMP TABLE "changed" AS
            SELECT a."person_id", {sides} FROM "before" AS b JOIN "after" AS a USING ("person_id") WHERE {differs}
        """)
        return self._count('SELECT count(*) FROM "changed"')

    def people(self) -> int:
        """How many people were decided for."""
        return self._count('SELECT count(*) FROM "after"')

    def moves(self, column: str) -> list[tuple[Any, ...]]:
        """Of those whose `column` differs: from, to, people; most people first."""
        return self._rows(f"""
            SELECT "{column}_before", "{column}_after", count(*) AS "people" FROM "changed"
            WHERE "{column}_before" IS DISTINCT FROM "{column}_after"
            GROUP BY ALL ORDER BY "people" DESC, 1 NULLS FIRST, 2 NULLS FIRST
        """)

    def transitions(self) -> list[tuple[Any, ...]]:
        """Of those who see another colour, entry or notice: all three before, all three after, people."""
        sides = ", ".join(f'"{c}_{side}"' for side in ("before", "after") for c in _SEEN)
        seen = " OR ".join(f'"{c}_before" IS DISTINCT FROM "{c}_after"' for c in _SEEN)
        return self._rows(f"""
            SELECT {sides}, count(*) AS "people" FROM "changed" WHERE {seen}
            GROUP BY ALL ORDER BY "people" DESC, {sides}
        """)

    def gained_and_lost(self, column: str) -> dict[str, tuple[int, int]]:
        """For each name in the lists of `column`: how many people gain it, how many lose it."""
        gained, lost = (self._only_in(column, *sides) for sides in (("after", "before"), ("before", "after")))
        return {name: (gained.get(name, 0), lost.get(name, 0)) for name in sorted({*gained, *lost})}

    def _only_in(self, column: str, here: str, there: str) -> dict[str, int]:
        return self._counted(f"""
            SELECT unnest(list_filter("{column}_{here}", lambda x: NOT list_contains("{column}_{there}", x))) AS "name"
            FROM "changed"
        """)

    def matching(self, side: str) -> dict[str, int]:
        """How many people each rule matches."""
        return self._counted(f'SELECT unnest("rules") AS "name" FROM "{side}"')

    def districts(self, at: int) -> list[tuple[str | None, int]]:
        """Changed people by home county; without a home by the county they are in at `at`; None when neither is known.

        Most people first.
        """
        return self._rows(
            """
            WITH "here" AS (
                SELECT "person_id", max({'since': "arrived_at", 'area': "area"}).area AS "area" FROM "stays"
                WHERE "arrived_at" <= $at AND ("left_at" IS NULL OR "left_at" > $at)
                  AND "person_id" IN (SELECT "person_id" FROM "changed")
                GROUP BY "person_id"
            )
            SELECT substr(coalesce(p."home_area", h."area"), 1, 6) AS "county", count(*) AS "people"
            FROM "changed" AS c LEFT JOIN "persons" AS p USING ("person_id") LEFT JOIN "here" AS h USING ("person_id")
            GROUP BY "county" ORDER BY "people" DESC, "county" NULLS LAST
            """,
            {"at": at},
        )

    def catch(self) -> None:
        """Find everyone whom a rule matches only because a fact is unknown: for `caught` and `unknown`."""
        self.connection.execute("""
            CREATE OR REPLACE TEMP TABLE "caught" AS
            SELECT unnest(list_filter(a."rules", lambda x: NOT list_contains(s."rules", x))) AS "rule",
                   b."rules" AS "had", s."unknown"
            FROM "after" AS a JOIN "sure" AS s USING ("person_id") JOIN "before" AS b USING ("person_id")
            WHERE a."rules" IS DISTINCT FROM s."rules"
        """)

    def caught(self) -> list[tuple[str, int, int]]:
        """Rules that match somebody only because a fact is unknown: rule, people, and those it did not match before."""
        return self._rows("""
            SELECT "rule", count(*) AS "people", count(*) FILTER (WHERE NOT list_contains("had", "rule"))
            FROM "caught" GROUP BY "rule" ORDER BY "people" DESC, "rule"
        """)

    def unknown(self, rule: str) -> dict[str, int]:
        """The facts that are unknown for the people whom a rule matches only because one is."""
        return self._counted('SELECT unnest("unknown") AS "name" FROM "caught" WHERE "rule" = $rule', {"rule": rule})

    def standing(self, side: str) -> dict[str, int]:
        """People in the city who cost something: with a red code, with a yellow one, or green with a notice."""
        return self._counted(f"""
            SELECT CASE WHEN "colour" <> 'green' THEN "colour" ELSE 'notice' END AS "name" FROM "{side}"
            WHERE "entry" IS NULL AND ("colour" <> 'green' OR len("notices") > 0)
        """)

    def samples(self) -> list[tuple[Any, ...]]:
        """Up to ten changed people, one of each transition before a second of any: id, then each side's columns."""
        sides = [f'"{c}_{side}"' for side in ("before", "after") for c in _COLUMNS]
        kind = ", ".join(column for column in sides if "until" not in column and "rules" not in column)
        return self._rows(f"""
            SELECT "person_id", {", ".join(sides)} FROM "changed"
            ORDER BY row_number() OVER (PARTITION BY {kind} ORDER BY "person_id"), "person_id" LIMIT {SAMPLES}
        """)

    def forget(self) -> None:
        """Let go of the tables."""
        for table in ("before", "after", "sure", "changed", "caught"):
            self.connection.execute(f'DROP TABLE IF EXISTS "{table}"')

    def _rows(self, query: str, values: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        return list(self.connection.execute(query, values or {}).fetchall())

    def _count(self, query: str) -> int:
        return int(self._rows(query)[0][0])

    def _counted(self, query: str, values: Mapping[str, object] | None = None) -> dict[str, int]:
        """How often each `name` of a query comes."""
        rows = self._rows(f'SELECT "name", count(*) FROM ({query}) GROUP BY "name" ORDER BY "name"', values)
        return {str(name): int(count) for name, count in rows}
