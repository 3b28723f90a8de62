"""The demonstration city: the same every time, plausible, readable, every kind of decision present."""

from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from lianfang.facts.demo import city as making
from lianfang.facts.demo import make_demo_city
from lianfang.facts.demo.cast import choose
from lianfang.facts.demo.city import PeopleOutOfRange
from lianfang.facts.demo.counties import spread
from lianfang.facts.demo.draws import Draws
from lianfang.facts.demo.places import read_yaml
from lianfang.facts.demo.stories import stories
from lianfang.facts.schemas import TABLES
from lianfang.facts.store import open_store
from lianfang.kernel.areas import is_wellformed, register
from lianfang.kernel.clock import CITY_ZONE

PEOPLE, SEED = 50_000, 7
EVERY_RULE = {
    *(
        "C1",
        "C2",
        "C3",
        "C4",
        "C4 monitoring",
        "C5",
        "C6",
        "C6 monitoring",
        "C7",
        "C8",
        "E1",
        "E2 tested",
        "E2 untested",
    )
}


def contents(folder: Path) -> dict[str, object]:
    return {name: pq.read_table(folder / f"{name}.parquet") for name in TABLES}


def test_the_same_people_and_seed_give_the_same_rows(city: Path, tmp_path: Path) -> None:
    again = make_demo_city(tmp_path / "again", people=PEOPLE, seed=SEED).folder

    assert contents(again) == contents(city)
    assert (again / "demo.json").read_bytes() == (city / "demo.json").read_bytes()


def test_the_rows_do_not_depend_on_how_many_are_made_at_a_time(
    city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "CHUNK", 7_777)

    again = make_demo_city(tmp_path / "again", people=PEOPLE, seed=SEED).folder

    assert contents(again) == contents(city)


def test_another_seed_gives_another_city(tmp_path: Path) -> None:
    one, other = (make_demo_city(tmp_path / str(seed), people=500, seed=seed).folder for seed in (1, 2))

    assert contents(one)["persons"] != contents(other)["persons"]


def test_every_table_is_valid_and_every_area_is_in_the_register(city: Path) -> None:
    with open_store(city, zone=CITY_ZONE) as store:
        assert {table.table: table.bad for table in store.report.tables} == dict.fromkeys(TABLES, 0)
        areas = store.connection.sql(
            "SELECT area FROM stays UNION SELECT area FROM area_levels UNION SELECT area FROM zones "
            "UNION SELECT area FROM county_traits UNION SELECT area FROM county_cases "
            "UNION SELECT home_area FROM persons WHERE home_area IS NOT NULL"
        ).fetchall()

    assert [area for (area,) in areas if not (is_wellformed(area) and register().known(area))] == []


def test_people_are_as_many_as_asked_for_and_everyone_is_one_person(sql: duckdb.DuckDBPyConnection) -> None:
    assert sql.execute("SELECT count(*), count(DISTINCT person_id) FROM persons").fetchone() == (PEOPLE, PEOPLE)
    for name in (name for name, table in TABLES.items() if table.of_person):
        assert sql.execute(f"SELECT count(*) FROM {name} ANTI JOIN persons USING (person_id)").fetchone() == (0,), name


@pytest.mark.parametrize("name", TABLES)
def test_no_row_has_the_key_of_another_and_rows_are_in_order_of_person(name: str, city: Path) -> None:
    rows = pq.read_table(city / f"{name}.parquet").to_pylist()
    keys = [tuple(row[column] for column in TABLES[name].key) for row in rows]

    assert len(set(keys)) == len(keys) > 0
    if TABLES[name].of_person:
        people = [row["person_id"] for row in rows]
        assert people == sorted(people)


@pytest.mark.parametrize("name", [name for name, table in TABLES.items() if table.begins])
def test_no_fact_begins_before_2020_and_only_public_ones_begin_later_than_now(
    name: str, sql: duckdb.DuckDBPyConnection
) -> None:
    first, last = sql.execute(
        f"SELECT min({TABLES[name].begins})::DATE::TEXT, max({TABLES[name].begins}) <= noon() FROM {name}"
    ).fetchone()

    assert first >= "2020"
    assert last or name in {"area_levels", "county_cases"}


@pytest.mark.parametrize("name", [name for name, table in TABLES.items() if table.period])
def test_nothing_ends_before_it_begins(name: str, sql: duckdb.DuckDBPyConnection) -> None:
    begin, end = TABLES[name].period or ("", "")

    assert sql.execute(f"SELECT count(*) FROM {name} WHERE {end} < {begin}").fetchone() == (0,)


def test_districts_have_their_share_of_the_census(sql: duckdb.DuckDBPyConnection) -> None:
    census = read_yaml("places.yaml")["census"]
    found = dict(
        sql.execute(
            "SELECT left(home_area, 6), count(*) FROM persons WHERE home_area LIKE '11%' GROUP BY ALL"
        ).fetchall()
    )

    assert sum(census.values()) == 21_893_095
    residents = sum(found.values())
    for district, number in census.items():
        expected = number / 21_893_095
        assert abs(found[district] / residents - expected) < 5 * (expected / residents) ** 0.5, district


def test_a_fifth_of_the_people_are_sixty_or_older(sql: duckdb.DuckDBPyConnection) -> None:
    (share,) = sql.execute(
        "SELECT avg((date_sub('year', birth_date, noon()::DATE) >= 60)::INT) FROM persons"
    ).fetchone()

    assert share == pytest.approx(0.196, abs=0.008)


def test_every_kind_of_decision_is_present(sql: duckdb.DuckDBPyConnection) -> None:
    strangers = "FROM decided WHERE person_id NOT LIKE 'demo-%'"
    rules = {rule for (rule,) in sql.execute(f"SELECT DISTINCT unnest(rules) {strangers}").fetchall()}
    entries = {entry for (entry,) in sql.execute(f"SELECT DISTINCT entry {strangers}").fetchall()}
    notices = {notice for (notice,) in sql.execute(f"SELECT DISTINCT unnest(notices) {strangers}").fetchall()}

    assert rules == EVERY_RULE
    assert entries == {None, "allowed", "conditional", "deferred", "refused"}
    assert notices == {"defer_entry", "report_in_city", "border_isolation"}


def test_nearly_everybody_is_green(sql: duckdb.DuckDBPyConnection) -> None:
    shares = dict(sql.execute("SELECT colour, count(*) / sum(count(*)) OVER () FROM decided GROUP BY ALL").fetchall())

    assert 0.95 < shares["green"] < 0.995
    assert min(shares["yellow"], shares["red"]) > 0.001


def test_both_sides_of_the_fourteen_days_are_present(sql: duckdb.DuckDBPyConnection) -> None:
    found = {
        day
        for (day,) in sql.execute(
            "SELECT DISTINCT days_ago(left_at) FROM stays WHERE left(area, 6) IN (FROM risk)"
        ).fetchall()
    }

    assert {1, 13, 14, 15, 16} <= found


def test_every_story_is_what_it_says(sql: duckdb.DuckDBPyConnection) -> None:
    rows = sql.execute(
        "SELECT person_id, colour, entry, notices FROM decided WHERE person_id LIKE 'demo-%' ORDER BY ALL"
    ).fetchall()

    decided = {
        person: {"colour": colour, "entry": entry, "notices": notices} for person, colour, entry, notices in rows
    }
    assert decided == {story.person_id: dict(story.expects) for story in stories()}


def test_tests_come_in_every_state_and_tubes_hold_at_most_ten(sql: duckdb.DuckDBPyConnection) -> None:
    states = sql.execute("SELECT DISTINCT method, result, reported_at IS NULL, pool_id IS NULL FROM tests").fetchall()
    (fullest, times) = sql.execute(
        "SELECT max(people), max(times) FROM (SELECT count(*) people, count(DISTINCT sampled_at) times FROM tests "
        "WHERE pool_id IS NOT NULL GROUP BY pool_id)"
    ).fetchone()

    assert {("pcr", "negative", True, True), ("pcr", "pending", True, True), ("pcr", "positive", False, True)} <= set(
        states
    )
    assert {("antigen", "negative", False, True), ("pcr", "negative", False, False)} <= set(states)
    assert (fullest, times) == (10, 1)
    assert sql.execute(
        "SELECT count(*) FROM tests WHERE (result = 'pending') AND reported_at IS NOT NULL"
    ).fetchone() == (0,)


def test_the_small_groups_never_share_a_person() -> None:
    groups = choose(3_000, Draws(3)).values()

    everyone = [who for group in groups for who in group.who.tolist()]
    assert len(set(everyone)) == len(everyone)
    assert all(0 <= who < 3_000 for who in everyone)


def test_a_large_city_has_the_contacts_that_were_counted() -> None:
    groups = choose(200_000, Draws(3))

    assert (len(groups["family"].who), len(groups["reported"].who)) == (1751, 54)


@pytest.mark.parametrize(("total", "over"), [(1, 1), (4, 6), (180, 24)])
def test_a_spread_total_adds_up(total: int, over: int) -> None:
    parts = spread(total, over)

    assert (len(parts), sum(parts)) == (over, total)
    assert min(parts) >= 0


@pytest.mark.parametrize("people", [99, 22_000_001, 0, -1])
def test_an_impossible_number_of_people_is_refused(people: int, tmp_path: Path) -> None:
    with pytest.raises(PeopleOutOfRange) as refused:
        make_demo_city(tmp_path / "city", people=people, seed=1)

    assert refused.value.next_step() == "Give a number from 100 to 22000000."
    assert list(tmp_path.iterdir()) == []


def test_the_smallest_city_is_whole(tmp_path: Path) -> None:
    city = make_demo_city(tmp_path / "city", people=100, seed=1)

    assert city.rows["persons"] == 100
    with open_store(city.folder, zone=CITY_ZONE) as store:
        assert store.report.total_bad == 0
