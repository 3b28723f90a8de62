"""An edge on another machine knows the same holders, in order, or says what is missing."""

from datetime import timedelta
from pathlib import Path

import pytest

from lianfang.kernel.personal import Personal
from lianfang.snapshots import holders_shipping, ledger
from lianfang.snapshots.holders import Holders
from lianfang.snapshots.holders_shipping import apply_holders, ship_holders
from lianfang.snapshots.refusals import ChangesNotKept, ChangesOfAnotherWhole, NotAShipment, SnapshotOutOfOrder
from tests.snapshots.conftest import NOON

KEY = b"k" * 32


@pytest.fixture
def here(tmp_path: Path):
    with Holders(tmp_path / "here", key=KEY) as store:
        yield store


@pytest.fixture
def parcel(tmp_path: Path) -> Path:
    return tmp_path / "parcel"


def admit(holders: Holders, *people: str) -> list[str]:
    rows = [(Personal(person), Personal("王"), Personal("1*")) for person in people]
    return holders.admit_all(rows, until=NOON + timedelta(days=1))


def known(folder: Path, tokens: list[str]) -> list[bool]:
    with Holders(folder) as holders:
        return [holders.find(token, NOON) is not None for token in tokens]


def test_all_holders_and_then_the_changes_are_known_there(here: Holders, parcel: Path, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(holders_shipping, "PART", 3)
    tokens = admit(here, *(f"p{number}" for number in range(10)))
    ship_holders(tmp_path / "here", parcel)
    assert apply_holders(tmp_path / "there", parcel).tokens == 10
    here.revoke(tokens[0])
    here.revoke_person(Personal("p1"))
    here.revoke_codes(Personal("p2"))
    tokens += admit(here, "later")

    shipped = ship_holders(tmp_path / "here", parcel, after=1)
    applied = apply_holders(tmp_path / "there", parcel)

    assert (shipped.changes, applied.changes, applied.sequence) == (4, 4, here.sequence())
    assert known(tmp_path / "there", tokens) == [False, False, *[True] * 9]
    with Holders(tmp_path / "there") as there:
        assert there.revoked_ordinals() == here.revoked_ordinals() == [2]


def test_the_same_parcel_twice_changes_nothing_and_an_older_whole_is_refused(
    here: Holders, parcel: Path, tmp_path: Path
):
    admit(here, "a")
    ship_holders(tmp_path / "here", parcel)
    older = parcel.read_bytes()
    assert [apply_holders(tmp_path / "there", parcel).tokens for _ in range(2)] == [1, 1]
    admit(here, "b")
    ship_holders(tmp_path / "here", parcel, after=1)
    assert [apply_holders(tmp_path / "there", parcel).changes for _ in range(2)] == [1, 0]
    parcel.write_bytes(older)

    with pytest.raises(SnapshotOutOfOrder):
        apply_holders(tmp_path / "there", parcel)


def test_a_gap_another_store_and_changes_no_longer_kept_are_refused(
    here: Holders, parcel: Path, tmp_path: Path, monkeypatch
):
    for person in "abcdef":
        admit(here, person)
    ship_holders(tmp_path / "here", parcel, after=3)
    with pytest.raises(ChangesOfAnotherWhole):
        apply_holders(tmp_path / "other", parcel)
    ship_holders(tmp_path / "here", parcel)
    apply_holders(tmp_path / "there", parcel)
    admit(here, "g")
    admit(here, "h")
    ship_holders(tmp_path / "here", parcel, after=7)
    with pytest.raises(SnapshotOutOfOrder):
        apply_holders(tmp_path / "there", parcel)
    with pytest.raises(SnapshotOutOfOrder):
        ship_holders(tmp_path / "here", parcel, after=99)
    monkeypatch.setattr(ledger, "KEPT", 1)
    admit(here, "i")
    with pytest.raises(ChangesNotKept):
        ship_holders(tmp_path / "here", parcel, after=1)


@pytest.mark.parametrize("after", [None, 1], ids=["whole", "changes"])
@pytest.mark.parametrize("at", [0.0, 0.02, 0.5, 0.99])
@pytest.mark.parametrize("harm", ["cut", "flip"])
def test_a_harmed_parcel_is_refused_and_nobody_is_lost(
    here: Holders, parcel: Path, tmp_path: Path, after: int | None, at: float, harm: str
):
    tokens = admit(here, "a", "b")
    ship_holders(tmp_path / "here", parcel)
    apply_holders(tmp_path / "there", parcel)
    admit(here, "c")
    ship_holders(tmp_path / "here", parcel, after=after)
    raw = bytearray(parcel.read_bytes())
    where = int(len(raw) * at)
    raw[where] ^= 0x40
    parcel.write_bytes(raw if harm == "flip" else raw[: max(1, where)])

    with pytest.raises(NotAShipment):
        apply_holders(tmp_path / "there", parcel)

    assert known(tmp_path / "there", tokens) == [True, True]


def test_a_parcel_tells_nothing_about_anyone(here: Holders, parcel: Path, tmp_path: Path):
    tokens = admit(here, "somebody-by-name")
    ship_holders(tmp_path / "here", parcel, after=0)

    assert not [secret for secret in ("somebody", tokens[0], "王") if secret.encode() in parcel.read_bytes()]
