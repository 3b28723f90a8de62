"""An EU certificate is believed for who signed it, as its certificate allows, for as long as both last."""

import zlib
from dataclasses import replace
from datetime import timedelta

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.credentials import base45
from lianfang.credentials.reading.reader import read_paper
from lianfang.credentials.reading.trusted import issuers_in
from lianfang.credentials.verdict import Verdict
from tests.credentials.reading.papers import (
    DAY,
    KEYS,
    NOON,
    RECOVERY,
    TEST,
    a_paper,
    certificate,
    claims_of,
    hc1,
    in_base64,
    kid_of,
)

CERTIFICATE = certificate()
KID = kid_of(CERTIFICATE)
OTHER = certificate(KEYS["P-384"])
SECOND = timedelta(seconds=1)


def read(text, *, trust=(CERTIFICATE,), at=NOON):
    return read_paper(text, trust=issuers_in(map(in_base64, trust)), at=at)


@pytest.mark.parametrize("name", KEYS)
@pytest.mark.parametrize("tags", [(), (18,), (18, 61), (18, 61, 55799)])
def test_every_kind_of_key_and_of_tag_is_read(name, tags):
    der = certificate(KEYS[name])

    found = read(hc1(claims_of(a_paper()), key=KEYS[name], kid=kid_of(der), tags=tags), trust=[OTHER, der])

    assert found.verdict is Verdict.VALID, found.says.en
    assert found.payload == a_paper()


@pytest.mark.parametrize(
    ("protected", "unprotected", "verdict"),
    [
        ({1: -7, 4: KID}, {}, Verdict.VALID),
        ({1: -7}, {4: KID}, Verdict.VALID),
        ({}, {1: -7, 4: KID}, Verdict.VALID),
        ({1: -7, 4: KID}, {4: b"another!"}, Verdict.VALID),
        ({1: -7}, {}, Verdict.VALID),  # no key id at all: every trusted key is tried
        ({1: -7, 4: b"another!"}, {4: KID}, Verdict.UNTRUSTED),
        ({1: -7, 4: b"another!"}, {}, Verdict.UNTRUSTED),
        ({1: -7, 4: b""}, {}, Verdict.UNTRUSTED),
        ({1: -7, 4: KID[:4]}, {}, Verdict.UNTRUSTED),
        ({1: -7, 4: "text"}, {}, Verdict.UNTRUSTED),
        ({1: -37, 4: KID}, {}, Verdict.FORGED),
        ({1: "ES256", 4: KID}, {}, Verdict.FORGED),
        ({4: KID}, {}, Verdict.FORGED),
    ],
)
def test_the_key_id_names_the_key_and_only_its_absence_asks_all(protected, unprotected, verdict):
    text = hc1(claims_of(a_paper()), protected=protected, unprotected=unprotected)

    assert read(text, trust=[OTHER, CERTIFICATE]).verdict is verdict


def test_a_strangers_signature_under_a_trusted_key_id_is_forged():
    assert read(hc1(claims_of(a_paper()), key=KEYS["P-384"], kid=KID)).verdict is Verdict.FORGED


def test_two_certificates_with_one_id_are_both_tried():
    keys = issuers_in([in_base64(OTHER), in_base64(CERTIFICATE)])
    trust = [replace(keys[0], digest=keys[1].digest), keys[1]]

    assert read_paper(hc1(claims_of(a_paper()), kid=KID), trust=trust, at=NOON).verdict is Verdict.VALID


@pytest.mark.parametrize("arc", ["1.3.6.1.4.1.1847.2021.1", "1.3.6.1.4.1.0.1847.2021.1"])
@pytest.mark.parametrize(
    ("usages", "allowed"), [((1,), "t"), ((2,), "v"), ((3,), "r"), ((1, 2), "tv"), ((1, 2, 3), "tvr")]
)
def test_a_certificate_signs_only_what_it_is_for(arc, usages, allowed):
    der = certificate(usages=[f"{arc}.{number}" for number in usages])
    for group, entry in (("t", TEST), ("v", a_paper()["v"][0]), ("r", RECOVERY)):
        paper = a_paper(v=...) | {group: [entry]}
        found = read(hc1(claims_of(paper), kid=kid_of(der)), trust=[der])
        assert found.steps.key_usage == (group in allowed)
        assert found.steps.signature is True
        assert found.verdict is (Verdict.VALID if group in allowed else Verdict.UNTRUSTED)


def test_a_certificate_for_something_else_altogether_is_not_held_against_papers():
    der = certificate(usages=["1.3.6.1.5.5.7.3.2"])

    assert read(hc1(claims_of(a_paper()), kid=kid_of(der)), trust=[der]).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("at", "verdict", "expiry"),
    [
        (NOON - DAY - SECOND, Verdict.NOT_YET_VALID, False),
        (NOON - DAY, Verdict.VALID, True),
        (NOON + DAY, Verdict.VALID, True),
        (NOON + DAY + SECOND, Verdict.EXPIRED, False),
    ],
)
def test_a_paper_is_in_force_from_its_issue_to_its_last_second(at, verdict, expiry):
    found = read(hc1(claims_of(a_paper()), kid=KID), at=at)

    assert (found.verdict, found.steps.expiry) == (verdict, expiry)


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({"_6": ..., "_4": ...}, Verdict.VALID),
        ({"_6": (NOON - DAY).timestamp() + 0.5}, Verdict.VALID),
        ({"_6": cbor2.CBORTag(1, int(NOON.timestamp()))}, Verdict.VALID),
        ({"_1": ...}, Verdict.VALID),
        ({"_1": 7}, Verdict.VALID),
        ({"_4": 1e300}, Verdict.EXPIRED),
        ({"_4": float("nan")}, Verdict.EXPIRED),
        ({"_4": "for ever"}, Verdict.EXPIRED),
        ({"_6": float("inf")}, Verdict.NOT_YET_VALID),
    ],
)
def test_times_left_out_bound_nothing_and_nonsense_bounds_all(change, verdict):
    assert read(hc1(claims_of(a_paper(), **change), kid=KID)).verdict is verdict


def test_a_paper_lives_no_longer_than_the_certificate_that_signed_it():
    late = certificate(ends=NOON - SECOND)
    early = certificate(begins=NOON + SECOND)

    assert read(hc1(claims_of(a_paper()), kid=kid_of(late)), trust=[late]).verdict is Verdict.EXPIRED
    assert read(hc1(claims_of(a_paper()), kid=kid_of(early)), trust=[early]).verdict is Verdict.NOT_YET_VALID


@pytest.mark.parametrize(
    ("step", "text"),
    [
        ("base45", "HC1:a"),
        ("base45", "HC1:" + "A" * 20_001),
        ("compression", "HC1:"),
        ("compression", hc1(claims_of(a_paper()), kid=KID, pack=bytes)),
        ("compression", "HC1:" + base45.encode(zlib.compress(bytes(1 << 20)))),
        ("compression", "HC1:" + base45.encode(zlib.compress(b"whole")[:-1])),
        ("compression", "HC1:" + base45.encode(zlib.compress(b"whole") + b"more")),
        ("cose", "HC1:" + base45.encode(zlib.compress(b"rubbish"))),
        ("cose", "HC1:" + base45.encode(zlib.compress(cbor2.dumps([b"", {}, None, b""])))),
        ("cose", "HC1:" + base45.encode(zlib.compress(cbor2.dumps([b"", {}, b""])))),
        ("cose", "HC1:" + base45.encode(zlib.compress(cbor2.dumps([b"\x01", {}, b"", b""])))),
        ("cbor", hc1(b"\xff", kid=KID)),
        ("cbor", hc1(b"\x01", kid=KID)),
        ("cbor", hc1({4: 1}, kid=KID)),
        ("cbor", hc1({-260: {}}, kid=KID)),
        ("cbor", hc1({-260: {1: b"bytes"}}, kid=KID)),
        ("schema", hc1(claims_of({}), kid=KID)),
    ],
)
def test_the_step_that_fails_is_named(step, text):
    found = read(text)

    assert found.verdict is Verdict.UNREADABLE
    assert getattr(found.steps, step) is False


@pytest.mark.parametrize(
    ("paper", "en", "zh"),
    [
        (a_paper(), "Comirnaty, dose 2 of 2, 2021-06-11 (NL", "Comirnaty，第 2 剂（共 2 剂），2021-06-11（NL"),
        (a_paper(v=..., t=[TEST]), "a nucleic acid test: not detected", "核酸检测：未检出"),
        (a_paper(v=..., r=[RECOVERY]), "good from 2021-05-11 to 2021-10-28", "证明自 2021-05-11 至 2021-10-28"),
    ],
)
def test_a_paper_is_explained_in_both_languages_without_names(paper, en, zh):
    says = read(hc1(claims_of(paper), kid=KID)).says

    assert en in says.en
    assert zh in says.zh
    assert "SMITH" not in (says.en + says.zh).upper()


def test_what_nobody_signed_is_not_told_as_if_it_were_so():
    assert "Comirnaty" not in read(hc1(claims_of(a_paper()), kid=KID), trust=[]).says.en


GOOD = hc1(claims_of(a_paper()), kid=KID)
PACKED = base45.decode(GOOD.removeprefix("HC1:"))
COSE = zlib.decompress(PACKED)


@given(data=st.binary(max_size=120), place=st.integers(0, len(COSE)), layer=st.integers(0, 2))
def test_bytes_from_anywhere_never_make_it_fall_over(data, place, layer):
    """At each layer: rubbish instead of it, and rubbish in the middle of a good one."""
    changed = COSE[:place] + data + COSE[place + len(data) :]
    for rubbish in (data, changed):
        packed = rubbish if layer == 0 else zlib.compress(rubbish)
        text = "HC1:" + (rubbish.decode("latin-1") if layer == 2 else base45.encode(packed))
        found = read(text)
        assert found.verdict in {Verdict.UNREADABLE, Verdict.FORGED, Verdict.UNTRUSTED} or rubbish == COSE
