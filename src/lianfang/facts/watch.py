"""What is odd in the facts but does not stop the reading: columns nobody asked for, codes the register lacks."""

from collections.abc import Callable, Sequence

import duckdb

from lianfang.facts.cells import quoted
from lianfang.facts.report import Warning_
from lianfang.facts.schemas import Kind, Table
from lianfang.kernel.words import Words

EXAMPLES = 5


def unknown_columns(label: str, names: Sequence[str]) -> list[Warning_]:
    """One warning when a file has columns its table does not know."""
    if not names:
        return []
    listed = ", ".join(name[:40] or "(no name)" for name in names[:EXAMPLES])
    says = Words(f"{label}有未用到的列：{listed}", f"{label} has columns that are not used: {listed}")
    return [Warning_("unknown-columns", label, says, len(names), tuple(names[:EXAMPLES]))]


def unknown_areas(connection: duckdb.DuckDBPyConnection, tables: Sequence[Table]) -> list[Warning_]:
    """One warning for each column of codes that the register of areas lacks; the rows are kept."""
    known = _known_codes()
    if known is None:
        return []
    warnings = []
    for table in tables:
        for column in table.columns:
            if column.kind is Kind.AREA:
                warnings += _lacking(connection, table.name, column.name, known)
    return warnings


def _lacking(
    connection: duckdb.DuckDBPyConnection, table: str, column: str, known: Callable[[str], bool]
) -> list[Warning_]:
    name = quoted(column)
    query = f"SELECT DISTINCT {name} FROM {quoted(table)} WHERE {name} IS NOT NULL ORDER BY {name}"
    lacking = [code for (code,) in connection.execute(query).fetchall() if not known(code)]
    if not lacking:
        return []
    examples = tuple(lacking[:EXAMPLES])
    says = Words(
        f"{table}.{column}：{len(lacking)}个代码不在行政区划名录中，已保留：{'、'.join(examples)}",
        f"{table}.{column}: {len(lacking)} codes are not in the register of areas and were kept: {', '.join(examples)}",
    )
    return [Warning_("unknown-area", table, says, len(lacking), examples)]


def _known_codes() -> Callable[[str], bool] | None:
    try:
        from lianfang.kernel.areas import register
    except ImportError:
        return None
    return register().known
