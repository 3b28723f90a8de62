"""What was known at a moment is the last row received by then, unless it was taken back. Safety 2 and 9."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianfang.facts.lake.judging import Delivery
from lianfang.facts.lake.lake import Lake, make_lake
from lianfang.facts.lake.refusals import NoSuchBatch
from lianfang.facts.lake.retracting import retract
from lianfang.facts.lake.writer import LakeWriter
from lianfang.facts.store import open_store
from lianfang.kernel.clock import CITY_ZONE, to_micros
from tests.facts.lake.conftest import NOON, known, stay


def left(rows):
    return [(row[0], row[3] is not None) for row in rows]


def test_a_fact_ends_and_what_was_known_before_stays_known_before(lake, receive):
    receive("stays", stay("p1"), stay("p2"), batch="b1")
    receive("stays", stay("p1", left="2021-08-05"), batch="b2", minute=5)

    assert left(known(lake, "stays")) == [("p1", True), ("p2", False)]
    assert left(known(lake, "stays", 4)) == [("p1", False), ("p2", False)]
    assert known(lake, "stays", -1) == []


def test_the_same_batch_twice_changes_nothing(lake, receive):
    first = receive("stays", stay("p1"), batch="b1")
    version = lake.data_version()

    again = receive("stays", stay("p1", left="2021-08-05"), batch="b1", minute=5)

    assert first.receipts[0].new and not again.receipts[0].new
    assert (lake.data_version(), again.changes) == (version, ())


def test_rows_that_cannot_be_read_are_left_out_told_and_counted(lake, receive):
    arrived = receive("stays", stay("p1"), stay("p2", area="Beijing"), stay("p3"), batch="b1")

    (receipt,) = arrived.receipts
    assert (receipt.rows, receipt.rejected) == (3, 1)
    assert (receipt.bad_rows[0].line, receipt.bad_rows[0].column) == (2, "area")
    query = f"SELECT rows, rejected, source FROM ({lake.lineage.every(lake.connection)})"
    assert lake.connection.execute(query).fetchall() == [(3, 1, "a source")]


def test_an_id_that_no_snapshot_can_hold_is_left_out_and_counted(lake, receive):
    (receipt,) = receive("stays", stay("人" * 86), stay("p1"), batch="b1").receipts

    assert (receipt.rows, receipt.rejected) == (2, 1)
    assert [row[0] for row in known(lake, "stays")] == ["p1"]


def test_many_small_deliveries_come_in_together_and_the_later_corrects_the_earlier(lake):
    rows = [("b1", stay("p1")), ("b2", stay("p2", area="nowhere")), ("b3", stay("p1", left="2021-08-05"))]

    arrived = lake.append([Delivery("stays", [row], "lab", batch) for batch, row in rows], at=NOON)

    assert [(r.batch, r.rows, r.rejected) for r in arrived.receipts] == [("b1", 1, 0), ("b2", 1, 1), ("b3", 1, 0)]
    assert left(known(lake, "stays")) == [("p1", True)]


def test_a_batch_is_taken_back_whole_and_what_it_replaced_counts_again(lake, receive):
    receive("stays", stay("p1"), stay("p2"), batch="good")
    receive("stays", stay("p1", left="2021-08-02"), stay("p3"), batch="feed", minute=1)
    receive("stays", stay("p3", left="2021-08-03"), batch="later", minute=2)

    retract(lake, "feed", source="a desk", at=NOON + timedelta(minutes=3))

    assert left(known(lake, "stays")) == [("p1", False), ("p2", False), ("p3", True)]
    assert left(known(lake, "stays", 1)) == [("p1", True), ("p2", False), ("p3", False)]
    assert lake.index.rows_of(["p1"])["stays"][0][3] is None


def test_taking_back_every_batch_leaves_nothing_and_twice_is_harmless(lake, receive):
    receive("stays", stay("p1"), batch="a")
    receive("stays", stay("p1", left="2021-08-02"), batch="b", minute=1)

    for batch in ("b", "a", "a"):
        retract(lake, batch, source="a desk", at=NOON + timedelta(minutes=2))

    assert (known(lake, "stays"), lake.index.count()) == ([], 0)
    with pytest.raises(NoSuchBatch):
        retract(lake, "c", source="a desk", at=NOON)


def test_few_people_are_read_from_the_index_and_get_the_same_rows(lake, receive):
    receive("stays", stay("p1"), stay("p2"), stay("人" * 85), batch="b1")
    receive("persons", {"person_id": "p1", "birth_date": "1990-02-03", "home_area": "110105"}, batch="b2")

    for people in (["p1"], ["p2", "nobody", "人" * 85]):
        for table in ("stays", "persons"):
            every = [row for row in known(lake, table) if row[0] in people]
            assert known(lake, table, people=people) == every == known(lake, table, 9, people=people)


def test_any_reader_of_delta_tables_finds_what_is_known_now(lake, receive, place):
    receive("stays", stay("p1"), stay("p2"), batch="a")
    receive("stays", stay("p2", left="2021-08-02"), batch="b", minute=1)

    with open_store(place / "facts", zone=CITY_ZONE) as store:
        plain = sorted(store.connection.execute('SELECT * FROM "stays"').fetchall())

    assert plain == known(lake, "stays")


def test_the_tables_may_be_at_an_address(tmp_path):
    make_lake(tmp_path / "lake", tables_at=f"file://{tmp_path}/elsewhere")
    with LakeWriter(tmp_path / "lake", zone=CITY_ZONE, who="a test") as lake:
        lake.append([Delivery("stays", [stay("p1")], "lab", "a")], at=NOON)
        lake.append([Delivery("stays", [stay("p1", left="2021-08-02")], "lab", "b")], at=NOON)
        lake.ledgers["stays"].settle(lake.connection)

        assert left(known(lake, "stays")) == [("p1", True)]
    assert (tmp_path / "elsewhere" / "stays").is_dir()


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["append", "append", "append", "retract", "merge", "settle", "reopen"]),
        st.sampled_from(["p1", "p2", "p3"]),
        st.integers(0, 3),
        st.booleans(),
    ),
    min_size=1,
    max_size=9,
)


@given(events=EVENTS)
@settings(max_examples=12, deadline=None)
def test_whatever_happens_every_past_moment_keeps_its_answer(events, tmp_path_factory):
    folder = tmp_path_factory.mktemp("lakes") / "lake"
    make_lake(folder)
    told: dict[int, list[tuple[object, ...]]] = {}
    batches: list[str] = []
    for minute, (what, person, day, taken) in enumerate(events):
        with LakeWriter(folder, zone=CITY_ZONE, who="a test") as lake:
            at = NOON + timedelta(minutes=minute)
            if what == "append":
                row = stay(person, left=f"2021-08-0{day + 2}" if day else None)
                lake.append([Delivery("stays", [row], "lab", f"b{minute}", retracted=taken)], at=at)
                batches.append(f"b{minute}")
            elif what == "retract" and batches:
                retract(lake, batches[day % len(batches)], source="a desk", at=at)
            elif what == "merge":
                lake.ledgers["stays"].merge_tail()
            elif what == "settle":
                lake.ledgers["stays"].settle(lake.connection)
            told[minute] = known(lake, "stays")

    with Lake(folder, zone=CITY_ZONE) as lake:
        assert {minute: known(lake, "stays", minute) for minute in told} == told
        indexed = lake.index.rows_of(["p1", "p2", "p3"])["stays"]
        assert sorted(indexed, key=repr) == told[max(told)] == known(lake, "stays", people=["p1", "p2", "p3"])
        assert lake.last <= to_micros(NOON + timedelta(minutes=len(events)))
