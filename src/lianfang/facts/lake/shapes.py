"""The columns of the lake's tables, and the SQL between their types and the plain form of the store."""

import pyarrow as pa

from lianfang.facts.cells import quoted
from lianfang.facts.lake.ledger import MOMENT, RETRACTED
from lianfang.facts.schemas import PLAIN_TYPES, Column, Kind, Table

RECEIVED = "received_at"
ARROW_TYPES = dict.fromkeys(Kind, pa.string()) | {
    Kind.INSTANT: MOMENT,
    Kind.DAY: pa.date32(),
    Kind.BIRTHDAY: pa.date32(),
    Kind.COUNT: pa.int32(),
}
PLAIN_ARROW = dict.fromkeys(Kind, pa.string()) | {
    Kind.INSTANT: pa.int64(),
    Kind.DAY: pa.int32(),
    Kind.BIRTHDAY: pa.int32(),
    Kind.COUNT: pa.int32(),
}
_KEEPING = [("source", pa.string()), ("batch", pa.string()), (RECEIVED, MOMENT), (RETRACTED, pa.bool_())]
LINEAGE = pa.schema(
    [
        ("batch", pa.string()),
        ("table", pa.string()),
        ("source", pa.string()),
        ("sha256", pa.string()),
        ("rows", pa.int64()),
        ("rejected", pa.int64()),
        ("retracts", pa.string()),
        ("queued_at", MOMENT),
        (RECEIVED, MOMENT),
        (RETRACTED, pa.bool_()),
    ]
)


def lake_schema(table: Table) -> pa.Schema:
    """A table's own columns, typed, then what the lake keeps with each row."""
    return pa.schema([(column.name, ARROW_TYPES[column.kind]) for column in table.columns] + _KEEPING)


def plain_schema(table: Table) -> pa.Schema:
    """A table's own columns in plain form."""
    return pa.schema([(column.name, PLAIN_ARROW[column.kind]) for column in table.columns])


def plain_cells(table: Table) -> str:
    """SQL: a table's own columns from the lake's types into plain form."""
    return ", ".join(f"{_plain(column)} AS {quoted(column.name)}" for column in table.columns)


def _plain(column: Column) -> str:
    name = quoted(column.name)
    match column.kind:
        case Kind.INSTANT:
            return f"epoch_us({name})"
        case Kind.DAY:
            return f"CAST({name} - DATE '1970-01-01' AS INTEGER)"
        case Kind.BIRTHDAY:
            return f"CAST(year({name}) * 10000 + month({name}) * 100 + day({name}) AS INTEGER)"
        case _:
            return f"CAST({name} AS {PLAIN_TYPES[column.kind]})"
