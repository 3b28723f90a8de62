"""Test vectors of the signed code, for implementers in any language: docs/reference/signed-code-vectors.json.

Made from fixed keys, so that they come out the same each time. The private keys are published: trust them nowhere.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from lianfang.credentials import base45
from lianfang.credentials.algorithms import NAMES, PrivateKey, algorithm_of
from lianfang.credentials.claims import Claims, release_mark
from lianfang.credentials.cose import to_be_signed
from lianfang.credentials.lifetime import lifetime, seconds
from lianfang.credentials.reading.own import payload_of
from lianfang.credentials.signer import PREFIX, Signer
from lianfang.credentials.status import write_list
from lianfang.credentials.trust import TrustedKey, kid_of, spki, trust_in
from lianfang.credentials.trust_list import write_trust_list
from lianfang.credentials.verifier import envelope_in, verify
from lianfang.kernel.personal import Personal

ISSUED = datetime(2021, 8, 11, 4, tzinfo=UTC)
MINUTES, DAY = timedelta(minutes=10), timedelta(days=1)
RELEASE = release_mark("0f1e2d3c4b5a69788796a5b4c3d2e1f0")
LIST_PLACES, REVOKED = 4096, (0, 9, 1234)

ED25519: PrivateKey = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
P256: PrivateKey = ec.derive_private_key(int.from_bytes(bytes(range(1, 33))), ec.SECP256R1())
ROOT: PrivateKey = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32, 64)))
STRANGER: PrivateKey = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(64, 96)))
TRUSTED = [TrustedKey(kid_of(key.public_key()), key.public_key(), seconds(ISSUED - DAY)) for key in (ED25519, P256)]


@dataclass(frozen=True, slots=True)
class Case:
    """One vector: what is shown, when, and the answer that is right, told by hand and not by our own verifier."""

    name: str
    verdict: str
    why: str
    text: str
    at: datetime = ISSUED


def page() -> str:
    """The whole file."""
    whole = {
        "about": "Vectors of the signed code LF1; docs/reference/signed-code.md explains them. Bytes are hexadecimal. "
        "The keys are published here: trust them nowhere. Made by `make docs`; do not edit.",
        "keys": [_key(name, key) for name, key in _named_keys()],
        "trusted": [{"kid": key.kid.hex(), "signs_from": key.signs_from, "signs_until": None} for key in TRUSTED],
        "trust_list": {"signed_by": "root", "at": seconds(ISSUED), "bytes": _trust_list().hex()},
        "status_list": {"number": 7, "places": LIST_PLACES, "revoked": REVOKED, "bytes": _status_list().hex()},
        "codes": [_told(case) for case in _cases()],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _named_keys() -> Iterator[tuple[str, PrivateKey]]:
    yield from (("ed25519", ED25519), ("es256", P256), ("root", ROOT), ("stranger", STRANGER))


def _key(name: str, key: PrivateKey) -> dict[str, str]:
    return {
        "name": name,
        "algorithm": NAMES[algorithm_of(key) or 0],
        "kid": kid_of(key.public_key()).hex(),
        "public_spki": spki(key.public_key()).hex(),
        "private_pkcs8": key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()).hex(),
    }


def _signer(key: PrivateKey) -> Signer:
    return Signer(key, kid_of(key.public_key()))


def _status_list() -> bytes:
    """Not compressed at all: what compression gives differs from one zlib to the next."""
    until = ISSUED + DAY
    signer = _signer(ED25519)
    return write_list(signer, number=7, places=LIST_PLACES, revoked=REVOKED, issued=ISSUED, until=until, level=0)


def _trust_list() -> bytes:
    return write_trust_list(_signer(ROOT), TRUSTED, issuer="示范市", issued=ISSUED, until=ISSUED + 30 * DAY)


def _claims() -> Claims:
    life = lifetime(ISSUED, fresh=MINUTES, offline=DAY, holds_until=None, next_release=None)
    return Claims(
        Personal("王"),
        Personal("110***********0012"),
        *life,
        release=RELEASE,
        colour="green",
        status=(7, 10),
        code_id=bytes(range(0xA0, 0xB0)),
    )


def _cases() -> Iterator[Case]:
    claims = _claims()
    for name, key in (("ed25519", ED25519), ("es256", P256)):
        yield Case(f"green-{name}", "valid", "A green code, just issued.", _signer(key).sign(claims))
    yield from _other_things_said(claims)
    yield from _other_moments(_signer(ED25519).sign(claims))
    yield from _not_believed(claims)
    yield from _not_read(_signer(ED25519).sign(claims))


def _other_things_said(claims: Claims) -> Iterator[Case]:
    signer = _signer(ED25519)
    red = replace(claims, colour="red", rules=("3.close_contact", "3.high_risk_area"), duty="stay_and_report")
    yield Case("red-two-rules-and-a-duty", "valid", "Everything a code of the city's people may say.", signer.sign(red))
    away = replace(claims, colour=None, notice="defer_entry", entry="deferred", rules=("1.place_history",))
    yield Case(
        "notice-in-place-of-the-colour", "valid", "A traveller: a notice, and entry deferred.", signer.sign(away)
    )
    plain = replace(claims, status=None, name=Personal("欧阳"))
    yield Case("no-place-in-a-status-list", "valid", "Revoked by its short life alone.", signer.sign(plain))
    for place in REVOKED:
        said = replace(claims, status=(7, place))
        yield Case(f"revoked-at-{place}", "revoked", "Its bit in the status list is set.", signer.sign(said))


def _other_moments(text: str) -> Iterator[Case]:
    yield Case(
        "fresh-last-second", "valid", "One second before fresh until.", text, ISSUED + MINUTES - timedelta(seconds=1)
    )
    yield Case("stale", "stale", "At fresh until: usable, and a fresh one should be asked for.", text, ISSUED + MINUTES)
    yield Case(
        "stale-last-second", "stale", "One second before usable until.", text, ISSUED + DAY - timedelta(seconds=1)
    )
    yield Case("expired", "expired", "At usable until.", text, ISSUED + DAY)
    yield Case(
        "clocks-differ-a-little", "valid", "The gate is 60 seconds behind.", text, ISSUED - timedelta(seconds=60)
    )
    yield Case("not-yet-valid", "not_yet_valid", "Issued 61 seconds from now.", text, ISSUED - timedelta(seconds=61))


def _not_believed(claims: Claims) -> Iterator[Case]:
    yield Case("unknown-key", "untrusted", "Signed by a key in no trust list.", _signer(STRANGER).sign(claims))
    forger = Signer(STRANGER, kid_of(ED25519.public_key()))
    yield Case("wrong-key", "forged", "A stranger's signature under a trusted key's id.", forger.sign(claims))
    early = replace(claims, issued=TRUSTED[0].signs_from - 1)
    yield Case(
        "before-its-key", "untrusted", "Issued before the trust list says the key signed.", _signer(ED25519).sign(early)
    )
    cose = base45.decode(_signer(ED25519).sign(claims).removeprefix(PREFIX))
    painted = cose.replace(b"\x03\x01\x08", b"\x03\x03\x08")
    yield Case(
        "forged-colour", "forged", "The colour changed from 1 to 3 after signing.", PREFIX + base45.encode(painted)
    )
    other_way = cose.replace(b"\xa2\x01\x27\x04", b"\xa2\x01\x26\x04")
    yield Case(
        "forged-algorithm", "forged", "The header says ES256; the key is Ed25519.", PREFIX + base45.encode(other_way)
    )


def _not_read(text: str) -> Iterator[Case]:
    yield Case("truncated", "unreadable", "The last 30 characters are missing.", text[:-30])
    yield Case("one-character-left-over", "unreadable", "Base45 of such a length does not exist.", text + "A")
    yield Case("not-base45", "unreadable", "A small letter is not of the alphabet.", text[:40] + "a" + text[41:])
    yield Case(
        "another-prefix", "unreadable", "A later version, or somebody else's.", "LF2:" + text.removeprefix(PREFIX)
    )
    yield Case("empty", "unreadable", "Nothing after the prefix.", PREFIX)
    signer = _signer(ED25519)
    alien = signer.sign_payload(b"\xa1\x01\x61x", kind="application/cwt")
    yield Case(
        "signed-but-not-a-code", "unreadable", "A trusted key signed something else.", PREFIX + base45.encode(alien)
    )
    cose = base45.decode(text.removeprefix(PREFIX))
    yield Case("bytes-left-over", "unreadable", "A byte follows the envelope.", PREFIX + base45.encode(cose + b"\x00"))


def _told(case: Case) -> dict[str, object]:
    envelope = envelope_in(case.text)
    told: dict[str, object] = {"name": case.name, "why": case.why, "at": seconds(case.at), "text": case.text}
    if envelope is not None:
        told["protected"] = envelope.raw_header.hex()
        told["payload"] = envelope.payload.hex()
        told["to_be_signed"] = to_be_signed(envelope.raw_header, envelope.payload).hex()
        told["signature"] = envelope.signature.hex()
    claims = verify(case.text, trust=trust_in(TRUSTED), at=case.at).claims
    if claims is not None:
        told["says"] = payload_of(claims)
    return {**told, "verdict": case.verdict}
