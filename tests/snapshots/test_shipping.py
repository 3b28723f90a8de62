"""A replica is what it was shipped, in order, or it says what is missing."""

from pathlib import Path

import pytest

from lianfang.snapshots import publish
from lianfang.snapshots.publish import publish_changes, publish_whole
from lianfang.snapshots.reader import Reader
from lianfang.snapshots.refusals import (
    ChangesNotKept,
    ChangesOfAnotherWhole,
    NoSnapshot,
    NotAShipment,
    SnapshotOutOfOrder,
)
from lianfang.snapshots.shipping import apply, ship_changes, ship_whole
from tests.snapshots.conftest import decided, everyone, header

PEOPLE = 300


@pytest.fixture
def replica(tmp_path: Path) -> Path:
    return tmp_path / "replica"


@pytest.fixture
def parcel(tmp_path: Path) -> Path:
    return tmp_path / "parcel"


def publish_some(folder: Path, *, changes: int) -> None:
    publish_whole(folder, [everyone("green", PEOPLE)], header(1))
    for sequence in range(2, 2 + changes):
        change(folder, sequence)


def change(folder: Path, sequence: int) -> None:
    batch = decided({"person_id": f"p{sequence:06d}", "colour": "red", "rules": [f"C{sequence}.rule"]})
    publish_changes(folder, batch, header(sequence), gone=[f"p{sequence + 100:06d}"])


def contents(folder: Path) -> dict[str, object]:
    with Reader(folder) as reader:
        people = {f"p{number:06d}": reader.get(f"p{number:06d}") for number in range(PEOPLE)}
        return {"header": reader.header, **people}


def test_a_whole_and_the_changes_after_it_make_an_equal_replica(folder: Path, replica: Path, parcel: Path):
    publish_some(folder, changes=2)
    assert ship_whole(folder, parcel).header.sequence == 3
    apply(replica, parcel)
    for sequence in range(4, 8):
        change(folder, sequence)

    shipped = ship_changes(folder, parcel, after=3)
    applied = apply(replica, parcel)

    assert (shipped.frames, applied.frames) == (4, 4)
    assert contents(replica) == contents(folder)


def test_the_same_parcel_twice_changes_nothing_and_an_overlapping_one_takes_what_is_new(
    folder: Path, replica: Path, parcel: Path
):
    publish_some(folder, changes=0)
    ship_whole(folder, parcel)
    apply(replica, parcel)
    apply(replica, parcel)
    change(folder, 2)
    ship_changes(folder, parcel, after=1)
    assert [apply(replica, parcel).frames for _ in range(2)] == [1, 0]
    change(folder, 3)
    ship_changes(folder, parcel, after=1)

    assert apply(replica, parcel).frames == 1
    assert contents(replica) == contents(folder)


def test_a_replica_passes_changes_on_to_the_next(folder: Path, replica: Path, parcel: Path, tmp_path: Path):
    publish_some(folder, changes=0)
    ship_whole(folder, parcel)
    apply(replica, parcel)
    apply(tmp_path / "third", parcel)
    change(folder, 2)
    ship_changes(folder, parcel, after=1)
    apply(replica, parcel)

    ship_changes(replica, parcel, after=1)
    apply(tmp_path / "third", parcel)

    assert contents(tmp_path / "third") == contents(folder)


def test_a_gap_is_refused_and_nothing_of_the_parcel_is_taken(folder: Path, replica: Path, parcel: Path):
    publish_some(folder, changes=0)
    ship_whole(folder, parcel)
    apply(replica, parcel)
    before = contents(replica)
    change(folder, 2)
    change(folder, 3)
    ship_changes(folder, parcel, after=2)

    with pytest.raises(SnapshotOutOfOrder):
        apply(replica, parcel)

    assert contents(replica) == before


def test_changes_of_another_whole_are_refused(folder: Path, replica: Path, parcel: Path):
    publish_some(folder, changes=0)
    publish_whole(replica, [everyone("green", PEOPLE)], header(1))
    change(folder, 2)
    ship_changes(folder, parcel, after=1)

    with pytest.raises(ChangesOfAnotherWhole):
        apply(replica, parcel)


def test_changes_need_a_whole_first_and_an_older_whole_is_refused(folder: Path, replica: Path, parcel: Path):
    publish_some(folder, changes=1)
    ship_changes(folder, parcel, after=1)
    with pytest.raises(NoSnapshot):
        apply(replica, parcel)
    ship_whole(folder, parcel)
    publish_whole(replica, [everyone("red", PEOPLE)], header(9))

    with pytest.raises(SnapshotOutOfOrder):
        apply(replica, parcel)

    assert Reader(replica).header.sequence == 9


def test_a_reader_of_a_replica_goes_over_to_a_later_copy_of_the_same_whole(folder: Path, replica: Path, parcel: Path):
    publish_some(folder, changes=0)
    ship_whole(folder, parcel)
    apply(replica, parcel)
    reader = Reader(replica)
    change(folder, 2)
    ship_whole(folder, parcel)

    apply(replica, parcel)

    assert reader.get("p000002").colour == "red"


@pytest.mark.parametrize("whole", [True, False], ids=["whole", "changes"])
@pytest.mark.parametrize("at", [0.0, 0.001, 0.3, 0.999])
@pytest.mark.parametrize("harm", ["cut", "flip"])
def test_a_harmed_parcel_is_refused_and_nothing_changes(
    folder: Path, replica: Path, parcel: Path, whole: bool, at: float, harm: str
):
    publish_some(folder, changes=0)
    ship_whole(folder, parcel)
    apply(replica, parcel)
    before = contents(replica)
    change(folder, 2)
    ship_whole(folder, parcel) if whole else ship_changes(folder, parcel, after=1)
    raw = bytearray(parcel.read_bytes())
    where = int(len(raw) * at)
    if harm == "flip":
        raw[where] ^= 0x40
    parcel.write_bytes(raw if harm == "flip" else raw[: max(where, 1)])

    with pytest.raises(NotAShipment):
        apply(replica, parcel)

    assert contents(replica) == before
    assert not list(replica.glob("building-*"))


def test_what_is_no_parcel_at_all_is_refused(replica: Path, tmp_path: Path):
    (tmp_path / "words").write_text("not a snapshot " * 1000)

    for file in (tmp_path / "words", tmp_path / "nowhere", tmp_path):
        with pytest.raises(NotAShipment):
            apply(replica, file)


def test_only_so_many_changes_are_kept_and_a_machine_further_behind_is_told(
    folder: Path, parcel: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(publish, "CHANGES_KEPT", 20_000)
    publish_some(folder, changes=40)

    with pytest.raises(ChangesNotKept):
        ship_changes(folder, parcel, after=1)

    assert ship_changes(folder, parcel, after=38).frames == 3
    assert ship_changes(folder, parcel, after=41).frames == 0
    assert not parcel.with_name(".parcel.part").exists()
