"""Facts of one folder under one pack, kept open for many questions. Safe for threads; nothing asked is stored."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from threading import Lock
from zoneinfo import ZoneInfo

import duckdb

from lianfang.decisions.explain import Explainer
from lianfang.decisions.places import PLACE_TABLES, own_areas, places
from lianfang.decisions.replay import replay
from lianfang.decisions.results import Explanation, Places, ReplayStep
from lianfang.facts.schemas import TABLES
from lianfang.facts.store import FactStore, open_store, store_of
from lianfang.policy.engines.meaning import Row
from lianfang.policy.engines.reference import Reference
from lianfang.policy.model import Pack

Rows = dict[str, list[Row]]


class City:
    """Answers questions about people and places from one folder of facts."""

    def __init__(self, directory: Path, pack: Pack, *, store: FactStore | None = None) -> None:
        self._directory, self.pack = directory, pack
        self.zone = ZoneInfo(pack.zone)
        self._store = store or open_store(directory, zone=self.zone)
        self._lock = Lock()
        self._places = self._rows(self._store.connection, PLACE_TABLES, None)

    def under(self, pack: Pack) -> "City":
        """The same facts under another pack of the same city."""
        return City(self._directory, pack, store=self._store)

    def explain(self, person_id: str, *, at: datetime) -> Explanation:
        """Why this person's decision is what it is at `at`."""
        return self._explainer(self._of_person(person_id), at).explain(person_id, at)

    def replay(self, person_id: str, *, start: datetime, end: datetime) -> tuple[ReplayStep, ...]:
        """The person's decisions from `start` to `end`, each change with its cause."""
        return replay(self._explainer(self._of_person(person_id), start), person_id, start=start, end=end)

    def what_if(self, rows: Mapping[str, Sequence[Mapping[str, object]]], *, at: datetime) -> Explanation:
        """The explanation for an invented person with the rows given; nothing is stored.

        Tables of places given here replace the city's own for this question. Raises BadRows for rows that cannot be.
        """
        given = self.typed(rows)
        return self._explainer({**self._places, **given}, at).explain("you", at)

    def what_if_through(
        self, rows: Mapping[str, Sequence[Mapping[str, object]]], *, moments: Sequence[datetime]
    ) -> tuple[Explanation, ...]:
        """The same invented person at several moments."""
        given = {**self._places, **self.typed(rows)}
        explainer = self._explainer(given, moments[0]) if moments else None
        return tuple(explainer.explain("you", at) for at in moments) if explainer else ()

    def places(self, *, at: datetime) -> Places:
        """Places outside the city where more is in force than everywhere else."""
        return places(self.pack, self._places, at=at)

    def own_areas(self, *, at: datetime) -> Mapping[str, int]:
        """How many of the city's own areas are listed at medium or high, by county."""
        return own_areas(self.pack, self._places, at=at)

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()

    def typed(self, rows: Mapping[str, Sequence[Mapping[str, object]]]) -> Rows:
        """Typed-in rows in plain form, checked like any others; people are all one and the same."""
        named = {
            table: [{**dict(row), **({"person_id": "you"} if TABLES[table].of_person else {})} for row in given]
            for table, given in rows.items()
        }
        with store_of(named, zone=self.zone) as store:
            return self._rows(store.connection, tuple(named), None)

    def _explainer(self, rows: Rows, at: datetime) -> Explainer:
        return Explainer(self.pack, Reference(self.pack, rows, moment=at))

    def _of_person(self, person_id: str) -> Rows:
        own = tuple(name for name, table in TABLES.items() if table.of_person)
        with self._lock:
            return {**self._places, **self._rows(self._store.connection, own, person_id)}

    def _rows(self, connection: duckdb.DuckDBPyConnection, tables: Sequence[str], person_id: str | None) -> Rows:
        found: Rows = {}
        for name in tables:
            columns = [column.name for column in TABLES[name].columns]
            listed = ", ".join(f'"{column}"' for column in columns)
            query, values = f'SELECT {listed} FROM "{name}"', []
            if person_id is not None:
                query, values = f'{query} WHERE "person_id" = ?', [person_id]
            found[name] = [dict(zip(columns, row, strict=True)) for row in connection.execute(query, values).fetchall()]
        return found
