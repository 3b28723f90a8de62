"""The cases on an SQL engine: the same question, so that a pack is seen to mean the same there."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from lianfang.facts.cells import quoted
from lianfang.facts.schemas import PLAIN_TYPES, TABLES
from lianfang.facts.store import connect
from lianfang.policy.checking.cases import Answer, subject_key
from lianfang.policy.checking.rows import PlainTables
from lianfang.policy.engines.bits import decode
from lianfang.policy.engines.duckdb import DuckdbRunner
from lianfang.policy.engines.run import Run, Runner
from lianfang.policy.merging import Outcome
from lianfang.policy.model import Case, Colour, Entry, Pack

_ARROW = {"BIGINT": pa.int64(), "INTEGER": pa.int32(), "VARCHAR": pa.string()}
NOBODY = Answer(Outcome(Colour.GREEN, None, (), (), None, ()), None)  # a zone that no row names
MakeRunner = Callable[[duckdb.DuckDBPyConnection], AbstractContextManager[Runner]]


@dataclass(slots=True)
class BySql:
    """A case as a store of its own, decided by a whole run. `bring` puts a run's results into the store's database."""

    pack: Pack
    make: MakeRunner
    bring: Callable[[Runner, str], None] | None = None

    def answer(self, case: Case, tables: PlainTables, at: datetime, *, holds: bool) -> Answer:
        """As Engine.answer."""
        zone = ZoneInfo(self.pack.zone)
        with connect(zone, threads=1) as connection:
            fill(connection, _with_subject(case, tables))
            with self.make(connection) as runner:
                run = Run(self.pack, runner, connection, at.astimezone(zone), case.subject)
                run.decide()
                if holds:
                    run.find_holds()
                else:
                    connection.execute(f'CREATE TEMP TABLE {quoted(run.holds)} ("key" VARCHAR, "holds" BIGINT)')
                if self.bring is not None:
                    for name in (run.decided, run.holds)[: 2 if holds else 1]:
                        self.bring(runner, name)
            table = decode(run, connection, self.pack.release).everyone
            columns = '"colour", "entry", "notices", "rules", "until", "holds_until", "unknown"'
            found = f'SELECT {columns} FROM "{table}" WHERE "person_id" = ?'
            row = connection.execute(found, [subject_key(case)]).fetchone()
        return NOBODY if row is None else _answer(self.pack, row)


def _with_subject(case: Case, tables: PlainTables) -> PlainTables:
    """The engines decide for those whom some row names; a person of whom nothing is known is one with an empty row."""
    key = subject_key(case)
    if case.subject != "person" or any(row["person_id"] == key for row in tables.get("persons", ())):
        return tables
    blank = {column.name: key if column.name == "person_id" else None for column in TABLES["persons"].columns}
    return {**tables, "persons": [*tables.get("persons", ()), blank]}


def fill(connection: duckdb.DuckDBPyConnection, tables: PlainTables) -> None:
    """Every table of facts in plain form, empty where a case says nothing."""
    for table in TABLES.values():
        schema = pa.schema([(column.name, _ARROW[PLAIN_TYPES[column.kind]]) for column in table.columns])
        rows = [dict(row) for row in tables.get(table.name, ())]
        connection.register("__case", pa.Table.from_pylist(rows, schema=schema))
        connection.execute(f'CREATE TABLE {quoted(table.name)} AS SELECT * FROM "__case"')
        connection.unregister("__case")


def _answer(pack: Pack, row: tuple[object, ...]) -> Answer:
    colour, entry, notices, rules, until, holds_until, unknown = row
    rules_in_order = list(dict.fromkeys(rule.id for rule in pack.rules))
    notices_in_order = list(dict.fromkeys(rule.notice for rule in pack.rules if rule.notice))
    outcome = Outcome(
        colour=Colour(str(colour)),
        entry=None if entry is None else Entry(str(entry)),
        notices=tuple(sorted(_texts(notices), key=notices_in_order.index)),
        rules=tuple(sorted(_texts(rules), key=rules_in_order.index)),
        until=until if isinstance(until, int) else None,
        unknown=tuple(sorted(_texts(unknown))),
    )
    return Answer(outcome, holds_until if isinstance(holds_until, int) else None)


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


@contextmanager
def on_duckdb(pack: Pack) -> Iterator[BySql]:
    """The cases on DuckDB."""

    @contextmanager
    def make(connection: duckdb.DuckDBPyConnection) -> Iterator[Runner]:
        yield DuckdbRunner(connection)

    yield BySql(pack, make)


@contextmanager
def on_spark(pack: Pack, master: str | None = None) -> Iterator[BySql]:
    """The cases on Spark, in one session for all of them. Raises what engines.spark.open_spark raises."""
    from lianfang.policy.engines.spark import SparkRunner, open_spark

    with open_spark(master) as spark:

        @contextmanager
        def make(connection: duckdb.DuckDBPyConnection) -> Iterator[Runner]:
            with SparkRunner(spark, connection) as runner:
                yield runner

        def bring(runner: Runner, table: str) -> None:
            assert isinstance(runner, SparkRunner)
            runner.give_back(table)

        yield BySql(pack, make, bring)
