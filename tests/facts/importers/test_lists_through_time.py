"""Lists through time: areas open and close as the lists say, in whatever order they are imported."""

from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from lianfang.facts.importers.snapshots import ListedArea, Snapshot, change, spells
from lianfang.kernel.clock import CITY_ZONE

START = datetime(2021, 8, 1, 8, tzinfo=CITY_ZONE)
PLACES = {"a": "南京市江宁区甲社区", "b": "南京市江宁区乙社区", "c": "扬州市邗江区丙社区"}


def notice(day: int, medium: str, *, stated: int | None = None) -> str:
    count = len(medium) if stated is None else stated
    lines = [
        f"2021年8月{day}日08时，全国0个高风险地区，{count}个中风险地区。",
        f"中风险地区({count}个)",
        f"江苏:{count}个",
    ]
    return "\n".join([*lines, *(PLACES[one] for one in medium)]) + "\n"


def spans(rows) -> list[tuple[str, int, int | None]]:
    found = [(row["area_name"], row["from_at"].day, row["until_at"] and row["until_at"].day) for row in rows]
    return sorted(found, key=lambda one: (one[0], one[1]))


def test_an_area_opens_at_the_first_list_that_names_it_and_closes_at_the_first_that_does_not(
    importing, rows, written
) -> None:
    for day, medium in ((1, "a"), (3, "ab"), (5, "b"), (7, "ab")):
        importing("notice", written(f"{day}.txt", notice(day, medium)))

    assert spans(rows("area_levels")) == [("乙社区", 3, None), ("甲社区", 1, 5), ("甲社区", 7, None)]


def test_the_order_of_import_makes_no_difference(importing, rows, written, folder: Path) -> None:
    days = {1: "a", 3: "b", 5: "ab"}
    results = []
    for order in permutations(days):
        for path in [*folder.glob("*"), *folder.glob(".*.jsonl")] if folder.exists() else []:
            path.unlink(missing_ok=True)
        for day in order:
            importing("notice", written(f"{day}.txt", notice(day, days[day])))
        results.append(rows("area_levels"))

    assert len(results) == 6
    assert all(result == results[0] for result in results)


def test_the_same_list_twice_changes_nothing_to_the_byte(importing, written, bytes_of) -> None:
    path = written("n.txt", notice(1, "ab"))
    importing("notice", path)
    before = bytes_of()

    report = importing("notice", path)

    assert bytes_of() == before
    assert any(one.says.en == "this list was imported before" for one in report.files[0].remarks)


def test_an_older_list_is_put_in_its_place_and_said(importing, rows, written) -> None:
    importing("notice", written("5.txt", notice(5, "ab")))

    report = importing("notice", written("1.txt", notice(1, "a")))

    assert any("older than the newest list known" in one.says.en for one in report.files[0].remarks)
    assert report.tables["area_levels"].removed == 1
    assert spans(rows("area_levels")) == [("乙社区", 5, None), ("甲社区", 1, None)]


def test_an_incomplete_list_opens_areas_and_closes_none(importing, rows, written) -> None:
    importing("notice", written("1.txt", notice(1, "ab")))

    importing("notice", written("3.txt", notice(3, "c", stated=3)), accept_incomplete=True)

    assert spans(rows("area_levels")) == [("丙社区", 3, None), ("乙社区", 1, None), ("甲社区", 1, None)]


def test_lists_of_another_source_do_not_close_each_others_areas(importing, rows, written) -> None:
    importing("notice", written("1.txt", notice(1, "a")), source="one")

    importing("notice", written("3.txt", notice(3, "b")), source="two")

    assert spans(rows("area_levels")) == [("乙社区", 3, None), ("甲社区", 1, None)]


def test_a_row_that_somebody_changed_by_hand_is_left_alone_and_said(importing, rows, written, folder: Path) -> None:
    from lianfang.facts.writer import merge_rows

    importing("notice", written("1.txt", notice(1, "ab")))
    by_hand = {**rows("area_levels")[0], "until_at": START + timedelta(days=1)}
    merge_rows(folder, "area_levels", [by_hand])

    report = importing("notice", written("5.txt", notice(5, "c")))

    assert any("left alone" in one.says.en for one in report.files[0].remarks)
    assert by_hand["until_at"] in {row["until_at"] for row in rows("area_levels")}


def test_rows_lost_from_the_folder_come_back_with_the_next_import(importing, rows, written, folder: Path) -> None:
    importing("notice", written("1.txt", notice(1, "ab")))
    (folder / "area_levels.parquet").unlink()

    importing("notice", written("1.txt", notice(1, "ab")))

    assert len(rows("area_levels")) == 2


LISTS = st.lists(
    st.tuples(st.sampled_from(["one", "two"]), st.integers(0, 9), st.booleans(), st.sets(st.sampled_from("abc"))),
    max_size=8,
    unique_by=lambda one: (one[0], one[1]),
)


def snapshot(source: str, day: int, complete: bool, names: set[str]) -> Snapshot:
    areas = tuple(ListedArea(f"320115-{name}", name, "320115", "medium") for name in sorted(names))
    return Snapshot(source, START + timedelta(days=day), complete, areas)


@given(LISTS, st.randoms(use_true_random=False))
def test_spells_say_at_every_list_just_what_the_lists_say(lists, random) -> None:
    known = [snapshot(*one) for one in lists]
    shuffled = random.sample(known, len(known))

    found = spells(known)

    assert spells(shuffled) == found
    for one in known:
        if one.complete:
            listed = {
                area.key
                for source in ("one", "two")
                for area in running([other for other in known if other.source == source], one.as_of)
            }
            in_force = {
                spell.area.key
                for spell in found.values()
                if spell.from_at <= one.as_of and (spell.until_at is None or one.as_of < spell.until_at)
            }
            assert in_force == listed


def running(lists: list[Snapshot], at: datetime) -> set[ListedArea]:
    """What one source's lists say is listed at a moment."""
    open_now: dict[str, ListedArea] = {}
    for one in sorted(lists, key=lambda other: other.as_of):
        if one.as_of <= at:
            open_now = {area.area_id: area for area in one.areas} | ({} if one.complete else open_now)
    return set(open_now.values())


@given(LISTS, LISTS)
def test_a_change_leads_from_any_lists_known_to_any_more(first, more) -> None:
    before = {(one[0], one[1]): snapshot(*one) for one in first}
    after = before | {(one[0], one[1]): snapshot(*one) for one in more}
    there = {key: spell.until_at for key, spell in spells(before.values()).items()}

    found = change(before.values(), after.values(), there)

    for key in found.remove:
        del there[key]
    there |= {spell.key: spell.until_at for spell in found.write}
    assert there == {key: spell.until_at for key, spell in spells(after.values()).items()}
    assert found.kept == ()
