"""The vectors in the repository are met by our verifier, and by other people's implementations."""

from datetime import UTC, datetime

import cbor2
import cwt
import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)

from lianfang.credentials import base45
from lianfang.credentials.lifetime import seconds
from lianfang.credentials.signer import PREFIX
from lianfang.credentials.status import StatusLists, read_list
from lianfang.credentials.trust import TrustedKey, from_spki, trust_in
from lianfang.credentials.trust_list import read_trust_list
from lianfang.credentials.verifier import verify
from lianfang.kernel.personal import Purpose
from tests.credentials.conftest import ROOT, moment, signer_of, some_claims
from tools.signed_code_vectors import page


@pytest.fixture
def trust(vectors):
    publics = {key["kid"]: from_spki(bytes.fromhex(key["public_spki"])) for key in vectors["keys"]}
    return trust_in(
        TrustedKey(bytes.fromhex(told["kid"]), publics[told["kid"]], told["signs_from"], told["signs_until"])
        for told in vectors["trusted"]
    )


@pytest.fixture
def lists(vectors, trust):
    return StatusLists({7: read_list(bytes.fromhex(vectors["status_list"]["bytes"]), trust=trust)})


def test_every_vector_gets_the_verdict_that_was_told_by_hand(vectors, trust, lists):
    found = {
        code["name"]: verify(code["text"], trust=trust, at=moment(code["at"]), lists=lists).verdict.value
        for code in vectors["codes"]
    }

    assert found == {code["name"]: code["verdict"] for code in vectors["codes"]}
    assert set(found.values()) == {
        "valid",
        "stale",
        "expired",
        "not_yet_valid",
        "revoked",
        "untrusted",
        "forged",
        "unreadable",
    }


def test_what_a_vector_says_is_what_is_read(vectors, trust):
    for code in vectors["codes"]:
        claims = verify(code["text"], trust=trust, at=moment(code["at"])).claims
        assert (claims is not None) == ("says" in code)
        if claims is not None:
            assert claims.masked_id.reveal(Purpose.SHOW_TO_HANDLER) == code["says"]["masked_id"]
            assert list(claims.rules) == code["says"]["rules"]
            assert claims.colour == code["says"]["colour"]


def test_the_vectors_come_out_the_same_each_time():
    assert page() == (ROOT / "docs/reference/signed-code-vectors.json").read_text(encoding="utf-8")


def test_the_trust_list_of_the_vectors_names_the_trusted_keys(vectors, trust):
    root = next(key for key in vectors["keys"] if key["name"] == "root")
    told = vectors["trust_list"]

    found = read_trust_list(
        bytes.fromhex(told["bytes"]), roots=[from_spki(bytes.fromhex(root["public_spki"]))], at=moment(told["at"])
    )

    assert found.keys.keys() == trust.keys()


def test_the_keys_of_the_vectors_are_pairs(vectors):
    for key in vectors["keys"]:
        private = load_der_private_key(bytes.fromhex(key["private_pkcs8"]), password=None)
        assert private.public_key() == load_der_public_key(bytes.fromhex(key["public_spki"]))


@pytest.mark.parametrize("name", ["green-ed25519", "green-es256", "red-two-rules-and-a-duty"])
def test_python_cwt_verifies_and_decodes_our_codes(vectors, name):
    code = next(code for code in vectors["codes"] if code["name"] == name)
    cose = base45.decode(code["text"].removeprefix(PREFIX))
    kid = cbor2.loads(bytes.fromhex(code["protected"]))[4]

    payload = cbor2.loads(cwt.COSE.new().decode(cose, key_of_cwt(vectors, kid.hex())))

    assert (payload[4], payload[6]) == (code["says"]["usable_until"], code["says"]["issued"])
    assert payload[7].hex() == code["says"]["code_id"]
    assert payload[-65537][2] == code["says"]["masked_id"]


def test_python_cwt_reads_a_code_as_a_cwt_with_a_clock_of_its_own(key):
    signer = signer_of(key)
    far = some_claims(usable_until=seconds(datetime(2099, 1, 1, tzinfo=UTC)))
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    trusted = cwt.COSEKey.from_pem(public, kid=signer.kid)

    found = cwt.decode(base45.decode(signer.sign(far).removeprefix(PREFIX)), trusted)

    assert (found[4], found[6], found[7]) == (far.usable_until, far.issued, far.code_id)
    with pytest.raises(cwt.VerifyError):
        cwt.decode(base45.decode(signer.sign(some_claims()).removeprefix(PREFIX)), trusted)  # run out in 2021


def test_python_cwt_refuses_a_forged_one(vectors):
    code = next(code for code in vectors["codes"] if code["name"] == "forged-colour")
    told = next(key for key in vectors["keys"] if key["name"] == "ed25519")

    with pytest.raises(cwt.VerifyError):
        cwt.COSE.new().decode(base45.decode(code["text"].removeprefix(PREFIX)), key_of_cwt(vectors, told["kid"]))


def key_of_cwt(vectors, kid: str):
    """The public key as python-cwt takes it."""
    told = next(key for key in vectors["keys"] if key["kid"] == kid)
    public = load_der_public_key(bytes.fromhex(told["public_spki"]))
    return cwt.COSEKey.from_pem(
        public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), kid=bytes.fromhex(kid)
    )
