"""Facts of places through time, in DuckDB: few rows, computed once and read by every engine.

A table of a subject of places holds, per key and period [begins, ends), the facts and until when each is stable.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb
from sqlglot import exp

from lianfang.policy.engines.sql_facts import Asked, RowsQuery, groups, key_sql, may_be_unknown
from lianfang.policy.engines.sql_words import FOREVER, Sql, column, first_known, joined, least, named, number, select
from lianfang.policy.frozen import Frozen
from lianfang.policy.model import Fact

Groups = Mapping[tuple[str, str | None], tuple[Fact, ...]]
TODO = "place_todo"


@dataclass
class PlacesThroughTime:
    """The facts of places that one frozen policy reaches, from `starts` on; extended as far as it is asked.

    Each place goes from change to change by itself: a round decides every place that is behind, once.
    """

    connection: duckdb.DuckDBPyConnection
    frozen: Frozen
    offset: int
    starts: int
    empty: frozenset[str]
    tag: str
    reach: dict[str, int] = field(default_factory=dict)
    rounds: dict[str, str] = field(default_factory=dict)

    def tables(self, until: int) -> dict[str, str]:
        """The table of each subject of places, covering every moment up to and with `until`."""
        found: dict[str, str] = {}
        for subject, facts in self.frozen.reached.items():
            used = groups(facts, self.empty)
            if used:
                found[subject] = f"place_{self.tag}_{subject}"
                self._cover(subject, used, until)
        return found

    def _cover(self, subject: str, used: Groups, until: int) -> None:
        table = f"place_{self.tag}_{subject}"
        if subject not in self.reach:
            self._begin(subject, used, table)
        elif until <= self.reach[subject]:
            return
        else:
            self._todo(f'SELECT "key", max("ends") AS "now" FROM "{table}" GROUP BY ALL HAVING max("ends") <= {until}')
            self._round(subject, table)
        while self._todo(f'SELECT "key", "ends" AS "now" FROM "place_now" WHERE "ends" <= {until}'):
            self._round(subject, table)
        self.reach[subject] = until

    def _begin(self, subject: str, used: Groups, table: str) -> None:
        keys = _keys(subject, used).sql(dialect="duckdb")
        self._todo(f'SELECT "key", {self.starts} AS "now" FROM ({keys}) WHERE "key" IS NOT NULL')
        self.rounds[subject] = self._query(subject, used).sql(dialect="duckdb")
        self.connection.execute(f'CREATE OR REPLACE TEMP TABLE "place_now" AS {self.rounds[subject]}')
        self.connection.execute(f'CREATE OR REPLACE TEMP TABLE "{table}" AS SELECT * FROM "place_now"')

    def _todo(self, query: str) -> int:
        row = self.connection.execute(f'CREATE OR REPLACE TEMP TABLE "{TODO}" AS {query}').fetchone()
        return int(row[0]) if row else 0

    def _round(self, subject: str, table: str) -> None:
        self.connection.execute(f'CREATE OR REPLACE TEMP TABLE "place_now" AS {self.rounds[subject]}')
        self.connection.execute(f'INSERT INTO "{table}" SELECT * FROM "place_now"')

    def _query(self, subject: str, used: Groups) -> exp.Select:
        asked = Asked(self.offset, None, TODO, {}, self.empty)
        columns: list[Sql] = [column("k", "key"), named(column("k", "now"), "begins")]
        query = select([], TODO, "k")
        for index, ((table, through), group) in enumerate(used.items()):
            rows = RowsQuery(self.frozen, subject, table, through, group, asked).sql()
            query = query.with_(exp.to_identifier(f"g{index}", quoted=True), as_=rows, copy=False)
            query = joined(query, f"g{index}", f"g{index}", asked.same(f"g{index}", "k"))
            columns += [column(f"g{index}", each) for fact in group for each in _columns(fact)]
        facts = [fact for group in used.values() for fact in group]
        stable = [first_known(column(None, f"{fact.name}__s"), number(FOREVER)) for fact in facts]
        return query.select(*columns, named(least(stable), "ends"), append=False, copy=False)


def _keys(subject: str, used: Groups) -> exp.Expr:
    """Every key of a subject of places, once."""
    keys: exp.Expr | None = None
    for table, _ in used:
        part = exp.select(named(key_sql(subject, "row"), "key")).distinct().from_(_table(table))
        keys = part if keys is None else exp.union(keys, part, distinct=True)
    assert keys is not None
    return keys


def _columns(fact: Fact) -> list[str]:
    return [fact.name, *([f"{fact.name}__n"] if may_be_unknown(fact) else []), f"{fact.name}__s"]


def _table(name: str) -> exp.Expr:
    return exp.alias_(
        exp.Table(this=exp.to_identifier(name, quoted=True)), exp.to_identifier("row", quoted=True), table=True
    )
