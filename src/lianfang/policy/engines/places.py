"""Facts of places through time, in DuckDB: few rows, computed once and read by every engine.

A table of a subject of places holds, per key and period [begins, ends), the facts and until when each is stable.
"""

from dataclasses import dataclass, field

import duckdb
from sqlglot import exp

from lianfang.policy.engines.sql_facts import Asked, RowsQuery, groups, key_sql, may_be_unknown
from lianfang.policy.engines.sql_words import FOREVER, Sql, column, first_known, joined, least, named, number, select
from lianfang.policy.frozen import Frozen
from lianfang.policy.model import Fact


@dataclass
class PlacesThroughTime:
    """The facts of places that one frozen policy reaches, from `starts` on; extended as far as it is asked."""

    connection: duckdb.DuckDBPyConnection
    frozen: Frozen
    offset: int
    starts: int
    empty: frozenset[str]
    tag: str
    reach: dict[str, int] = field(default_factory=dict)

    def tables(self, until: int) -> dict[str, str]:
        """The table of each subject of places, covering every moment up to and with `until`."""
        found: dict[str, str] = {}
        for subject, facts in self.frozen.reached.items():
            used = groups(facts, self.empty)
            if used:
                found[subject] = f"place_{self.tag}_{subject}"
                self._cover(subject, [fact for group in used.values() for fact in group], until)
        return found

    def _cover(self, subject: str, facts: list[Fact], until: int) -> None:
        moment = self.reach.get(subject, self.starts)
        while moment <= until:
            moment = self._add(subject, facts, moment)
        self.reach[subject] = moment

    def _add(self, subject: str, facts: list[Fact], moment: int) -> int:
        """Add the period that begins at `moment`; gives its end."""
        table = f"place_{self.tag}_{subject}"
        query = self._query(subject, facts, moment).sql(dialect="duckdb")
        self.connection.execute(f'CREATE OR REPLACE TEMP TABLE "place_now" AS {query}')
        row = self.connection.execute('SELECT min("stable") FROM "place_now"').fetchone()
        ends = row[0] if row and row[0] is not None else FOREVER
        every = f'SELECT * EXCLUDE ("stable"), {moment} AS "begins", {ends} AS "ends" FROM "place_now"'
        first = subject not in self.reach
        self.connection.execute(f'CREATE TEMP TABLE "{table}" AS {every}' if first else f'INSERT INTO "{table}" {every}')
        self.reach[subject] = ends
        return int(ends)

    def _query(self, subject: str, facts: list[Fact], moment: int) -> exp.Select:
        asked = Asked(self.offset, moment, None, {}, self.empty)
        found = groups(facts, self.empty)
        columns: list[Sql] = [column("k", "key")]
        query = select([], "keys", "k")
        keys: exp.Expression | None = None
        for index, ((table, through), group) in enumerate(found.items()):
            part = exp.select(named(key_sql(subject, "row"), "key")).from_(_table(table))
            keys = part if keys is None else exp.union(keys, part, distinct=True)
            rows = RowsQuery(self.frozen, subject, table, through, group, asked).sql()
            query = query.with_(exp.to_identifier(f"g{index}", quoted=True), as_=rows, copy=False)
            query = joined(query, f"g{index}", f"g{index}", exp.EQ(this=column(f"g{index}", "key"), expression=column("k", "key")))
            columns += [column(f"g{index}", each) for fact in group for each in _columns(fact)]
        assert keys is not None
        stable = [first_known(column(None, f"{fact.name}__s"), number(FOREVER)) for fact in facts]
        known = exp.select("*").distinct().from_(exp.Subquery(this=keys, alias=exp.TableAlias(this=exp.to_identifier("u"))))
        query = query.with_(exp.to_identifier("keys", quoted=True), as_=known.where('"key" IS NOT NULL'))
        return query.select(*columns, named(least(stable), "stable"), append=False, copy=False)


def _columns(fact: Fact) -> list[str]:
    return [fact.name, *([f"{fact.name}__n"] if may_be_unknown(fact) else []), f"{fact.name}__s"]


def _table(name: str) -> exp.Expression:
    return exp.alias_(exp.Table(this=exp.to_identifier(name, quoted=True)), exp.to_identifier("row", quoted=True), table=True)
