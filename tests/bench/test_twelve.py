import pyarrow as pa
import pytest
from pyarrow import parquet

from lianfang.bench.compare import disagreements
from lianfang.bench.twelve import BOOLEANS, NUMBERS, TWELVE, by_case, by_engine, compiled
from lianfang.policy.model import Colour

GREEN, YELLOW, RED = 0, 1, 2
QUIET = dict.fromkeys(BOOLEANS, False) | dict.fromkeys(NUMBERS, 9999) | {"county_level": 0}
# On both sides of every limit.
EXAMPLES = [
    ({}, GREEN),
    ({"confirmed": True}, RED),
    ({"asymptomatic": True}, RED),
    ({"central_isolation": True}, RED),
    ({"home_isolation": True}, YELLOW),
    ({"close_contact_days": 14}, RED),
    ({"close_contact_days": 15}, YELLOW),
    ({"close_contact_days": 21}, YELLOW),
    ({"close_contact_days": 22}, GREEN),
    ({"secondary_contact_days": 7}, RED),
    ({"secondary_contact_days": 8}, GREEN),
    ({"border_entry_days": 0}, RED),
    ({"border_entry_days": 14}, RED),
    ({"border_entry_days": 15}, YELLOW),
    ({"border_entry_days": 22}, GREEN),
    ({"sealed": True}, YELLOW),
    ({"county_level": 1}, YELLOW),
    ({"county_level": 2}, YELLOW),
    ({"county_level": 2, "asymptomatic": True}, RED),
]


@pytest.fixture
def prepared(tmp_path):
    rows = [{"person": i} | QUIET | facts for i, (facts, _) in enumerate(EXAMPLES, 1)]
    path = tmp_path / "prepared.parquet"
    parquet.write_table(pa.Table.from_pylist(rows), path)
    return path


@pytest.mark.parametrize("decide", [by_engine, by_case])
def test_twelve_rules_give_the_colour_on_both_sides_of_every_limit(prepared, tmp_path, decide):
    decide(prepared, tmp_path / "colours.parquet")

    table = parquet.read_table(tmp_path / "colours.parquet").sort_by("person")
    assert table["colour"].to_pylist() == [colour for _, colour in EXAMPLES]


def test_there_are_twelve_and_leaving_any_out_is_noticed(prepared, tmp_path):
    by_case(prepared, tmp_path / "case.parquet")

    assert len({rule.id for rule in TWELVE}) == 12
    for gone in TWELVE:
        fewer = [rule for rule in TWELVE if rule is not gone]
        _colours_of(compiled(fewer).sql(dialect="duckdb"), prepared, tmp_path / "fewer.parquet")
        assert disagreements(tmp_path / "fewer.parquet", tmp_path / "case.parquet", key="person", columns=["colour"])


def test_a_rule_whose_fact_is_missing_restricts_as_in_the_pack(tmp_path):
    row = {"person": 1} | QUIET | {"sealed": None}
    schema = pa.schema([(name, pa.bool_() if name in BOOLEANS else pa.int64()) for name in row])
    parquet.write_table(pa.Table.from_pylist([row], schema=schema), tmp_path / "prepared.parquet")

    by_engine(tmp_path / "prepared.parquet", tmp_path / "colours.parquet")

    assert parquet.read_table(tmp_path / "colours.parquet")["colour"].to_pylist() == [YELLOW]
    assert {rule.colour for rule in TWELVE} == {Colour.RED, Colour.YELLOW}


def _colours_of(select, prepared, out):
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW prepared AS FROM '{prepared}'")
        connection.execute(f"COPY ({select}) TO '{out}' (FORMAT parquet)")
