"""What is published is what readers are told: whole, in order, never torn."""

import multiprocessing
import os
import resource
import signal
import threading
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang.snapshots import folder as folders
from lianfang.snapshots.model import COLOURS, ENTRIES, Standing
from lianfang.snapshots.publish import publish_changes, publish_whole
from lianfang.snapshots.reader import Reader
from lianfang.snapshots.refusals import (
    NoSnapshot,
    NotDecisions,
    SnapshotBusy,
    SnapshotNotWritten,
    SnapshotOutOfOrder,
    SnapshotUnreadable,
)
from tests.snapshots.conftest import NOON, SCHEMA, decided, everyone, header


def test_a_reader_is_told_every_part_of_a_decision(folder: Path):
    batch = decided(
        {"person_id": "p1"},
        {
            "person_id": "p2",
            "colour": "yellow",
            "entry": "deferred",
            "notices": ["defer_entry", "linked"],
            "rules": ["E1.history", "E8.link"],
            "unknown": ["current_place"],
            "until": NOON + timedelta(days=3, microseconds=1),
            "holds_until": NOON + timedelta(hours=5),
        },
    )
    publish_whole(folder, [batch], header(1, next_release_at=NOON + timedelta(days=1)))

    reader = Reader(folder)

    assert reader.get("p1") == Standing("green", None, (), (), (), None, None)
    assert reader.get("p2") == Standing(
        "yellow",
        "deferred",
        ("defer_entry", "linked"),
        ("E1.history", "E8.link"),
        ("current_place",),
        NOON + timedelta(days=3, microseconds=1),
        NOON + timedelta(hours=5),
    )
    assert reader.people == 2
    assert (reader.header.sequence, reader.header.release, reader.header.data_version) == (1, "r1", "d1")
    assert reader.header.next_release_at == NOON + timedelta(days=1)
    assert reader.age(NOON + timedelta(minutes=11)) == timedelta(minutes=10)


@pytest.mark.parametrize("person", ["nobody", "", "p" * 300, "p" * 600, "\x00"])
def test_nothing_is_said_of_someone_without_a_record_safety_11(folder: Path, person: str):
    publish_whole(folder, [everyone("green")], header(1))

    assert Reader(folder).get(person) is None


MOMENTS = st.none() | st.datetimes(NOON.replace(tzinfo=None, year=1990), NOON.replace(tzinfo=None, year=2090)).map(
    lambda moment: moment.replace(tzinfo=NOON.tzinfo)
)
NAMES = st.lists(st.sampled_from(["E1.history", "C4.contact", "风险", "x"]), max_size=3, unique=True)
PEOPLE = st.fixed_dictionaries(
    {
        "person_id": st.text(st.characters(codec="utf-8"), min_size=1, max_size=20),
        "colour": st.sampled_from(COLOURS),
        "entry": st.none() | st.sampled_from(ENTRIES),
        "notices": NAMES,
        "rules": NAMES,
        "unknown": NAMES,
        "until": MOMENTS,
        "holds_until": MOMENTS,
    }
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(PEOPLE, max_size=8, unique_by=lambda person: person["person_id"]), cut=st.integers(0, 8))
def test_any_decisions_come_back_as_they_were(tmp_path_factory, people, cut):
    folder = tmp_path_factory.mktemp("any")
    publish_whole(folder, [decided(*people[:cut])], header(1))
    publish_changes(folder, decided(*people[cut:]), header(2))

    with Reader(folder) as reader:
        for person in people:
            found = reader.get(person["person_id"])
            assert found is not None
            told = {name: getattr(found, name) for name in Standing.__dataclass_fields__}
            assert told == {
                name: tuple(value) if isinstance(value, list) else value
                for name, value in person.items()
                if name != "person_id"
            }


def test_changes_are_seen_at_once_by_a_reader_that_was_open_before(folder: Path):
    publish_whole(folder, [everyone("green")], header(1))
    reader = Reader(folder)

    publish_changes(folder, decided({"person_id": "p000001", "colour": "red"}), header(2), gone=["p000002"])

    assert [getattr(reader.get(f"p{n:06d}"), "colour", None) for n in range(3)] == ["green", "red", None]
    assert reader.header.sequence == 2


def test_a_new_whole_is_seen_by_a_reader_that_was_open_before_and_the_old_file_goes(folder: Path):
    publish_whole(folder, [everyone("green")], header(1))
    reader = Reader(folder)

    publish_whole(folder, [everyone("yellow", people=2)], header(2))

    assert reader.get("p000001").colour == "yellow"
    assert reader.get("p000002") is None
    assert len(list(folder.glob("whole-*.mdb"))) == 1


def test_the_same_changes_again_change_nothing_so_a_killed_publisher_may_repeat_them(folder: Path):
    publish_whole(folder, [everyone("green")], header(1))
    batch = decided({"person_id": "p000001", "colour": "red"})

    first = publish_changes(folder, batch, header(2))

    assert publish_changes(folder, batch, header(2)) == first
    assert Reader(folder).header == first


@pytest.mark.parametrize("sequence", [0, 1, 3, 9])
def test_changes_that_do_not_follow_are_refused(folder: Path, sequence: int):
    publish_whole(folder, [everyone("green")], header(1))

    with pytest.raises(SnapshotOutOfOrder):
        publish_changes(folder, everyone("red"), header(sequence, data_version="other"))

    assert Reader(folder).get("p000000").colour == "green"


def test_a_whole_never_goes_back(folder: Path):
    publish_whole(folder, [everyone("green")], header(5))

    with pytest.raises(SnapshotOutOfOrder):
        publish_whole(folder, [everyone("red")], header(5))


def test_changes_need_a_whole_to_rest_on(folder: Path):
    with pytest.raises(NoSnapshot):
        publish_changes(folder, everyone("red"), header(1))


def test_unsorted_decisions_are_taken_and_someone_twice_is_refused(folder: Path):
    publish_whole(folder, [decided({"person_id": "b"}, {"person_id": "a"}), decided({"person_id": "0"})], header(1))

    with pytest.raises(NotDecisions, match="more than once"):
        publish_whole(folder, [decided({"person_id": "a"}), decided({"person_id": "a"})], header(2))

    assert Reader(folder).people == 3


@pytest.mark.parametrize(
    "batch",
    [
        everyone("green").drop_columns(["rules"]),
        decided({"person_id": ""}),
        decided({"person_id": None}),
        decided({"person_id": "p" * 256}),
        decided({"person_id": "p", "colour": "blue"}),
        decided({"person_id": "p", "colour": None}),
        decided({"person_id": "p", "entry": "perhaps"}),
        decided({"person_id": "p", "rules": ["a\x1fb"]}),
        everyone("green").set_column(5, "until", pa.array(["soon"] * 3)),
    ],
    ids=["column", "empty", "null", "long", "colour", "no colour", "entry", "control", "until"],
)
def test_what_is_no_decision_is_refused_and_nothing_changes(folder: Path, batch: pa.RecordBatch):
    publish_whole(folder, [everyone("green")], header(1))

    with pytest.raises(NotDecisions):
        publish_whole(folder, [batch], header(2))
    with pytest.raises(NotDecisions):
        publish_changes(folder, batch, header(2))

    assert Reader(folder).header.sequence == 1
    assert publish_changes(folder, everyone("red"), header(2)).sequence == 2


@pytest.mark.parametrize("kind", [pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())])
def test_text_may_come_in_any_of_arrows_forms(folder: Path, kind: pa.DataType):
    batch = everyone("yellow")
    for name in ("person_id", "colour", "entry"):
        batch = batch.set_column(batch.schema.get_field_index(name), name, batch.column(name).cast(kind))

    publish_whole(folder, [batch], header(1))

    assert Reader(folder).get("p000001").colour == "yellow"


def test_only_one_publishes_at_a_time(folder: Path):
    with folders.publishing(folder), pytest.raises(SnapshotBusy):
        publish_whole(folder, [everyone("green")], header(1))

    assert publish_whole(folder, [everyone("green")], header(1)).sequence == 1


def _colours(reader: Reader) -> set[str]:
    return {reader.get(f"p{number:06d}").colour for number in range(0, 2_000, 97)}


def _killed_once(folder: Path, seconds: float, context) -> None:
    """A publisher in a process of its own, killed a while after it published; what it left is looked at."""
    with Reader(folder) as reader:
        before = reader.header.sequence
        child = context.Process(target=_carry_on, args=(folder, before))
        child.start()
        while child.is_alive() and reader.header.sequence == before:
            child.join(0.001)
        child.join(seconds)
        assert child.is_alive()
        os.kill(child.pid, signal.SIGKILL)
        child.join()
    with Reader(folder) as reader:
        after = reader.header
        assert after.sequence > before
        assert _colours(reader) == {after.release}
        assert reader.people == 2_000


def _carry_on(folder: Path, before: int) -> None:
    for sequence in range(before + 1, before + 100_000):
        colour = COLOURS[sequence % 3]
        told = header(sequence, release=colour)
        if sequence % 4:
            publish_changes(folder, everyone(colour, 2_000), told)
        else:
            publish_whole(folder, [everyone(colour, 2_000)], told)


def _kill(folder: Path, times: int) -> int:
    publish_whole(folder, [everyone("green", 2_000)], header(1, release="green"))
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.snapshots.test_publishing"])
    for number in range(times):
        _killed_once(folder, (number * 37 % 100) / 500, context)
    with Reader(folder) as reader:
        return reader.header.sequence


def test_a_killed_publisher_leaves_the_last_whole_snapshot_and_the_next_one_goes_on_safety_8(folder: Path):
    assert _kill(folder, 6) > 6


@pytest.mark.thorough
def test_fifty_kills_at_any_moment_never_leave_a_torn_snapshot_safety_8(folder: Path):
    assert _kill(folder, 50) > 50


def test_readers_in_threads_never_see_a_torn_snapshot(folder: Path):
    publish_whole(folder, [everyone("green", 50)], header(1, release="green"))
    seen: list[tuple[str, str]] = []
    stop = threading.Event()

    def read() -> None:
        with Reader(folder) as reader:
            while not stop.is_set():
                before = reader.header
                colour = reader.get("p000042").colour
                if reader.header == before:
                    seen.append((before.release, colour))

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for sequence in range(2, 40):
        colour = COLOURS[sequence % 3]
        told = header(sequence, release=colour)
        if sequence % 2:
            publish_changes(folder, everyone(colour, 50), told)
        else:
            publish_whole(folder, [everyone(colour, 50)], told)
    stop.set()
    for thread in threads:
        thread.join()

    assert len(set(seen)) > 1
    assert all(release == colour for release, colour in seen)


def test_a_full_disk_is_a_refusal_and_the_snapshot_in_force_stays(folder: Path):
    publish_whole(folder, [everyone("green")], header(1))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, limits[1]))
    try:
        with pytest.raises(SnapshotNotWritten):
            publish_whole(folder, [everyone("red", 20_000)], header(2))
        with pytest.raises(SnapshotNotWritten):
            publish_changes(folder, everyone("red", 20_000), header(2))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert Reader(folder).get("p000001").colour == "green"
    assert publish_changes(folder, everyone("red", 20_000), header(2)).sequence == 2
    assert Reader(folder).get("p000001").colour == "red"


def test_a_harmed_snapshot_is_said_and_a_new_whole_mends_it(folder: Path):
    publish_whole(folder, [everyone("green", 5_000)], header(1))
    file = folders.pointed(folder)
    os.truncate(file, 40_000)

    with pytest.raises(SnapshotUnreadable, match="cut off"):
        Reader(folder)
    (folder / "current").write_text("../elsewhere")
    with pytest.raises(SnapshotUnreadable):
        Reader(folder)

    publish_whole(folder, [everyone("red")], header(2))
    assert Reader(folder).get("p000001").colour == "red"


def test_an_empty_city_can_be_published(folder: Path):
    publish_whole(folder, [], header(1))
    publish_whole(folder, [pa.RecordBatch.from_pylist([], schema=SCHEMA)], header(2))

    assert Reader(folder).people == 0


def test_warming_reads_the_whole_file(folder: Path):
    publish_whole(folder, [everyone("green", 5_000)], header(1))

    assert Reader(folder).warm() == folders.pointed(folder).stat().st_size
