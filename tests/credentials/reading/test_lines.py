"""A stream of papers: one answer to each line, in order, whatever a line holds."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.credentials.reading import lines
from lianfang.credentials.reading.lines import answers, as_json
from lianfang.credentials.trust import spki
from tests.credentials.conftest import KEYS as OWN
from tests.credentials.conftest import signer_of, some_claims
from tests.credentials.reading.papers import KEYS, NOON, a_paper, certificate, claims_of, hc1, in_base64, kid_of
from tests.credentials.reading.test_shc import KEY as CARD_KEY
from tests.credentials.reading.test_shc import card_of, in_one, jwk_of, jws_of

CERTIFICATE = certificate()
TEXT = hc1(claims_of(a_paper()), kid=kid_of(CERTIFICATE))
STEPS = ["prefix", "base45", "compression", "cose", "cbor", "schema", "key_usage", "signature", "expiry"]
VERDICTS = {"valid", "expired", "not_yet_valid", "untrusted", "forged", "unreadable"}


def ask(*questions) -> list[dict]:
    """The answers to questions, each given as data, or as the bytes of its line."""
    told = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in questions]
    return [json.loads(as_json(found)) for found in answers(io.BytesIO(b"\n".join(told)), now=NOON)]


def question(**changes) -> dict:
    return {"text": TEXT, "trust": [in_base64(CERTIFICATE)], "at": None, **changes}


def test_an_answer_has_the_members_that_were_agreed():
    (found,) = ask(question())

    assert list(found) == ["verdict", "steps", "says", "payload"]
    assert list(found["steps"]) == STEPS
    assert found["verdict"] == "valid"
    assert set(found["steps"].values()) == {True}
    assert found["payload"] == a_paper()
    assert all(found["says"][language] for language in ("zh", "en"))


@pytest.mark.parametrize(
    ("at", "verdict"),
    [
        (None, "valid"),
        ("2021-08-11T12:00:00+08:00", "valid"),
        ("2021-08-12 04:00:00", "valid"),  # no offset: UTC
        ("2021-08-12 04:00:01", "expired"),
        ("2021-08-09t00:00:00z", "not_yet_valid"),
        ("soon", "unreadable"),
        (7, "unreadable"),
        ("1021-08-12", "unreadable"),
    ],
)
def test_the_moment_is_an_argument(at, verdict):
    assert ask(question(at=at))[0]["verdict"] == verdict


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"rubbish",
        b"[]",
        b"7",
        b"null",
        b'{"trust": []}',
        b'{"text": 7}',
        b'{"text": "HC1:',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"text": 1' + b"0" * 5000 + b"}",
    ],
)
def test_a_line_that_is_no_question_is_answered_and_the_next_ones_too(line):
    found = ask(question(), line, question())

    assert [one["verdict"] for one in found] == ["valid", "unreadable", "valid"]
    assert set(found[1]["steps"].values()) == {None}


def test_a_line_too_long_to_hold_is_one_answer(monkeypatch):
    monkeypatch.setattr(lines, "LONGEST_LINE", 4096)

    found = ask(question(), b"x" * 10_000, question())

    assert [one["verdict"] for one in found] == ["valid", "unreadable", "valid"]


@pytest.mark.parametrize("trust", [None, [], "text", {}, [7], ["?"], [in_base64(b"rubbish")], [[]], [{"keys": 1}]])
def test_trust_that_is_none_trusts_nobody(trust):
    assert ask(question(trust=trust))[0]["verdict"] == "untrusted"


def test_one_bad_entry_of_trust_is_said_and_the_others_count():
    (found,) = ask(question(trust=["?", in_base64(CERTIFICATE)]))

    assert found["verdict"] == "valid"
    assert "neither a certificate nor a public key" in found["says"]["en"]


def test_pem_and_its_base64_are_trusted_as_well_as_der():
    body = in_base64(CERTIFICATE)
    pem = f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"

    for trust in (in_base64(pem.encode()), body[:64] + "\n" + body[64:]):
        assert ask(question(trust=[trust]))[0]["verdict"] == "valid"


def test_every_kind_of_paper_is_recognised_by_how_it_begins():
    own = OWN["Ed25519"]
    code = {"text": signer_of(own).sign(some_claims()), "trust": [in_base64(spki(own.public_key()))]}
    bundle = {"resourceType": "Bundle", "entry": []}
    card = {"text": in_one(jws_of(card_of(bundle))), "trust": [jwk_of(CARD_KEY)]}

    found = ask(question(), code, card, question(text="HC2:A"), question(text="hc1:A"), question(text=" HC1:A"))

    assert [one["verdict"] for one in found] == ["valid"] * 3 + ["unreadable"] * 3
    assert [one["steps"]["prefix"] for one in found] == [True] * 3 + [False] * 3


def test_half_a_character_in_a_paper_does_not_break_the_stream():
    card = card_of({"resourceType": "Bundle", "entry": []}, iss="half \ud800")

    (found,) = ask({"text": in_one(jws_of(card)), "trust": [jwk_of(CARD_KEY)]})

    assert found["payload"]["iss"] == "half \ud800"


@given(text=st.text(max_size=40), prefix=st.sampled_from(["", "HC1:", "LF1:", "shc:/"]), junk=st.binary(max_size=40))
def test_rubbish_of_any_kind_is_answered_in_the_agreed_words(text, prefix, junk):
    found = ask({"text": prefix + text, "trust": [text]}, junk.replace(b"\n", b""), question())

    assert len(found) == 3
    assert {one["verdict"] for one in found} <= VERDICTS
    assert found[2]["verdict"] == "valid"


@pytest.mark.parametrize("name", KEYS)
def test_the_same_paper_by_each_kind_of_key(name):
    der = certificate(KEYS[name])

    (found,) = ask(
        {"text": hc1(claims_of(a_paper()), key=KEYS[name], kid=kid_of(der)), "trust": [in_base64(der)], "at": None}
    )

    assert found["verdict"] == "valid"
