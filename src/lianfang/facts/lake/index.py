"""The index by person: everything known now about one person in one look-up, beside the lake (LMDB).

It holds nothing that the lake does not: it is brought up to date from the lake's rows, and can be built again.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path

import lmdb
import pyarrow as pa

from lianfang.facts.cells import quoted
from lianfang.facts.lake.environments import Environment
from lianfang.facts.lake.ledger import RETRACTED
from lianfang.facts.schemas import TABLES, Table

LONGEST_KEY = 511  # what LMDB takes
_NUMBER, _DIGEST = 8, 32
AT_ONCE = 50_000  # people put in with one transaction

Cells = tuple[object, ...]
PersonRows = dict[str, list[Cells]]
PEOPLE_TABLES = tuple(name for name, table in TABLES.items() if table.of_person)
_CODES = {name: str(at) for at, name in enumerate(PEOPLE_TABLES)}
_NAMES = {code: name for name, code in _CODES.items()}


@dataclass(frozen=True, slots=True)
class Change:
    """Rows that came to a table of people: its own columns in plain form, and `retracted`; in the order they came."""

    table: str
    rows: pa.Table


class PersonIndex:
    """person_id → the rows of all tables of people, as known now. Many processes may read while one writes."""

    def __init__(self, folder: Path) -> None:
        self.environment = Environment(folder, ("facts", "batches", "meta"), what="the index by person")
        parts = self.environment.parts
        self._facts, self._batches, self._meta = parts["facts"], parts["batches"], parts["meta"]

    def close(self) -> None:
        """Let go of the files."""
        self.environment.close()

    def last(self) -> int:
        """The moment (microseconds) up to which the lake's rows are in it; -1 when it is empty."""
        with self.environment.reading() as read:
            value = read.get(b"last", db=self._meta)
            return -1 if value is None else int.from_bytes(value, "big")

    def has_batch(self, batch: str, table: str) -> bool:
        """Whether a batch was received for a table."""
        with self.environment.reading() as read:
            return read.get(_short(batch, table), db=self._batches) is not None

    def rows_of(self, people: Iterable[str], tables: Collection[str] = PEOPLE_TABLES) -> PersonRows:
        """The rows of these people by table, person first: the columns of the schema in plain form.

        With `tables`, rows of those and of `persons` only; of somebody who has rows in others alone, a row of
        `persons` that says nothing.
        """
        found: PersonRows = {name: [] for name in PEOPLE_TABLES}
        wanted = {_CODES[name]: found[name] for name in {*tables, "persons"}}
        keys = {_key(person.encode()): person for person in people}
        with self.environment.reading() as read, read.cursor(self._facts) as cursor:
            for key, value in cursor.getmulti(sorted(keys)):
                person, known = keys[bytes(key)], json.loads(bytes(value))
                here = [code for code in known if code in wanted]
                for code in here:
                    wanted[code].extend([(person, *cells) for cells in known[code]])
                if not here:
                    found["persons"].append((person, None, None))
        return found

    def apply(self, changes: Sequence[Change], batches: Iterable[tuple[str, str]], *, last: int) -> None:
        """Work in rows that came to the lake up to the moment `last`, whole or not at all."""
        arrived: dict[bytes, list[tuple[str, Cells, bool]]] = {}
        for change in changes:
            names = [column.name for column in TABLES[change.table].columns]
            taken = change.rows.column(RETRACTED).to_pylist()
            people, *cells = (change.rows.column(name).to_pylist() for name in names)
            for row, person in enumerate(people):
                one = (change.table, tuple(column[row] for column in cells), taken[row])
                arrived.setdefault(_key(person.encode()), []).append(one)
        with self.environment.writing() as write:
            for key, rows in sorted(arrived.items()):
                self._put(write, key, rows)
            for batch, table in batches:
                write.put(_short(batch, table), b"", db=self._batches)
            write.put(b"last", last.to_bytes(_NUMBER, "big"), db=self._meta)

    def _put(self, write: lmdb.Transaction, key: bytes, rows: Iterable[tuple[str, Cells, bool]]) -> None:
        value = write.get(key, db=self._facts)
        known: dict[str, list[Sequence[object]]] = json.loads(bytes(value)) if value else {}
        for table, cells, retracted in rows:
            code, own = _CODES[table], _key_of(TABLES[table])
            kept = [each for each in known.get(code, []) if any(each[at] != cells[at] for at in own)]
            known[code] = kept if retracted else [*kept, cells]
        known = {code: each for code, each in known.items() if each}
        if known:
            write.put(key, _text(known), db=self._facts)
        else:
            write.delete(key, db=self._facts)

    def build(
        self,
        people: Iterable[tuple[bytes, bytes]],
        batches: Iterable[tuple[str, str]],
        *,
        last: int,
    ) -> None:
        """Fill it from nothing with (person in UTF-8, value), sorted by person; see `value_sql`."""
        with self.environment.writing() as write:
            for name in (self._facts, self._batches, self._meta):
                write.drop(name, delete=False)
        for some in _chunks(((_key(person), value) for person, value in people), AT_ONCE):
            in_order = all(len(key) <= LONGEST_KEY - _DIGEST for key, _ in some)
            with self.environment.writing() as write, write.cursor(self._facts) as cursor:
                cursor.putmulti(some, append=in_order)
        self.apply((), batches, last=last)

    def count(self) -> int:
        """How many people it knows."""
        with self.environment.reading() as read:
            return int(read.stat(self._facts)["entries"])


def value_sql(plain: Mapping[str, str]) -> str:
    """SQL: (person_id, value) sorted by person, from the plain rows of each table: what `PersonIndex.build` takes."""
    parts = [_of_table(TABLES[name], rows) for name, rows in plain.items()]
    whole = "'{' || string_agg(t, ',') || '}'"
    return f'SELECT "person_id", {whole} FROM ({" UNION ALL ".join(parts)}) GROUP BY 1 ORDER BY 1'


def _of_table(table: Table, rows: str) -> str:
    cells = ", ".join(f"coalesce(CAST(to_json({quoted(c.name)}) AS VARCHAR), 'null')" for c in table.columns[1:])
    row = f"'[' || concat_ws(',', {cells}) || ']'" if cells else "'[]'"
    every = f"'\"{_CODES[table.name]}\":[' || string_agg({row}, ',') || ']'"
    return f'SELECT "person_id", {every} AS t FROM ({rows}) GROUP BY 1'


def _key_of(table: Table) -> tuple[int, ...]:
    """Where the key's columns stand among a row's cells after the person."""
    names = [column.name for column in table.columns[1:]]
    return tuple(names.index(name) for name in table.key if name != "person_id")


def _text(known: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    return json.dumps(known, ensure_ascii=False, separators=(",", ":")).encode()


def _key(key: bytes) -> bytes:
    """A person's id in UTF-8 as a key; a longer one than LMDB takes is cut and told apart by its hash."""
    return key if len(key) <= LONGEST_KEY - _DIGEST else key[: LONGEST_KEY - _DIGEST] + sha256(key).digest()


def _short(batch: str, table: str) -> bytes:
    """A key of bounded length for a batch's name, which may be long."""
    return sha256(f"{table}\0{batch}".encode()).digest()


def _chunks(items: Iterable[tuple[bytes, bytes]], size: int) -> Iterator[list[tuple[bytes, bytes]]]:
    iterator = iter(items)
    while some := list(islice(iterator, size)):
        yield some
