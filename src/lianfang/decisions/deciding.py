"""Decisions for some people: a few by the reference engine, many by DuckDB, whichever is quicker."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import duckdb
import pyarrow as pa

from lianfang.decisions.affected import with_neighbours
from lianfang.decisions.evaluate import plain_rows
from lianfang.decisions.history import DECISIONS
from lianfang.facts.lake.index import PEOPLE_TABLES
from lianfang.facts.lake.lake import Lake
from lianfang.facts.schemas import TABLES
from lianfang.kernel.clock import from_micros
from lianfang.policy.engines.bits import decode
from lianfang.policy.engines.duckdb import DuckdbRunner
from lianfang.policy.engines.meaning import Row
from lianfang.policy.engines.reference import Judgement, Reference
from lianfang.policy.engines.rest_of_one import rest_of_one
from lianfang.policy.engines.run import Run
from lianfang.policy.engines.sql_words import FOREVER
from lianfang.policy.engines.subjects import looked_into
from lianfang.policy.model import Pack

FEW = 1500  # people; below, the reference engine's 2 ms each are quicker than DuckDB's 4 s for a run of any size

Asked = Sequence[tuple[str, int]]  # a person and the moment (microseconds) to decide at


class Decider:
    """Decides for some people from a lake. Rows of places are kept until told that they changed."""

    def __init__(self, lake: Lake) -> None:
        self.lake = lake
        self._places: dict[str, list[Row]] | None = None

    def forget_places(self) -> None:
        """Rows of places came."""
        self._places = None

    def decide(self, pack: Pack, asked: Asked, *, known_at: datetime | None = None) -> Iterator[pa.Table]:
        """The decisions of these people, each at their own moment, as DECISIONS; nobody without a record is among them.

        From what is known now, or was known at `known_at`. Many people are asked at one moment only, and get
        theirs twice: at once, with a `holds_until` that may be too early and never too late; then with the exact one.
        """
        if len(asked) > FEW:
            yield from self._by_duckdb(pack, asked, known_at)
        else:
            yield self._by_reference(pack, asked, known_at)

    def _by_reference(self, pack: Pack, asked: Asked, known_at: datetime | None) -> pa.Table:
        if not asked:
            return DECISIONS.empty_table()
        whom = with_neighbours(self.lake, pack, (person for person, _ in asked))
        moment = from_micros(asked[0][1])
        engine = Reference(pack, self._rows(whom, known_at), moment=moment)
        there = {key for kind, key in engine.world.by_subject if kind == "person"}
        rows = []
        for person, now in asked:
            if person in there:
                judgement = engine.judge(person, now)
                rest = _rest(engine, person, judgement, now)
                rows.append((person, judgement.outcome, engine.holds_until(person, judgement, rest=rest)))
        columns: list[Iterable[object]] = [
            [person for person, _, _ in rows],
            [outcome.colour.value for _, outcome, _ in rows],
            [outcome.entry and outcome.entry.value for _, outcome, _ in rows],
            [outcome.notices for _, outcome, _ in rows],
            [outcome.rules for _, outcome, _ in rows],
            [outcome.until for _, outcome, _ in rows],
            [holds for _, _, holds in rows],
            [outcome.unknown for _, outcome, _ in rows],
            [pack.release] * len(rows),
        ]
        arrays = [pa.array(column, field.type) for column, field in zip(columns, DECISIONS, strict=True)]
        return pa.table(arrays, schema=DECISIONS)

    def _rows(self, whom: Iterable[str], known_at: datetime | None) -> dict[str, list[Row]]:
        if known_at is not None:
            with self.lake.store(known_at=known_at, people=sorted(whom)) as store:
                return {name: list(rows) for name, rows in plain_rows(store).items()}
        if self._places is None:
            with self.lake.store(people=[]) as store:
                rows = plain_rows(store)
            self._places = {name: list(rows[name]) for name in TABLES if name not in PEOPLE_TABLES}
        found = self.lake.index.rows_of(whom)
        own = {name: [dict(zip(_names(name), row, strict=True)) for row in rows] for name, rows in found.items()}
        return {**self._places, **own}  # type: ignore[dict-item]  # cells of the index are plain values

    def _by_duckdb(self, pack: Pack, asked: Asked, known_at: datetime | None) -> Iterator[pa.Table]:
        people = [person for person, _ in asked]
        (moment,) = {now for _, now in asked}
        whom = with_neighbours(self.lake, pack, people)
        tables = looked_into(pack, from_micros(moment), "person")
        with self.lake.store(known_at=known_at, people=sorted(whom), tables=tables) as store:
            connection = store.connection
            connection.register("__asked", pa.table({"id": pa.array(people, pa.string())}))
            run = Run(pack, DuckdbRunner(connection), connection, from_micros(moment))
            run.decide()
            certain = f'SELECT "key", "stable" AS "holds" FROM "{run.decided}" WHERE "stable" < {FOREVER}'
            run.runner.create(run.holds, certain)
            yield _told(run, connection)
            run.find_holds()
            yield _told(run, connection)


def _rest(engine: Reference, person: str, judgement: Judgement, now: int) -> int | None:
    """From when on a person is at rest with their decision: in the city, and no rule matches."""
    if judgement.outcome.rules or judgement.outcome.entry is not None:
        return None
    found = rest_of_one(engine.pack, from_micros(now))
    return None if found is None else found.begins(engine.world.by_subject["person", person])


def _told(run: Run, connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """The decisions of those who were asked about."""
    table = decode(run, connection, run.pack.release).everyone
    query = f'{decisions_sql(table)} WHERE "person_id" IN (SELECT "id" FROM "__asked") ORDER BY "person_id"'
    return connection.sql(query).to_arrow_table().cast(DECISIONS)


def decisions_sql(table: str) -> str:
    """SQL: the rows of a table of decisions, moments as timestamps."""
    moments = {"until", "holds_until"}
    cells = (f'make_timestamptz("{n}") AS "{n}"' if n in moments else f'"{n}"' for n in DECISIONS.names)
    return f'SELECT {", ".join(cells)} FROM "{table}"'


def _names(table: str) -> list[str]:
    return [column.name for column in TABLES[table].columns]
