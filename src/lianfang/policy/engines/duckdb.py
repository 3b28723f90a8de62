"""The default engine: DuckDB, in process, over the store's own tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

if TYPE_CHECKING:
    import duckdb as duckdb_package


class DuckdbRunner:
    """Runs queries in the store's own database."""

    name = "duckdb"

    def __init__(self, connection: duckdb_package.DuckDBPyConnection) -> None:
        self.connection = connection

    def written(self, query: exp.Expr) -> str:
        """The query in DuckDB's SQL."""
        return query.sql(dialect="duckdb", copy=False)

    def create(self, table: str, query: exp.Expr | str) -> int:
        """Make a temporary table; gives its number of rows."""
        sql = query if isinstance(query, str) else self.written(query)
        row = self.connection.execute(f'CREATE OR REPLACE TEMP TABLE "{table}" AS {sql}').fetchone()
        return int(row[0]) if row else 0

    def rows(self, query: exp.Expr) -> list[tuple[object, ...]]:
        """The rows of a small query."""
        return list(self.connection.execute(query.sql(dialect="duckdb")).fetchall())

    def drop(self, table: str) -> None:
        """Forget a temporary table."""
        self.connection.execute(f'DROP TABLE IF EXISTS "{table}"')

    def share(self, table: str) -> None:
        """Small tables of places are made in this very database."""
