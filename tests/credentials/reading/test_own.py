"""Our own code read like any other paper, and the vectors' verdicts in the six words that papers have."""

import json
from datetime import timedelta

import pytest

from lianfang.credentials import keyring
from lianfang.credentials.reading.reader import read_paper
from lianfang.credentials.reading.trusted import issuers_in
from lianfang.credentials.trust import spki
from lianfang.credentials.verdict import Verdict
from tests.credentials.conftest import KEYS, NOON, moment, signer_of, some_claims
from tests.credentials.reading.papers import in_base64

OURS = tuple(KEYS.values())


def read(text, *, keys=OURS, at=NOON):
    return read_paper(text, trust=issuers_in(in_base64(spki(key.public_key())) for key in keys), at=at)


def test_a_code_is_told_in_words_and_its_steps_are_all_done(key):
    found = read(signer_of(key).sign(some_claims(colour=None, notice="defer_entry")))

    assert found.verdict is Verdict.VALID
    assert {step for step in ("compression", "key_usage") if getattr(found.steps, step) is None} == {
        "compression",
        "key_usage",
    }
    assert all((found.steps.prefix, found.steps.base45, found.steps.cose, found.steps.cbor, found.steps.signature))
    assert "defer_entry" in found.says.en
    assert found.payload["notice"] == "defer_entry"


def test_a_code_names_its_key_whether_it_is_believed_or_not(key):
    signer = signer_of(key)

    for trusted in (OURS, ()):
        assert f"Key {signer.kid.hex()}." in read(signer.sign(some_claims()), keys=trusted).says.en


def test_a_key_ring_is_trusted_as_it_is(key, tmp_path):
    keyring.make_key(tmp_path, algorithm="Ed25519", signs_from=NOON)
    text = keyring.ring_in(tmp_path).signer(NOON).sign(some_claims())
    trust = issuers_in([json.loads((tmp_path / "ring.json").read_text(encoding="utf-8"))])

    assert read_paper(text, trust=trust, at=NOON).verdict is Verdict.VALID


def test_a_stale_code_is_valid_and_says_that_a_fresh_one_should_be_asked_for(key):
    found = read(signer_of(key).sign(some_claims()), at=NOON + timedelta(minutes=11))

    assert found.verdict is Verdict.VALID
    assert "ask for a fresh one" in found.says.en


@pytest.mark.parametrize(
    ("name", "verdict", "step"),
    [
        ("bytes-left-over", Verdict.UNREADABLE, "cose"),
        ("not-base45", Verdict.UNREADABLE, "base45"),
        ("another-prefix", Verdict.UNREADABLE, "prefix"),
        ("signed-but-not-a-code", Verdict.UNREADABLE, "cbor"),
        ("forged-colour", Verdict.FORGED, "signature"),
        ("unknown-key", Verdict.UNTRUSTED, "signature"),
        ("expired", Verdict.EXPIRED, "expiry"),
        ("not-yet-valid", Verdict.NOT_YET_VALID, "expiry"),
    ],
)
def test_the_step_that_fails_is_named(vectors, name, verdict, step):
    code = next(code for code in vectors["codes"] if code["name"] == name)
    keys = [key["public_spki"] for key in vectors["keys"] if key["name"] in {"ed25519", "es256"}]
    trust = issuers_in(in_base64(bytes.fromhex(key)) for key in keys)

    found = read_paper(code["text"], trust=trust, at=moment(code["at"]))

    assert found.verdict is verdict
    assert getattr(found.steps, step) is False
