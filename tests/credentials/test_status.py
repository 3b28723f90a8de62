"""Revocation is exact: what was revoked is, nothing else is, and the place in the list is no trail."""

import random
import zlib
from datetime import timedelta

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.credentials.inflating import NotInflated, inflate
from lianfang.credentials.places import Places
from lianfang.credentials.status import StatusListNotGood, StatusLists, read_list, write_list
from lianfang.credentials.verifier import Verdict, verify
from tests.credentials.conftest import KEYS, NOON, signer_of, some_claims, trusting

KEY = KEYS["Ed25519"]
HOUR = timedelta(hours=1)


def a_list(revoked, *, places=1000, number=7):
    data = write_list(signer_of(KEY), number=number, places=places, revoked=revoked, issued=NOON, until=NOON + HOUR)
    return read_list(data, trust=trusting(KEY))


@given(revoked=st.sets(st.integers(0, 999)))
def test_exactly_the_revoked_are_revoked(revoked):
    found = a_list(revoked)

    assert {place for place in range(1000) if found.is_revoked(place)} == revoked


@pytest.mark.parametrize(
    ("status", "after", "verdict", "checked"),
    [
        ((7, 5), timedelta(0), Verdict.REVOKED, True),
        ((7, 5), 2 * HOUR, Verdict.REVOKED, True),
        ((7, 6), timedelta(0), Verdict.VALID, True),
        ((7, 6), 2 * HOUR, Verdict.STALE, False),
        ((7, 999_999), timedelta(0), Verdict.REVOKED, True),
        ((8, 5), timedelta(0), Verdict.VALID, False),
        (None, timedelta(0), Verdict.VALID, False),
    ],
)
def test_a_list_revokes_for_ever_and_vouches_only_while_it_lasts(status, after, verdict, checked):
    lists = StatusLists({7: a_list({5})})

    found = verify(signer_of(KEY).sign(some_claims(status=status)), trust=trusting(KEY), at=NOON + after, lists=lists)

    assert (found.verdict, found.status_checked) == (verdict, checked)


def test_bits_stand_as_in_the_token_status_list_of_the_ietf():
    """Its first example: sixteen places, the set ones counted from the least significant bit of each byte."""
    example = [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]

    found = a_list([place for place, bit in enumerate(example) if bit], places=16)

    assert found.bits == bytes.fromhex("b9a3")


def test_a_list_by_a_stranger_or_of_another_form_is_refused():
    good = write_list(signer_of(KEY), number=7, places=8, revoked=[1], issued=NOON, until=NOON + HOUR)
    empty = signer_of(KEY).sign_payload(b"\xa0", kind="application/statuslist+cwt")

    for data, trust in [
        (good, trusting(KEYS["ES256"])),
        (good[:-1] + b"\0", trusting(KEY)),
        (good[:9], trusting(KEY)),
        (b"", trusting(KEY)),
        (empty, trusting(KEY)),
    ]:
        with pytest.raises(StatusListNotGood):
            read_list(data, trust=trust)


@pytest.mark.parametrize(("places", "revoked"), [(0, []), (2**26 + 1, []), (10, [10]), (10, [-1])])
def test_a_list_too_large_or_a_place_outside_is_refused(places, revoked):
    with pytest.raises(StatusListNotGood):
        write_list(signer_of(KEY), number=7, places=places, revoked=revoked, issued=NOON, until=NOON + HOUR)


def test_a_signed_bomb_is_not_inflated():
    bomb = zlib.compress(bytes(2**23 + 1), 1)
    payload = {2: "", 4: 2**31, 6: 0, 65533: {"bits": 1, "lst": bomb}, -65538: 7}

    with pytest.raises(StatusListNotGood):
        read_list(signer_of(KEY).sign_payload(cbor2.dumps(payload), kind="x"), trust=trusting(KEY))


@given(data=st.binary(max_size=100), most=st.integers(1, 50))
def test_inflating_never_gives_more_than_asked_for(data, most):
    if len(data) <= most:
        assert inflate(zlib.compress(data), most=most) == data
    else:
        with pytest.raises(NotInflated):
            inflate(zlib.compress(data), most=most)


@pytest.mark.parametrize("size", [1, 2, 3, 10, 1000, 1024, 1025])
def test_everybody_has_a_place_of_their_own_in_each_list(size):
    places = Places(b"k" * 32, size)

    assert sorted(places.place(person, number=1) for person in range(size)) == list(range(size))


def test_a_persons_place_is_another_in_each_list_and_under_each_key():
    places, others = Places(b"k" * 32, 22_000_000), Places(b"l" * 32, 22_000_000)
    people = random.Random(1).sample(range(22_000_000), 200)

    same = sum(places.place(person, number=1) == places.place(person, number=2) for person in people)
    same_key = sum(places.place(person, number=1) == others.place(person, number=1) for person in people)

    assert same == same_key == 0
    with pytest.raises(ValueError, match="outside"):
        places.place(22_000_000, number=1)
