"""What a cluster is asked to do: send rows to their person once, read Delta tables, leave the work folder clean."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from deltalake import write_deltalake
from pyarrow import parquet
from sqlglot import exp

from lianfang.decisions.evaluate import Target, evaluate
from lianfang.facts.demo import NOW, make_demo_city
from lianfang.facts.schemas import TABLES
from lianfang.facts.store import open_store
from lianfang.kernel.clock import CITY_ZONE
from lianfang.policy.engines.run import Run
from lianfang.policy.engines.spark import SparkRunner, open_spark
from lianfang.policy.engines.spark_refusals import WorkFolderNotWritable
from lianfang.policy.model import Pack

pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning"),
]
LATE = datetime(2022, 12, 1, 12, tzinfo=CITY_ZONE)  # one dated step is left: few rounds
BY_HASH = re.compile(r"( *)RepartitionExec: partitioning=Hash\(\[(.*?)\], \d+\)")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_demo_city(tmp_path_factory.mktemp("cluster") / "city", people=2_000, seed=5).folder


class Planned(SparkRunner):
    """Keeps the plan of the query that decides."""

    plan = ""

    def create(self, table: str, query: exp.Expr | str) -> int:
        if table == "decided":
            asked = query if isinstance(query, str) else self.written(query)
            self.plan = "\n".join(str(row[0]) for row in self.session.sql(f"EXPLAIN {asked}").collect())
            return super().create(table, asked)
        return super().create(table, query)


def exchanges(plan: str) -> list[tuple[int, str]]:
    """Every exchange by hash: how deep it stands in the plan, and by what."""
    found = [BY_HASH.match(line) for line in plan.splitlines()]
    return [(number, match[2]) for number, match in enumerate(found) if match]


def below(plan: str, number: int) -> list[str]:
    """The lines of a plan that stand below one of its lines."""
    lines = plan.splitlines()
    depth = len(lines[number]) - len(lines[number].lstrip())
    found = []
    for line in lines[number + 1 :]:
        if len(line) - len(line.lstrip()) <= depth:
            break
        found.append(line)
    return found


def test_rows_are_sent_to_their_persons_part_once_and_never_again(pack: Pack, city: Path) -> None:
    with (
        open_store(city, zone=CITY_ZONE) as store,
        open_spark() as spark,
        Planned(spark, store.connection) as runner,
    ):
        Run(pack, runner, store.connection, NOW).decide()
        plan = runner.plan

    sent = exchanges(plan)
    assert len(sent) >= 5, "one for each table that is grouped by person"
    for number, by in sent:
        assert "," not in by, f"by the person alone, not {by}"
        assert not any(BY_HASH.match(line) for line in below(plan, number)), "nothing was sent anywhere before"
    assert "SortMergeJoin" not in plan
    assert "CrossJoin" not in plan


def test_delta_tables_are_decided_on_spark_like_parquet_files_on_duckdb_and_the_work_folder_is_left_clean(
    pack: Pack, city: Path, tmp_path: Path
) -> None:
    delta, work = tmp_path / "delta", tmp_path / "work"
    work.mkdir()
    for name in TABLES:
        content = parquet.read_table(city / f"{name}.parquet")
        write_deltalake(str(delta / name), content.slice(0, content.num_rows // 2))
        write_deltalake(str(delta / name), content.slice(content.num_rows // 2), mode="append")

    for facts, target in (
        (city, Target(tmp_path / "duckdb.parquet")),
        (delta, Target(tmp_path / "spark.parquet", engine="spark", work=work)),
    ):
        with open_store(facts, zone=CITY_ZONE) as store:
            evaluate(pack, store, at=LATE, target=target)

    believed, told = (parquet.read_table(tmp_path / f"{name}.parquet").to_pylist() for name in ("duckdb", "spark"))
    assert told == believed
    assert len(told) == 2_000
    assert list(work.iterdir()) == []


def test_a_work_folder_that_is_not_there_is_refused_before_anything_is_asked(
    pack: Pack, city: Path, tmp_path: Path
) -> None:
    missing = Target(tmp_path / "out.parquet", engine="spark", work=tmp_path / "missing")

    with open_store(city, zone=CITY_ZONE) as store, pytest.raises(WorkFolderNotWritable) as refused:
        evaluate(pack, store, at=LATE, target=missing)

    assert "missing" in str(refused.value)
    assert "--work" in refused.value.next_step()
