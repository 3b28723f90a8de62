"""Delta tables, without a JVM: which Parquet files make up the table now."""

from collections.abc import Mapping
from pathlib import Path

from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from lianfang.facts.refusals import UnreadableTable
from lianfang.kernel.words import Words

PLAIN_FEATURES = frozenset({"timestampNtz", "v2Checkpoint", "vacuumProtocolCheck"})
TYPES = {
    "string": "VARCHAR",
    "timestamp": "TIMESTAMP WITH TIME ZONE",
    "date": "DATE",
    "long": "BIGINT",
    "integer": "INTEGER",
}

NOT_DELTA = Words("是文件夹，但不是能读的 Delta 表", "is a folder, but not a Delta table that can be read")
LOOK_AT_LOG = Words(
    "请检查其中的 _delta_log，或者给出一个 .parquet 或 .csv 文件。",
    "Check its _delta_log, or give the table as one .parquet or .csv file.",
)
UNREAD = Words("用到了平台不读的 Delta 功能（{unread}）", "uses Delta features this platform does not read ({unread})")
REWRITE = Words(
    "请去掉这些功能，重写这张表（REORG TABLE … APPLY (PURGE)）。",
    "Rewrite the table without them (REORG TABLE … APPLY (PURGE)).",
)


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
        raise UnreadableTable(file=label, why=NOT_DELTA, remedy=LOOK_AT_LOG) from error
    if features - PLAIN_FEATURES:
        unread = ", ".join(sorted(features - PLAIN_FEATURES))
        raise UnreadableTable(file=label, why=UNREAD.filled(unread=unread), remedy=REWRITE)
    return files, {name: TYPES.get(kind, "VARCHAR") for name, kind in columns.items()}, partitioned
