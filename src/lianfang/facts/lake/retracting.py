"""A batch taken back whole: for each of its rows that counts, what was known before counts again."""

from collections.abc import Mapping
from datetime import datetime

import pyarrow as pa

from lianfang.facts.cells import literal, quoted
from lianfang.facts.lake.index import Change
from lianfang.facts.lake.judging import retraction_of
from lianfang.facts.lake.ledger import RETRACTED, Ledger
from lianfang.facts.lake.refusals import NoSuchBatch
from lianfang.facts.lake.shapes import LINEAGE, RECEIVED
from lianfang.facts.lake.writer import LakeWriter
from lianfang.kernel.clock import from_micros


def retract(lake: LakeWriter, batch: str, *, source: str, at: datetime) -> tuple[Change, ...]:
    """Take a batch back at `at`; doing it twice changes nothing. Gives the rows that came of it, in plain form.

    A row that a later batch replaced stays replaced. Raises NoSuchBatch, LakeNotWritten.
    """
    connection, name = lake.connection, retraction_of(batch)
    lineage = lake.lineage.every(connection)
    query = f'SELECT DISTINCT "table" FROM ({lineage}) WHERE batch = {literal(batch)}'
    tables = [str(row[0]) for row in connection.execute(query).fetchall()]
    if not tables:
        raise NoSuchBatch(batch=batch[:80])
    tables = [table for table in tables if not lake.index.has_batch(name, table)]
    if not tables:
        return ()
    query = f"SELECT DISTINCT retracts FROM ({lineage}) WHERE retracts IS NOT NULL"
    gone = [batch, *(str(row[0]) for row in connection.execute(query).fetchall())]
    (moment,) = lake.next_moments(at)
    rows = {}
    for table in tables:
        sql = _put_back(lake.ledgers[table], lake, gone, moment)
        rows[table] = connection.sql(sql).to_arrow_table()
        rows[table] = rows[table].select(lake.ledgers[table].schema.names).cast(lake.ledgers[table].schema)
    counts = {table: each.num_rows for table, each in rows.items()}
    return lake.keep(rows, _lineage(batch, source, counts, moment), last=moment)


def _lineage(batch: str, source: str, rows: Mapping[str, int], moment: int) -> pa.Table:
    entries = [
        {
            "batch": retraction_of(batch),
            "table": table,
            "source": source,
            "rows": count,
            "rejected": 0,
            "retracts": batch,
            RECEIVED: from_micros(moment),
            RETRACTED: False,
        }
        for table, count in rows.items()
    ]
    return pa.Table.from_pylist(entries, schema=LINEAGE)


def _put_back(ledger: Ledger, lake: LakeWriter, gone: list[str], moment: int) -> str:
    """SQL: for each row of the batch that counts, the last row of its key from batches that are not taken back, as it
    was; or the row itself as retracted.
    """
    keys = ", ".join(map(quoted, ledger.key))
    own = f"SELECT * FROM ({ledger.known(lake.connection)}) WHERE batch = {literal(gone[0])}"
    listed = ", ".join(map(literal, gone))
    others = f"SELECT * FROM ({ledger.every(lake.connection)}) WHERE batch NOT IN ({listed})"
    before = f"SELECT * FROM ({others}) SEMI JOIN own USING ({keys}) QUALIFY {_last(keys)}"
    columns = [name for name in ledger.schema.names if name not in (*ledger.key, RECEIVED, RETRACTED)]
    there = "b." + quoted(RETRACTED) + " IS NOT NULL"
    taken = ", ".join(f"CASE WHEN {there} THEN b.{quoted(n)} ELSE o.{quoted(n)} END AS {quoted(n)}" for n in columns)
    own_keys = ", ".join(f"o.{quoted(name)}" for name in ledger.key)
    retracted = f"coalesce(b.{quoted(RETRACTED)}, true) AS {quoted(RETRACTED)}"
    kept = f"make_timestamptz({moment}) AS {quoted(RECEIVED)}, {retracted}"
    return f"""
        WITH own AS ({own}), before AS ({before})
        SELECT {own_keys}, {taken}, {kept} FROM own AS o LEFT JOIN before AS b USING ({keys})
    """


def _last(keys: str) -> str:
    return f"row_number() OVER (PARTITION BY {keys} ORDER BY {quoted(RECEIVED)} DESC) = 1"
