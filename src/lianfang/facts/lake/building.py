"""The index by person from nothing: the lake's rows as one value for each person, in ranges of people."""

from collections.abc import Iterator

import pyarrow as pa

from lianfang.facts.cells import literal
from lianfang.facts.lake.index import PEOPLE_TABLES, value_sql
from lianfang.facts.lake.lake import Lake

SAMPLE = 20_000  # rows looked at to cut all people into ranges
AT_ONCE = 2_000_000  # rows in one range
BATCH = 50_000


def values(lake: Lake) -> Iterator[tuple[bytes, bytes]]:
    """(person, value) of everybody in UTF-8, sorted by person. Memory holds one range."""
    edges = _edges(lake)
    for low, high in zip(["", *edges], [*edges, ""], strict=True):
        only = f'"person_id" >= {literal(low)}' + (f' AND "person_id" < {literal(high)}' if high else "")
        plain = {name: lake.plain(name, None, only=only) for name in PEOPLE_TABLES}
        for batch in lake.connection.sql(value_sql(plain)).to_arrow_reader(BATCH):
            people, found = (column.cast(pa.large_binary()).to_pylist() for column in batch.columns)
            yield from zip(people, found, strict=True)


def _edges(lake: Lake) -> list[str]:
    """Ids that cut all people into ranges of about AT_ONCE rows."""
    every = " UNION ALL ".join(f'SELECT "person_id" FROM ({lake.plain(name, None)})' for name in PEOPLE_TABLES)
    rows = lake.connection.execute(f"SELECT count(*) FROM ({every})").fetchall()[0][0]
    if rows <= AT_ONCE:
        return []
    sample = lake.connection.execute(f"SELECT * FROM ({every}) USING SAMPLE {SAMPLE} ROWS").fetchall()
    ids = sorted(str(row[0]) for row in sample)
    return sorted(set(ids[:: max(1, len(ids) * AT_ONCE // rows)][1:]))
