import shutil
from pathlib import Path

import duckdb
import pytest

from lianfang.bench.twelve import by_case
from lianfang.bench.whole_pack import WholePack
from lianfang.facts.schemas import TABLES

AUGUST = Path(__file__).parents[1] / "facts" / "demo" / "orders_of_august.sql"


def rows(query, **files):
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'Asia/Shanghai'")
        for name, path in files.items():
            connection.execute(f"CREATE VIEW {name} AS FROM '{path}'")
        return connection.execute(query).fetchall()


def test_the_engine_and_the_query_by_hand_give_everybody_the_same_decision(decided):
    assert decided.faults() == []


def test_every_colour_entry_and_rule_of_the_day_is_among_the_decisions_compared(decided):
    path = decided.work / "by_hand.parquet"

    colours = {row[0] for row in rows("SELECT DISTINCT colour FROM d", d=path)}
    entries = {row[0] for row in rows("SELECT DISTINCT entry FROM d", d=path)}
    rules = {row[0] for row in rows("SELECT DISTINCT unnest(rules) FROM d", d=path)}

    assert colours == {"green", "yellow", "red"}
    assert entries == {None, "allowed", "conditional", "deferred", "refused"}
    assert rules == {rule.id for rule in decided.pack.rules_at(decided.at)}


def test_the_query_by_hand_agrees_with_another_reading_of_the_orders(decided):
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'Asia/Shanghai'")
        for name in TABLES:
            connection.execute(f"CREATE VIEW {name} AS FROM '{decided.facts / name}.parquet'")
        connection.execute(AUGUST.read_text(encoding="utf-8"))
        connection.execute(f"CREATE VIEW answers AS FROM '{decided.work / 'by_hand.parquet'}'")
        other = connection.execute("""
            SELECT count(*), count(*) FILTER (
                answers.colour = decided.colour AND answers.entry IS NOT DISTINCT FROM decided.entry
                AND list_sort(answers.notices) = list_sort(decided.notices) AND len(answers.rules) = len(decided.rules)
            ) FROM answers JOIN decided USING (person_id)
        """).fetchall()

    assert other == [(decided.people, decided.people)]


@pytest.fixture
def another(decided, tmp_path):
    """Writes everybody's answers again, the query's changed by an expression over its columns."""

    def change(columns: str, *, of: str = "by_hand", where: str = "TRUE") -> WholePack:
        for name in ("engine", "by_hand", "by_hand_nearest"):
            shutil.copy(decided.work / f"{name}.parquet", tmp_path)
        rows(
            f"COPY (SELECT {columns} FROM d WHERE {where}) TO '{tmp_path / of}.parquet'",
            d=decided.work / f"{of}.parquet",
        )
        return WholePack(decided.pack, decided.facts, decided.at, tmp_path, decided.people)

    return change


@pytest.mark.parametrize(
    ("column", "other"),
    [
        ("colour", "'green'"),
        ("entry", "'allowed'"),
        ("notices", "list_concat(notices, ['linked'])"),
        ("rules", "rules[2:]"),
        ("until", "until + INTERVAL 1 DAY"),
        ("unknown", "[]::VARCHAR[]"),
    ],
)
def test_an_answer_that_differs_is_a_fault_that_names_column_and_rows(another, column, other):
    (fault,) = another(f"* REPLACE ({other} AS {column})").faults()

    assert f"differ in {column} on" in fault
    assert "first " in fault


def test_a_person_left_out_is_a_fault(decided, another):
    someone = rows("SELECT max(person_id) FROM d", d=decided.work / "engine.parquet")[0][0]

    (fault,) = another("*", where=f"person_id <> '{someone}'").faults()

    assert "differ in person_id on 1 rows" in fault
    assert someone in fault


def test_a_decision_said_to_hold_past_the_engines_own_is_a_fault(another):
    later = another("* REPLACE (holds_until + INTERVAL 1 YEAR AS holds_until)", of="by_hand_nearest").faults()

    assert len(later) == 1
    assert "holds_until" in later[0]


def test_the_first_run_reports_its_memory(decided):
    assert decided.first_report is not None
    assert decided.first_report.people == decided.people
    assert 50 < decided.first_report.peak_rss_mb < 4096


def test_twelve_rules_over_prepared_columns_give_the_colours_of_the_whole_pack(decided, by_hand, tmp_path):
    by_hand.prepare(tmp_path / "prepared.parquet", decided.people)
    by_case(tmp_path / "prepared.parquet", tmp_path / "colours.parquet")

    pairs = rows(
        """
        SELECT twelve.colour, whole.colour, count(*) FROM twelve
        JOIN (SELECT row_number() OVER (ORDER BY person_id) AS person, colour FROM engine) AS whole USING (person)
        GROUP BY ALL ORDER BY ALL
        """,
        twelve=tmp_path / "colours.parquet",
        engine=decided.work / "engine.parquet",
    )

    assert [(a, b) for a, b, _ in pairs] == [(0, "green"), (1, "yellow"), (2, "red")]
    assert sum(count for _, _, count in pairs) == decided.people
