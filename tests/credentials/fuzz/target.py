"""What the fuzzer throws at every reader of strangers' bytes. The first byte says which layer the rest goes in at."""

import io
import zlib
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import cbor2

from lianfang.credentials import base45
from lianfang.credentials.reading.lines import answers, as_json
from lianfang.credentials.reading.reader import read_paper
from lianfang.credentials.reading.trusted import issuers_in
from lianfang.credentials.status import StatusListNotGood, read_list
from lianfang.credentials.trust_list import TrustListNotGood, read_trust_list
from lianfang.credentials.verdict import Verdict
from tools.signed_code_vectors import ED25519, P256, ROOT, TRUSTED

NOON = datetime(2021, 8, 11, 4, tzinfo=UTC)
TRUST = {key.kid: key for key in TRUSTED}
HEADER = cbor2.dumps({1: -7})
IN_SIX = {
    Verdict.VALID,
    Verdict.EXPIRED,
    Verdict.NOT_YET_VALID,
    Verdict.UNTRUSTED,
    Verdict.FORGED,
    Verdict.UNREADABLE,
}


def try_one(data: bytes) -> None:
    """One input: it may be answered or refused in our own words, and nothing else."""
    if data:
        LAYERS[data[0] % len(LAYERS)](data[1:])


def _text(data: bytes) -> None:
    found = read_paper(data.decode("utf-8", "surrogateescape"), trust=[], at=NOON)
    assert found.verdict in IN_SIX
    as_json(found)


def _packed(data: bytes) -> None:
    _text(b"HC1:" + base45.encode(data).encode())


def _cose(data: bytes) -> None:
    _packed(zlib.compress(data, 1))


def _payload(data: bytes) -> None:
    _cose(cbor2.dumps(cbor2.CBORTag(18, [HEADER, {}, data, bytes(64)])))


def _code(data: bytes) -> None:
    _text(b"LF1:" + base45.encode(data).encode())


def _card(data: bytes) -> None:
    _text(b"shc:/" + "".join(f"{byte % 100:02d}" for byte in data).encode())


def _lists(data: bytes) -> None:
    with suppress(StatusListNotGood):
        read_list(data, trust=TRUST)
    with suppress(TrustListNotGood):
        read_trust_list(data, roots=[ROOT.public_key(), ED25519.public_key(), P256.public_key()], at=NOON)


def _lines(data: bytes) -> None:
    for found in answers(io.BytesIO(data), now=NOON):
        as_json(found)


def _trust(data: bytes) -> None:
    with suppress(ValueError):
        issuers_in([data.decode("latin-1")])


LAYERS: tuple[Callable[[bytes], None], ...] = (
    _text,
    _packed,
    _cose,
    _payload,
    _code,
    _card,
    _lists,
    _lines,
    _trust,
)
