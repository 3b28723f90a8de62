import json
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from lianfang.domains.audit import public as audit
from lianfang.domains.audit.models import Row
from lianfang.domains.audit.tests.given import acts, by_hand, row, sealed_acts, wrong
from lianfang.kernel import ledger
from lianfang.kernel.heads import HeadsNotOurs
from tests.given import CHAOYANG, DONGCHENG, NOON

pytestmark = pytest.mark.django_db

COLUMNS = "token, what, subject, by, at, area, purpose, mark, chain"


def test_an_untouched_log_is_found_untouched():
    sealed_acts(5)
    sealed_acts(3, area=DONGCHENG)
    acts(2)

    assert wrong() == []
    assert (audit.sealed(), audit.waiting()) == (8, 2)


def test_each_jurisdiction_has_its_own_chain_without_gaps():
    for area in (CHAOYANG, DONGCHENG, "110105003001", ""):
        sealed_acts(2, area=area)

    chains = {chain: [] for chain in (CHAOYANG, DONGCHENG, "000000")}
    for chain, number in Row.objects.order_by("number").values_list("chain", "number"):
        chains[chain].append(number)
    assert chains == {CHAOYANG: [1, 2, 3, 4], DONGCHENG: [1, 2], "000000": [1, 2]}


def test_sealing_again_changes_nothing():
    sealed_acts(3)
    before = list(Row.objects.values_list("number", "seal", "mark"))

    assert audit.seal_waiting(at=NOON) == 0
    assert list(Row.objects.values_list("number", "seal", "mark")) == before


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("what", "hotline.close"),
        ("subject", "ticket 99"),
        ("by", "officer-8"),
        ("at", NOON - timedelta(days=1)),
        ("area", "110101"),
        ("purpose", "another"),
        ("token", "0" * 32),
        ("seal", "0" * 64),
    ],
)
def test_safety_7_an_edited_row_is_found_and_named(column, value):
    sealed_acts(5)

    by_hand(f"UPDATE audit_row SET {column} = %s WHERE id = %s", value, row(3).pk)

    assert wrong()[0] == ("edited", CHAOYANG, 3, 3)


def test_safety_7_a_deleted_row_is_found_and_named():
    sealed_acts(5)

    by_hand("DELETE FROM audit_row WHERE id = %s", row(3).pk)

    assert wrong() == [("missing", CHAOYANG, 3, 3)]


def test_safety_7_a_tail_that_was_cut_off_is_found_by_the_signed_heads():
    sealed_acts(5)

    for number in (4, 5):
        by_hand("DELETE FROM audit_row WHERE id = %s", row(number).pk)

    assert wrong() == [("missing", CHAOYANG, 4, 5)]


def test_safety_7_a_cut_tail_stays_a_gap_when_the_log_grows_on():
    sealed_acts(5)
    by_hand("DELETE FROM audit_row WHERE id = %s", row(5).pk)

    sealed_acts(2)

    assert wrong() == [("missing", CHAOYANG, 5, 5)]
    assert row(7).subject == "ticket 2"


def test_safety_7_a_chain_that_was_deleted_whole_is_found():
    sealed_acts(1, area=DONGCHENG)
    sealed_acts(1)

    by_hand("DELETE FROM audit_row WHERE chain = %s", DONGCHENG)

    assert wrong() == [("missing", DONGCHENG, 1, 1)]


def test_safety_7_a_row_put_in_before_it_was_sealed_is_found_and_named():
    sealed_acts(2)
    values = ("f" * 32, "hotline.answer", "ticket 9", "officer-7", NOON, CHAOYANG, "", "0" * 64, CHAOYANG)
    by_hand(f"INSERT INTO audit_row ({COLUMNS}) VALUES ({', '.join(['%s'] * 9)})", *values)

    sealed_acts(2)

    assert wrong() == [("inserted", CHAOYANG, 3, 3)]


def test_safety_7_a_row_put_in_with_a_seal_that_fits_is_found_and_named():
    sealed_acts(2)
    act = ledger.Act("f" * 32, "hotline.answer", "ticket 9", "officer-7", NOON, CHAOYANG, "")
    seal = ledger.seal_of(act, before=row(2).seal, chain=CHAOYANG, number=3)
    values = (act.token, act.what, act.subject, act.by, act.at, act.area, "", "0" * 64, CHAOYANG, 3, seal)

    by_hand(f"INSERT INTO audit_row ({COLUMNS}, number, seal) VALUES ({', '.join(['%s'] * 11)})", *values)

    assert wrong() == [("inserted", CHAOYANG, 3, 3)]


def test_safety_7_rows_sealed_anew_by_somebody_without_the_key_are_named_from_the_first_on():
    sealed_acts(5)
    by_hand("DELETE FROM audit_row WHERE id = %s", row(3).pk)
    before = row(2).seal

    for number in (3, 4):
        moved = row(number + 1)
        act = ledger.Act(moved.token, moved.what, moved.subject, moved.by, moved.at, moved.area, moved.purpose)
        before = ledger.seal_of(act, before=before, chain=CHAOYANG, number=number)
        by_hand("UPDATE audit_row SET number = %s, seal = %s WHERE id = %s", number, before, moved.pk)

    assert wrong()[0] == ("inserted", CHAOYANG, 3, 3)


def test_heads_are_signed_at_every_sealing_and_kept_hourly(settings):
    folder = settings.CONFIG.audit_heads_dir
    for minutes in (0, 30, 59, 60, 61, 125):
        acts(1)
        audit.seal_waiting(at=NOON + timedelta(minutes=minutes))

    lines = (folder / "heads.jsonl").read_text().splitlines()
    assert [json.loads(line)["statement"]["heads"][CHAOYANG][0] for line in lines] == [1, 4, 6]
    assert audit.heads_here().latest()[CHAOYANG][0] == 6


@pytest.mark.parametrize("gone", [slice(0, 1), slice(1, 2), slice(2, 3)])
def test_safety_7_a_line_of_heads_that_was_taken_away_is_named(settings, gone):
    file = settings.CONFIG.audit_heads_dir / "heads.jsonl"
    for hours in range(3):
        acts(1)
        audit.seal_waiting(at=NOON + timedelta(hours=hours))
    lines = file.read_text().splitlines(keepends=True)
    del lines[gone]

    file.write_text("".join(lines))

    with pytest.raises(HeadsNotOurs, match=rf"heads.jsonl, line {gone.start + 1}"):
        wrong()


def test_safety_7_heads_signed_with_another_key_are_refused(settings, tmp_path):
    sealed_acts(2)

    settings.CONFIG = settings.CONFIG.model_copy(update={"audit_key": tmp_path / "other.pem"})

    with pytest.raises(HeadsNotOurs, match="another key"):
        audit.must_be_kept()


@pytest.mark.parametrize("torn", [b'{"statement": {"at"', b"\xff\xfe", b""])
def test_safety_8_a_line_of_heads_torn_by_a_kill_is_no_fault_and_is_written_over(settings, torn):
    file = settings.CONFIG.audit_heads_dir / "heads.jsonl"
    sealed_acts(1)
    file.write_bytes(file.read_bytes() + torn)

    assert wrong() == []
    acts(1)
    audit.seal_waiting(at=NOON + timedelta(hours=2))

    assert wrong() == []
    assert len(file.read_bytes().splitlines()) == 2


def test_safety_8_a_kill_between_sealing_and_signing_is_healed_by_the_next_sealing(settings):
    sealed_acts(2)
    latest = settings.CONFIG.audit_heads_dir / "latest.json"
    kept = latest.read_text()
    sealed_acts(2)
    latest.write_text(kept)

    sealed_acts(1)

    assert wrong() == []
    assert row(5).subject == "ticket 1"


CHAINS = count(120101)


class AnyEditIsNamed(TestCase):
    """Whatever is done to whichever row, it is the first that is named."""

    @settings(max_examples=25, deadline=None)
    @given(
        rows=st.integers(2, 8),
        data=st.data(),
        edit=st.sampled_from(["DELETE FROM audit_row", "UPDATE audit_row SET by = 'officer-9'"]),
    )
    def test_safety_7(self, rows, data, edit):
        at = data.draw(st.integers(1, rows - 1))
        chain = f"{next(CHAINS)}"  # the heads outlive an example, the store does not
        sealed_acts(rows, area=chain)
        by_hand(f"{edit} WHERE id = %s", row(at, chain=chain).pk)

        faults = [fault for fault in wrong() if fault[1] == chain]

        assert faults[0] == ("missing" if edit.startswith("DELETE") else "edited", chain, at, at)
