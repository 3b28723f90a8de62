"""What the tests of signed codes share: keys, claims, and the vectors in the repository."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from lianfang.credentials.claims import Claims
from lianfang.credentials.lifetime import lifetime, seconds
from lianfang.credentials.signer import Signer
from lianfang.credentials.trust import TrustedKey, kid_of, trust_in
from lianfang.kernel.personal import Personal

ROOT = Path(__file__).parents[2]
NOON = datetime(2021, 8, 11, 4, tzinfo=UTC)
KEYS = {"Ed25519": ed25519.Ed25519PrivateKey.generate(), "ES256": ec.generate_private_key(ec.SECP256R1())}


def signer_of(key) -> Signer:
    return Signer(key, kid_of(key.public_key()))


def trusting(*keys, since: int = 0):
    return trust_in(TrustedKey(kid_of(key.public_key()), key.public_key(), since) for key in keys)


def some_claims(**changes) -> Claims:
    life = lifetime(NOON, fresh=timedelta(minutes=10), offline=timedelta(hours=24), holds_until=None, next_release=None)
    claims = Claims(Personal("王"), Personal("110***********0012"), *life, release=b"\x01" * 8, colour="green")
    return replace(claims, **changes)


@pytest.fixture(params=KEYS)
def key(request):
    return KEYS[request.param]


@pytest.fixture(scope="session")
def vectors() -> Mapping[str, Any]:
    return json.loads((ROOT / "docs/reference/signed-code-vectors.json").read_text(encoding="utf-8"))


def moment(number: int) -> datetime:
    at = datetime.fromtimestamp(number, UTC)
    assert seconds(at) == number
    return at
