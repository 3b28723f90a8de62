"""Tokens: random, shown once; what is kept of them, and how it is sealed so that only the token itself opens it."""

import os
import struct
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lianfang.kernel.clock import from_micros
from lianfang.kernel.personal import Personal, Purpose

TOKEN_BYTES, TOKEN_LENGTH, NONCE_BYTES, MARK_BYTES = 32, 43, 12, 16
HASH_USE, SEAL_USE = b"lianfang token", b"lianfang seal"  # two uses of a token, neither tells anything of the other
OPENING = struct.Struct(f"<q{MARK_BYTES}s")  # until (microseconds), the person's mark; then a nonce and what is sealed
BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a token stands for. `ordinal` counts people from 0: a person's place in status lists is made from it."""

    person_id: Personal[str]
    name: Personal[str]
    masked_id: Personal[str]
    ordinal: int


def new_token() -> str:
    """A token nobody can guess."""
    return urlsafe_b64encode(os.urandom(TOKEN_BYTES)).rstrip(b"=").decode()


def token_hash(token: str) -> bytes:
    """Under what a token is kept."""
    return blake2b(token.encode(), person=HASH_USE, digest_size=16).digest()


def run_out(record: bytes, now: int) -> bool:
    """Whether what is kept under a token's hash is over at `now` (microseconds)."""
    return bool(OPENING.unpack_from(record)[0] <= now)


def ends_at(record: bytes) -> datetime:
    """When what is kept under a token's hash is over."""
    return from_micros(OPENING.unpack_from(record)[0])


def unsealed(token: str, record: bytes) -> Holder | None:
    """Whom the token stands for, by what is kept under its hash; None when the record was changed by somebody."""
    sealed = record[OPENING.size :]
    try:
        text = _cipher(token).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None).decode()
    except InvalidTag:
        return None
    ordinal, person_id, name, masked_id = text.split(BETWEEN)
    return Holder(Personal(person_id), Personal(name), Personal(masked_id), int(ordinal))


def sealed(token: str, holder: Holder) -> bytes:
    """What the token stands for, as only the token opens it."""
    nonce = os.urandom(NONCE_BYTES)
    words = [word.reveal(Purpose.STORE) for word in (holder.person_id, holder.name, holder.masked_id)]
    text = BETWEEN.join([str(holder.ordinal), *(word.replace(BETWEEN, "") for word in words)])
    return nonce + _cipher(token).encrypt(nonce, text.encode(), None)


def _cipher(token: str) -> AESGCM:
    return AESGCM(blake2b(token.encode(), person=SEAL_USE, digest_size=32).digest())
