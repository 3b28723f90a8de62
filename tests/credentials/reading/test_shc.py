"""SMART Health Cards: real bundles signed here, in one symbol or many, and every way in which one can be wrong."""

import base64
import json
import zlib
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from lianfang.credentials.algorithms import sign
from lianfang.credentials.reading.reader import read_paper
from lianfang.credentials.reading.trusted import NotAnIssuer, issuers_in
from lianfang.credentials.verdict import Verdict

KEY, OTHER = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
NOON = datetime(2021, 8, 11, 4, tzinfo=UTC)
MOST_OF_A_PART = 1191  # characters of a JWS in one symbol of a card in many
CARD = "https://smarthealth.cards#health-card"


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jwk_of(key) -> dict[str, str]:
    numbers = key.public_key().public_numbers()
    x, y = (base64url(number.to_bytes(32)) for number in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y, "use": "sig", "alg": "ES256"}


def thumbprint(key) -> str:
    told = {name: value for name, value in jwk_of(key).items() if name in {"kty", "crv", "x", "y"}}
    return base64url(sha256(json.dumps(told, sort_keys=True, separators=(",", ":")).encode()).digest())


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, wbits=-15)
    return packer.compress(data) + packer.flush()


def card_of(bundle, **changes) -> dict:
    subject = {"fhirVersion": "4.0.1", "fhirBundle": bundle}
    vc = {"type": [CARD, "https://smarthealth.cards#immunization"], "credentialSubject": subject}
    return {"iss": "https://example.org/issuer", "nbf": NOON.timestamp() - 60.5, "vc": vc, **changes}


def jws_of(card, *, key=KEY, header=None, packed=None) -> str:
    head = {"alg": "ES256", "zip": "DEF", "kid": thumbprint(KEY), **(header or {})}
    body = packed if packed is not None else deflated(json.dumps(card).encode())
    signed = f"{base64url(json.dumps(head).encode())}.{base64url(body)}"
    return f"{signed}.{base64url(sign(key, signed.encode()))}"


def digits(jws: str) -> str:
    return "".join(f"{ord(character) - 45:02d}" for character in jws)


def in_one(jws: str) -> str:
    return f"shc:/{digits(jws)}"


def in_many(jws: str) -> list[str]:
    parts = [jws[at : at + MOST_OF_A_PART] for at in range(0, len(jws), MOST_OF_A_PART)]
    return [f"shc:/{number}/{len(parts)}/{digits(part)}" for number, part in enumerate(parts, 1)]


def read(text, *, keys=(KEY,), at=NOON):
    return read_paper(text, trust=issuers_in([{"keys": [jwk_of(key) for key in keys]}]), at=at)


@pytest.fixture
def bundle(shared):
    return json.loads((shared / "data/fhir/health_cards/covid-vaccines-bundle.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["covid-vaccines-bundle", "revoked-bundle", "dr-bundle"])
def test_every_given_bundle_is_read_as_it_was_signed(shared, name):
    bundle = json.loads((shared / f"data/fhir/health_cards/{name}.json").read_text(encoding="utf-8"))
    jws = jws_of(card_of(bundle))

    for text in (in_one(jws), " ".join(in_many(jws)), "\n".join(reversed(in_many(jws)))):
        found = read(text)
        assert found.verdict is Verdict.VALID, found.says.en
        assert found.payload["vc"]["credentialSubject"]["fhirBundle"] == bundle


def test_vaccinations_are_told_in_words_and_names_are_not(bundle):
    says = read(in_one(jws_of(card_of(bundle)))).says

    assert "Vaccination: Moderna, 2021-01-29" in says.en
    assert "疫苗接种：Moderna，2021-01-29" in says.zh
    assert "Anyperson" not in says.en + says.zh


def test_who_signed_it_is_found_by_the_thumbprint_or_not_at_all(bundle):
    jws = jws_of(card_of(bundle))
    nameless = jws_of(card_of(bundle), header={"kid": None})

    assert read(in_one(jws), keys=(OTHER, KEY)).verdict is Verdict.VALID
    assert read(in_one(jws), keys=(OTHER,)).verdict is Verdict.UNTRUSTED
    assert read(in_one(jws), keys=()).verdict is Verdict.UNTRUSTED
    assert read(in_one(nameless), keys=(OTHER, KEY)).verdict is Verdict.VALID
    assert read(in_one(jws_of(card_of(bundle), key=OTHER))).verdict is Verdict.FORGED


def test_a_card_is_in_force_from_nbf_to_exp(bundle):
    dated = in_one(jws_of(card_of(bundle, nbf=NOON.timestamp(), exp=(NOON + timedelta(days=1)).timestamp())))

    assert read(dated, at=NOON - timedelta(seconds=1)).verdict is Verdict.NOT_YET_VALID
    assert read(dated).verdict is Verdict.VALID
    assert read(dated, at=NOON + timedelta(days=1, seconds=1)).verdict is Verdict.EXPIRED


@pytest.mark.parametrize(
    ("step", "text"),
    [
        ("base45", "shc:/"),
        ("base45", "shc:/1"),
        ("base45", "shc:/5x"),
        ("base45", "shc:/1/2/5656"),
        ("base45", "shc:/1/2/5656 shc:/1/2/5656"),
        ("base45", "shc:/1/2/5656 shc:/2/3/5656"),
        ("base45", "shc:/2/1/5656"),
        ("base45", "shc:/0/1/5656"),
        ("base45", "shc:/5656 HC1:A"),
        ("base45", "shc:/\u0661\u0661"),
        ("cose", "shc:/5656"),
        ("cose", in_one("e30.e30.e30")),
        ("cose", in_one(jws_of({}, header={"alg": "none"}))),
        ("compression", in_one(jws_of({}, header={"zip": "GZ"}))),
        ("compression", in_one(jws_of({}, packed=b"not deflated"))),
        ("compression", in_one(jws_of({}, packed=deflated(bytes(1 << 23))))),
        ("cbor", in_one(jws_of([]))),
        ("cbor", in_one(jws_of({}, packed=deflated(b"{")))),
        ("cbor", in_one(jws_of({}, packed=deflated(b'{"a": NaN}')))),
        ("cbor", in_one(jws_of({}, packed=deflated(b"[" * 100_000)))),
        ("cbor", in_one(jws_of({}, packed=deflated(b'{"a":' + b"[" * 64 + b"]" * 64 + b"}")))),
        ("schema", in_one(jws_of({}))),
        ("schema", in_one(jws_of(card_of({"resourceType": "Patient"})))),
        ("schema", in_one(jws_of(card_of({"resourceType": "Bundle", "entry": [1]})))),
        ("schema", in_one(jws_of(card_of({"resourceType": "Bundle", "entry": []}, nbf="now")))),
    ],
)
def test_the_step_that_fails_is_named(step, text):
    found = read(text)

    assert found.verdict is Verdict.UNREADABLE
    assert getattr(found.steps, step) is False


@given(digits=st.text("0123456789/ ", max_size=60), body=st.binary(max_size=60))
def test_rubbish_never_makes_it_fall_over(digits, body):
    assert read(f"shc:/{digits}").verdict is Verdict.UNREADABLE
    assert read(in_one(jws_of({}, packed=body))).verdict is Verdict.UNREADABLE


@pytest.mark.parametrize(
    "jwk",
    [
        {},
        {"keys": 1},
        {"keys": [1]},
        {"kty": "RSA"},
        {**jwk_of(KEY), "x": "AA"},
        {**jwk_of(KEY), "y": None},
        {**jwk_of(KEY), "crv": "P-384"},
    ],
)
def test_a_key_that_is_none_is_refused(jwk):
    with pytest.raises(NotAnIssuer):
        issuers_in([jwk])
