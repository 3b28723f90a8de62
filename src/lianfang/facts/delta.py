"""Delta tables, without a JVM: which Parquet files make up the table now."""

from collections.abc import Mapping
from pathlib import Path

from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from lianfang.facts.refusals import UnreadableTable

PLAIN_FEATURES = frozenset({"timestampNtz", "v2Checkpoint", "vacuumProtocolCheck"})
TYPES = {
    "string": "VARCHAR",
    "timestamp": "TIMESTAMP WITH TIME ZONE",
    "date": "DATE",
    "long": "BIGINT",
    "integer": "INTEGER",
}


def parquet_files(folder: Path) -> tuple[list[str], Mapping[str, str], bool]:
    """The Parquet files of the newest version, the columns, and whether the table is partitioned.

    Raises UnreadableTable for a folder that is no Delta table, whose log is damaged, or whose deleted rows or column
    names are kept where only the log knows them (deletion vectors, column mapping).
    """
    label = f"{folder.name}/"
    try:
        table = DeltaTable(str(folder))
        features = set(table.protocol().reader_features or ())
        files = sorted(table.file_uris())
        columns = {field.name: str(getattr(field.type, "type", "")) for field in table.schema().fields}
        partitioned = bool(table.metadata().partition_columns)
    except (DeltaError, OSError, ValueError) as error:
        why = "is a folder, but not a Delta table that can be read"
        raise UnreadableTable(
            file=label, why=why, remedy="Check its _delta_log, or give the table as one .parquet or .csv file."
        ) from error
    if features - PLAIN_FEATURES:
        why = f"uses Delta features this platform does not read ({', '.join(sorted(features - PLAIN_FEATURES))})"
        raise UnreadableTable(
            file=label, why=why, remedy="Rewrite the table without them (REORG TABLE … APPLY (PURGE))."
        )
    return files, {name: TYPES.get(kind, "VARCHAR") for name, kind in columns.items()}, partitioned
