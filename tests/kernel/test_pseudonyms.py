"""Pseudonyms say nothing, are the same at every door, and outlive their keys."""

from datetime import date
from pathlib import Path

import pytest

from lianfang.kernel.audit import Entry
from lianfang.kernel.clock import CITY_ZONE, parse_moment
from lianfang.kernel.documents import read_document
from lianfang.kernel.pseudonyms import Pseudonyms, pseudonyms_in

TODAY = date(2021, 8, 11)
ONE, TWO, THREE = b"1" * 32, b"2" * 32, b"3" * 32
PASSPORT = read_document("passport", "E12345678", on=TODAY)


def test_one_document_makes_one_pseudonym_and_another_kind_of_the_same_number_another():
    names = Pseudonyms({1: ONE})
    permit = read_document("taiwan_permit", "12345678", on=TODAY)
    passport = read_document("passport", "12345678", on=TODAY)

    assert names.of(PASSPORT) == names.of(read_document("passport", "e1234 5678", on=TODAY))
    assert names.of(permit) != names.of(passport)
    assert "E12345678" not in names.of(PASSPORT)


def test_a_new_key_renews_every_pseudonym_without_its_document():
    old, new = Pseudonyms({1: ONE}), Pseudonyms({1: ONE, 2: TWO})

    assert new.renewed(old.of(PASSPORT)) == new.of(PASSPORT)
    assert new.of(PASSPORT).startswith("2.")


def test_keys_that_were_skipped_are_all_gone_through():
    assert Pseudonyms({1: ONE, 2: TWO, 3: THREE}).renewed(Pseudonyms({1: ONE}).of(PASSPORT)) == Pseudonyms(
        {1: ONE, 2: TWO, 3: THREE}
    ).of(PASSPORT)


def test_a_renewal_that_was_stopped_half_way_goes_on_where_it_was():
    names = Pseudonyms({1: ONE, 2: TWO})

    assert names.renewed(names.of(PASSPORT)) == names.of(PASSPORT)


def test_who_holds_the_old_key_alone_makes_none_of_todays():
    stolen, today = Pseudonyms({1: ONE}), Pseudonyms({1: ONE, 2: TWO})

    assert stolen.of(PASSPORT)[2:] != today.of(PASSPORT)[2:]
    assert Pseudonyms({2: TWO}).of(PASSPORT) != today.of(PASSPORT)


@pytest.mark.parametrize("text", ["", "demo-0001", "9.ABC", "1.", ".ABC", "x.ABC"])
def test_what_is_no_pseudonym_is_not_renewed(text):
    with pytest.raises(ValueError, match="not a pseudonym"):
        Pseudonyms({1: ONE}).renewed(text)


def test_the_audit_log_takes_a_pseudonym_for_what_it_is():
    at = parse_moment("2021-08-11T12:00", zone=CITY_ZONE)

    assert Entry("people.opened", Pseudonyms({1: ONE}).of(PASSPORT), "staff-1", at).subject


def test_the_keys_are_made_once_and_shown_to_nobody(tmp_path: Path):
    made = pseudonyms_in(tmp_path / "keys")
    pseudonyms_in.cache_clear()
    again = pseudonyms_in(tmp_path / "keys")

    assert made.of(PASSPORT) == again.of(PASSPORT)
    assert (tmp_path / "keys/pseudonym-1.key").stat().st_mode & 0o777 == 0o600
    assert str(made) == "Pseudonyms()"


def test_during_a_renewal_a_document_is_found_under_all_it_has_made():
    assert Pseudonyms({1: ONE, 2: TWO}).every(PASSPORT) == (
        Pseudonyms({1: ONE, 2: TWO}).of(PASSPORT),
        Pseudonyms({1: ONE}).of(PASSPORT),
    )
