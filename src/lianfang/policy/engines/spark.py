"""The cluster engine: the same trees as Spark SQL, on an embedded server, a Spark Connect server or classic Spark.

The store's DuckDB has judged every row already. It writes its tables in plain form as Parquet into a work folder, from
which Spark reads them; what a run makes is Parquet in the same folder. On a cluster that folder has to be one that
this machine and the workers both reach under the same path. This is the only module that may name Spark.
"""

import os
import re
import shutil
import socket
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import duckdb
import pyarrow.parquet as pq
from sqlglot import exp

from lianfang.facts.schemas import TABLES
from lianfang.kernel.reasons import reason
from lianfang.policy.engines.run import Progress, Run
from lianfang.policy.engines.spark_refusals import (
    ClassicSparkNotInstalled,
    NotASparkMaster,
    SparkCannotRead,
    SparkNotInstalled,
    SparkUnreachable,
    WorkFolderNotWritable,
)
from lianfang.policy.model import Pack

CONNECT_PORT = 15002
_PATIENCE = 5.0  # seconds to wait for a Connect server to answer at all
_LAST_WORDS = 3  # seconds for Spark to end itself when it is interrupted
_CLASSIC = re.compile(r"(local(\[[^\]]+\])?|spark://.+|yarn|k8s://.+)")
_SETTINGS = {"spark.sql.ansi.enabled": "true", "spark.sql.shuffle.partitions": "8"}
# A decision is one wide query: classic Spark spends minutes compiling it to bytecode and seconds interpreting it.
_CLASSIC_SETTINGS = _SETTINGS | {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.constraintPropagation.enabled": "false",
    "spark.sql.maxPlanStringLength": "1000",
}


@dataclass
class Spark:
    """A session of our own, and how to end it and what was started for it. Closing twice is harmless."""

    session: Any
    stop: Callable[[], None]

    def close(self) -> None:
        """End the session, and the server if we started one."""
        stop, self.stop = self.stop, lambda: None
        stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is not KeyboardInterrupt:
            self.close()
            return
        (ending := Thread(target=self.close, daemon=True)).start()  # it waits for the query under way
        ending.join(_LAST_WORDS)


def open_spark(master: str | None = None) -> Spark:
    """A session: embedded when `master` is None, else Spark Connect (sc://…) or classic Spark (local[*], spark://…).

    Raises SparkNotInstalled, ClassicSparkNotInstalled, NotASparkMaster, SparkUnreachable.
    """
    if master is None:
        return _embedded()
    if master.startswith("sc://"):
        return _connected(master)
    if _CLASSIC.fullmatch(master):
        return _classic(master)
    raise NotASparkMaster(master=master[:80])


def _embedded() -> Spark:
    if find_spec("pysail") is None or find_spec("pyspark") is None:
        raise SparkNotInstalled()
    os.environ.setdefault("RUST_LOG", "off")  # the server logs every session to standard error otherwise
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer(ip="127.0.0.1", port=0)
    server.start(background=True)
    host, port = server.listening_address
    try:
        session = _session(f"sc://{host}:{port}")
    except BaseException:
        server.stop()
        raise

    def stop() -> None:
        session.stop()
        server.stop()

    return Spark(session, stop)


def _connected(master: str) -> Spark:
    if find_spec("pyspark") is None or find_spec("grpc") is None:
        raise SparkNotInstalled()
    try:
        address = urlsplit(master)
        socket.create_connection((address.hostname or "", address.port or CONNECT_PORT), timeout=_PATIENCE).close()
    except (OSError, ValueError) as error:
        raise SparkUnreachable(master=master, why=reason(error)) from None
    session = _session(master)
    return Spark(session, session.stop)


def _session(master: str) -> Any:
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    try:
        session = SparkSession.builder.remote(master).create()
        for name, value in _SETTINGS.items():
            session.conf.set(name, value)
    except PySparkException as error:
        raise SparkUnreachable(master=master, why=reason(error)) from None
    return session


def _classic(master: str) -> Spark:
    if find_spec("pyspark") is None or find_spec("py4j") is None:
        raise ClassicSparkNotInstalled(master=master)
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(master).appName("lianfang")
    for name, value in _CLASSIC_SETTINGS.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except PySparkException as error:
        raise SparkUnreachable(master=master, why=reason(error)) from None
    return Spark(session, session.stop)


class SparkRunner:
    """Runs queries on Spark over the store's tables, written once as Parquet into a work folder of its own.

    Raises SparkCannotRead when Spark does not reach that folder.
    """

    name = "spark"

    def __init__(
        self,
        spark: Spark,
        store: duckdb.DuckDBPyConnection,
        work: Path | None = None,
        tables: Sequence[str] = tuple(TABLES),
    ) -> None:
        from pyspark.errors import PySparkException

        self.session, self.store = spark.session, store
        self.work = _own_folder(work)
        try:
            for table in tables:
                self.share(table)
        except PySparkException as error:
            self.close()
            raise SparkCannotRead(work=self.work.parent, why=reason(error)) from error
        except BaseException:
            self.close()
            raise

    def written(self, query: exp.Expr) -> str:
        """The query in Spark's SQL."""
        return _plainly_known(query).sql(dialect="spark")

    def create(self, table: str, query: exp.Expr | str) -> int:
        """Make a table of the query's rows; gives their number."""
        made = self.session.sql(query if isinstance(query, str) else self.written(query))
        path = self._path(table)
        made.write.mode("overwrite").parquet(str(path))
        if not any(path.glob("*.parquet")):  # the embedded server writes no file for no rows, so the columns were lost
            path.mkdir(exist_ok=True)
            pq.write_table(made.limit(0).toArrow(), path / "none.parquet")
        return self._view(table)

    def rows(self, query: exp.Expr) -> list[tuple[object, ...]]:
        """The rows of a small query."""
        return [tuple(row) for row in self.session.sql(self.written(query)).collect()]

    def drop(self, table: str) -> None:
        """Forget a table."""
        self.session.catalog.dropTempView(table)
        shutil.rmtree(self._path(table), ignore_errors=True)

    def share(self, table: str) -> None:
        """Take over a table of the store, as it is now."""
        path = self._path(table)
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir()
        self.store.execute(f"COPY ({_plain(self.store, table)}) TO {literal(path / 'part.parquet')} (FORMAT parquet)")
        self._view(table)

    def give_back(self, table: str) -> None:
        """Put a table made here into the store's database."""
        files = literal(self._path(table) / "*.parquet")
        self.store.execute(f'CREATE OR REPLACE TEMP TABLE "{table}" AS SELECT * FROM read_parquet({files})')

    def close(self) -> None:
        """Clear the work folder away."""
        shutil.rmtree(self.work, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _path(self, table: str) -> Path:
        return self.work / table

    def _view(self, table: str) -> int:
        rows = self.session.read.parquet(str(self._path(table)))
        rows.createOrReplaceTempView(table)
        return int(rows.count())


def run_on_spark(
    pack: Pack,
    store: duckdb.DuckDBPyConnection,
    at: datetime,
    *,
    master: str | None = None,
    work: Path | None = None,
    progress: Progress | None = None,
) -> Run:
    """A whole run for people, its two results put into the store's database.

    Raises what open_spark and SparkRunner raise.
    """
    with open_spark(master) as spark, SparkRunner(spark, store, work) as runner:
        run = Run(pack, runner, store, at, progress=progress or _quiet)
        run.decide()
        run.find_holds()
        runner.give_back(run.decided)
        runner.give_back(run.holds)
    return run


def _quiet(_what: str, _count: int) -> None:
    """Progress nobody asked for."""


def _plainly_known(query: exp.Expr) -> exp.Expr:
    """The query with COALESCE where CASE WHEN a < b THEN a … cannot be NULL, changed in place.

    The embedded server concludes that in one place and not in another, and then refuses its own plan.
    """
    for case in query.find_all(exp.Case):
        otherwise = case.args.get("default")
        for arm in case.args["ifs"]:
            condition, value = arm.this.unnest(), arm.args["true"]
            if otherwise and isinstance(condition, exp.Binary) and value in (condition.this, condition.expression):
                arm.set("true", exp.Coalesce(this=value, expressions=[otherwise.copy()]))
    return query


def _own_folder(work: Path | None) -> Path:
    """A folder of our own in the one that is shared. Raises WorkFolderNotWritable."""
    try:
        return Path(tempfile.mkdtemp(prefix="lianfang-spark-", dir=work))
    except OSError as error:
        raise WorkFolderNotWritable(work=work, why=reason(error)) from None


def literal(path: Path) -> str:
    """A path as an SQL text."""
    return "'" + str(path).replace("'", "''") + "'"


def _plain(store: duckdb.DuckDBPyConnection, table: str) -> str:
    """SELECT of a table in the types Spark knows: DuckDB's sums are wider than any of them."""
    described = store.execute(f'DESCRIBE "{table}"').fetchall()
    wide = {name for name, kind, *_ in described if kind == "HUGEINT"}
    columns = [f'CAST("{c[0]}" AS BIGINT) AS "{c[0]}"' if c[0] in wide else f'"{c[0]}"' for c in described]
    return f'SELECT {", ".join(columns)} FROM "{table}"'
