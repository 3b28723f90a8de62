"""Columns of the demonstration's tables, as Arrow arrays, and how loose rows become one ordered table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lianfang.facts.demo.draws import Mask, Share, Whole
from lianfang.facts.schemas import TABLES, Kind, Table
from lianfang.kernel.clock import CITY_ZONE, civil_day, day_start, to_day_number, to_micros

NOW = datetime(2021, 8, 11, 12, tzinfo=CITY_ZONE)
NOW_MICROS = to_micros(NOW)
TODAY = to_day_number(civil_day(NOW, zone=CITY_ZONE))
MIDNIGHT = to_micros(day_start(civil_day(NOW, zone=CITY_ZONE), zone=CITY_ZONE))
SECOND, MINUTE, HOUR, DAY = 1_000_000, 60_000_000, 3_600_000_000, 86_400_000_000

ARROW_TYPES: Mapping[Kind, pa.DataType] = {
    Kind.ID: pa.string(),
    Kind.TEXT: pa.string(),
    Kind.AREA: pa.string(),
    Kind.WORD: pa.string(),
    Kind.INSTANT: pa.timestamp("us", tz=CITY_ZONE.key),
    Kind.DAY: pa.date32(),
    Kind.BIRTHDAY: pa.date32(),
    Kind.COUNT: pa.int32(),
}


@dataclass(frozen=True)
class Piece:
    """Loose rows of one table: whom each speaks of (the person's number) and the other columns, as Arrow arrays."""

    table: str
    who: Whole
    columns: Mapping[str, pa.Array]


def arrow_schema(table: Table) -> pa.Schema:
    """How a table is written: city instants with zone, civil days as dates."""
    return pa.schema([(column.name, ARROW_TYPES[column.kind]) for column in table.columns])


def instants(micros: Whole, missing: Mask | None = None) -> pa.Array:
    """Instants rounded down to the second; `missing` cells are empty."""
    return pa.array(micros // SECOND * SECOND, type=pa.int64(), mask=missing).cast(ARROW_TYPES[Kind.INSTANT])


def empty_instants(rows: int) -> pa.Array:
    """A column of instants with nothing in it."""
    return pa.nulls(rows, ARROW_TYPES[Kind.INSTANT])


def days(numbers: Whole, missing: Mask | None = None) -> pa.Array:
    """Civil days from day numbers."""
    return pa.array(numbers.astype(np.int32), type=pa.int32(), mask=missing).cast(pa.date32())


def words(vocabulary: Sequence[str] | pa.Array, index: Whole, missing: Mask | None = None) -> pa.Array:
    """One word of the vocabulary per row."""
    names = vocabulary if isinstance(vocabulary, pa.Array) else pa.array(vocabulary, type=pa.string())
    return names.take(pa.array(index, type=pa.int64(), mask=missing))


def same(word: str, rows: int) -> pa.Array:
    """The same word in every row."""
    return pa.array([word], type=pa.string()).take(pa.array(np.zeros(rows, np.int64)))


def counts(numbers: Whole) -> pa.Array:
    """Whole numbers."""
    return pa.array(numbers.astype(np.int32), type=pa.int32())


def span(days_long: Share) -> Whole:
    """Lengths in days as microseconds."""
    return (days_long * DAY).astype(np.int64)


def day_of(micros: Whole) -> Whole:
    """00:00 of the civil day of each instant. The city keeps one offset all year, so days are equally long."""
    return MIDNIGHT + (micros - MIDNIGHT) // DAY * DAY


def moment(text: str) -> datetime:
    """A moment of the hand-written files, in the city's zone."""
    return datetime.fromisoformat(text).replace(tzinfo=CITY_ZONE)


def day_range(first: date, last: date) -> list[date]:
    """Every day from first to last, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def table_of(name: str, pieces: Sequence[Piece], ids: pa.Array, first: int) -> pa.Table:
    """The pieces as one table in the order of person and begin. `ids`: the ids of persons `first`, `first` + 1, …"""
    table = TABLES[name]
    schema = arrow_schema(table)
    if not pieces:
        return schema.empty_table()
    who = np.concatenate([piece.who for piece in pieces])
    columns = {
        field: pa.concat_arrays([piece.columns[field] for piece in pieces])
        for field in schema.names
        if field != "person_id"
    }
    order = np.lexsort((_second_key(table, columns, len(who)), who))
    taken = pa.array(order)
    rows: list[pa.Array] = [ids.take(pa.array(who[order] - first))]
    rows += [columns[field].take(taken) for field in schema.names[1:]]
    return pa.Table.from_arrays(rows, schema=schema)


def _second_key(table: Table, columns: Mapping[str, pa.Array], rows: int) -> NDArray[np.int64]:
    if table.begins is None:
        return np.zeros(rows, np.int64)
    begins = columns[table.begins]
    plain = begins.cast(pa.int32() if pa.types.is_date32(begins.type) else pa.int64())
    return np.asarray(plain.to_numpy(zero_copy_only=False), dtype=np.int64)
