"""Every expected result of the European test data is met, each issuer's, the broken ones included."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lianfang.credentials.reading.lines import moment_of_question
from lianfang.credentials.reading.pictures import PictureNotReadable, texts_of
from lianfang.credentials.reading.reader import read_paper
from lianfang.credentials.reading.result import Reading
from lianfang.credentials.reading.trusted import issuers_in
from lianfang.credentials.verdict import Verdict
from tests.credentials.conftest import ROOT

VECTORS = ROOT.parent / "shared" / "vectors" / "hcert"
ISSUERS = sorted(folder.name for folder in VECTORS.iterdir() if folder.is_dir()) if VECTORS.is_dir() else ["none"]
STEP = {
    "EXPECTEDUNPREFIX": "prefix",
    "EXPECTEDB45DECODE": "base45",
    "EXPECTEDCOMPRESSION": "compression",
    "EXPECTEDDECODE": "cbor",
    "EXPECTEDSCHEMAVALIDATION": "schema",
    "EXPECTEDKEYUSAGE": "key_usage",
    "EXPECTEDVERIFY": "signature",
    "EXPECTEDEXPIRATIONCHECK": "expiry",
}
ANY = datetime(2021, 8, 11, tzinfo=UTC)


def vectors_of(issuer: str):
    for file in sorted((VECTORS / issuer).rglob("*.json")):
        yield str(file.relative_to(VECTORS)), json.loads(file.read_text(encoding="utf-8-sig"))


def reading_of(vector) -> Reading:
    context = vector["TESTCTX"]
    at = moment_of_question(context["VALIDATIONCLOCK"], ANY)
    return read_paper(vector["PREFIX"], trust=issuers_in([context["CERTIFICATE"]]), at=at)


@pytest.mark.parametrize("issuer", ISSUERS)
def test_every_expected_result_is_met(issuer, shared):
    seen = 0
    for name, vector in vectors_of(issuer):
        found = reading_of(vector)
        expected = {STEP[key]: value for key, value in vector["EXPECTEDRESULTS"].items() if key in STEP}
        assert {step: getattr(found.steps, step) for step in expected} == expected, (name, found.says.en)
        seen += 1
    assert seen


@pytest.mark.parametrize("issuer", ISSUERS)
def test_what_is_read_is_what_was_written(issuer, shared):
    for name, vector in vectors_of(issuer):
        found = reading_of(vector)
        if vector["EXPECTEDRESULTS"].get("EXPECTEDVALIDJSON") and name not in WRITTEN_OTHERWISE:
            assert found.payload == vector["JSON"], name


# The data's own slips: another person's JSON beside the code, or the same moment written in another way.
WRITTEN_OTHERWISE = {
    "PL/1.3.0/2DCode/raw/1.json",
    "PL/1.3.0/2DCode/raw/5.json",
    "PT/1.3.0/2DCode/raw/4.json",
}


@pytest.mark.parametrize("issuer", ISSUERS)
def test_the_pictures_hold_what_they_should(issuer, shared):
    for name, vector in vectors_of(issuer):
        expected = vector["EXPECTEDRESULTS"].get("EXPECTEDPICTUREDECODE")
        if expected is None or "2DCODE" not in vector:
            continue
        try:
            texts = texts_of(base64.b64decode(vector["2DCODE"]), name="vector")
        except PictureNotReadable:
            texts = []
        assert (texts == [vector["PREFIX"]]) == expected, name


def test_a_verdict_follows_from_the_steps(shared):
    found = {name: (vector["EXPECTEDRESULTS"], reading_of(vector)) for name, vector in vectors_of("common")}
    verdicts = {Path(name).stem: reading.verdict for name, (_, reading) in found.items()}

    assert verdicts["CO1"] == verdicts["CO3"] == verdicts["CO28"] == Verdict.VALID
    assert verdicts["CO5"] is Verdict.FORGED
    assert verdicts["CO16"] is Verdict.NOT_YET_VALID
    assert verdicts["CO17"] is Verdict.EXPIRED
    assert {verdicts[name] for name in ("CO22", "CO23", "CO6", "CO11")} == {Verdict.UNTRUSTED}
    assert {verdicts[name] for name in ("H1", "B1", "Z1", "Z2", "CBO1", "CBO2", "DGC1", "DGC2")} == {Verdict.UNREADABLE}


def test_all_the_vectors_that_were_given_are_tried(shared):
    assert sum(1 for issuer in ISSUERS for _ in vectors_of(issuer)) >= 173
