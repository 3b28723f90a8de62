"""A signed code says what was decided, to whom it may concern, for as long as it holds, and never whose it is."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.credentials.claims import COLOURS, ENTRIES, Claims, new_code_id, release_mark
from lianfang.credentials.lifetime import DecisionIsOver, lifetime, seconds
from lianfang.credentials.payload import ClaimsNotSignable
from lianfang.credentials.verifier import Verdict, Verified, verify
from lianfang.kernel.personal import Personal
from lianfang.policy.model import Colour, Entry
from tests.credentials.conftest import KEYS, NOON, signer_of, some_claims, trusting

TEXTS = st.text(max_size=64)
TIMES = st.integers(0, 2**39)


@st.composite
def any_claims(draw) -> Claims:
    issued, fresh, usable = sorted(draw(st.tuples(TIMES, TIMES, TIMES)))
    colour = draw(st.sampled_from([*COLOURS, None]))
    return Claims(
        name=Personal(draw(TEXTS)),
        masked_id=Personal(draw(st.text(max_size=63)) + "*"),
        issued=issued,
        fresh_until=fresh,
        usable_until=usable,
        release=draw(st.binary(min_size=8, max_size=8)),
        colour=colour,
        notice=None if colour else draw(TEXTS),
        entry=draw(st.sampled_from([*ENTRIES, None])),
        rules=tuple(draw(st.lists(TEXTS, max_size=2))),
        duty=draw(st.none() | TEXTS),
        status=draw(st.none() | st.tuples(st.integers(0, 2**40), st.integers(0, 2**40))),
    )


@given(claims=any_claims(), name=st.sampled_from(sorted(KEYS)))
def test_what_is_signed_is_what_is_read(claims, name):
    text = signer_of(KEYS[name]).sign(claims)

    found = verify(text, trust=trusting(KEYS[name]), at=NOON)

    assert found.claims == claims


def test_colours_and_entries_are_those_of_the_policy():
    assert tuple(Colour) == COLOURS
    assert tuple(Entry) == ENTRIES


def test_no_two_codes_of_one_person_share_an_id(key):
    assert len({some_claims(code_id=new_code_id()).code_id for _ in range(100)}) == 100
    assert Claims(Personal("王"), Personal("*"), 1, 2, 3, b"8 bytes.").code_id != some_claims().code_id


def test_changing_any_single_character_leaves_no_code_that_may_be_used(key):
    text = signer_of(key).sign(some_claims(rules=("3.close_contact",), duty="report"))
    trust = trusting(key)

    for place in range(len(text)):
        changed = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
        assert not verify(changed, trust=trust, at=NOON).may_be_used, place


@given(text=st.text() | st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:").map("LF1:".__add__))
def test_nothing_a_stranger_shows_makes_the_verifier_fall_over(text):
    assert verify(text, trust=trusting(*KEYS.values()), at=NOON).verdict in {Verdict.UNREADABLE, Verdict.UNTRUSTED}


@pytest.mark.parametrize(
    ("after", "verdict"),
    [
        (timedelta(seconds=-61), Verdict.NOT_YET_VALID),
        (timedelta(seconds=-60), Verdict.VALID),
        (timedelta(minutes=10, seconds=-1), Verdict.VALID),
        (timedelta(minutes=10), Verdict.STALE),
        (timedelta(hours=24, microseconds=-1), Verdict.STALE),
        (timedelta(hours=24), Verdict.EXPIRED),
    ],
)
def test_a_code_is_fresh_for_minutes_and_usable_until_its_last_second(key, after, verdict):
    found = verify(signer_of(key).sign(some_claims()), trust=trusting(key), at=NOON + after)

    assert found.verdict is verdict
    assert found.may_be_used == (verdict in {Verdict.VALID, Verdict.STALE})


def test_a_code_never_outlives_its_decision_or_the_release(key):
    usual = {"fresh": timedelta(minutes=10), "offline": timedelta(hours=24)}
    soon, later = NOON + timedelta(minutes=5), NOON + timedelta(hours=3, microseconds=1)

    assert lifetime(NOON, **usual, holds_until=later, next_release=None)[2] == seconds(NOON + timedelta(hours=3))
    assert lifetime(NOON, **usual, holds_until=later, next_release=soon)[1:] == (seconds(soon), seconds(soon))
    assert lifetime(NOON, **usual, holds_until=None, next_release=None)[2] == seconds(NOON + timedelta(hours=24))
    with pytest.raises(DecisionIsOver):
        lifetime(NOON, **usual, holds_until=NOON, next_release=None)


def test_a_key_is_believed_only_for_codes_of_its_own_time(key):
    text = signer_of(key).sign(some_claims())

    assert verify(text, trust=trusting(key, since=seconds(NOON)), at=NOON).may_be_used
    assert verify(text, trust=trusting(key, since=seconds(NOON) + 1), at=NOON).verdict is Verdict.UNTRUSTED
    assert verify(text, trust={}, at=NOON) == Verified(Verdict.UNTRUSTED)


@pytest.mark.parametrize(
    "wrong",
    [
        {"colour": None},
        {"colour": "green", "notice": "defer_entry"},
        {"colour": "blue"},
        {"entry": "perhaps"},
        {"rules": ("a", "b", "c")},
        {"rules": ("a" * 65,)},
        {"duty": "a" * 65},
        {"code_id": b"short"},
        {"release": b"short"},
        {"masked_id": Personal("110101199003070012")},
        {"masked_id": Personal("*" * 65)},
        {"fresh_until": 0},
        {"usable_until": 2**41},
    ],
)
def test_claims_that_no_gate_could_read_are_not_signed(wrong):
    with pytest.raises(ClaimsNotSignable) as refusal:
        signer_of(KEYS["Ed25519"]).sign(some_claims(**wrong))

    assert "199003070012" not in str(refusal.value)


def test_safety_6_claims_do_not_print_whose_they_are():
    assert "王" not in repr(some_claims())
    assert "0012" not in f"{replace(some_claims(), colour='red')}"


def test_a_release_is_named_by_the_first_8_bytes_of_its_hash():
    assert release_mark("0f1e2d3c4b5a69788796a5b4c3d2e1f0").hex() == "0f1e2d3c4b5a6978"
