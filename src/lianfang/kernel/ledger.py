"""A log whose editing is found: what of an act is written, its place in a chain, and what only the key can make.

`seal` is the hash of a row and of the seal before it, which anybody can work out again. `mark` is a keyed hash: of the
act while it waits, of its seal once it has one. A row that was edited, taken away, put in or moved by somebody without
the key breaks the one or the other. The signed ends of the chains (`lianfang.kernel.heads`) say where each must end.
"""

import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from lianfang.kernel.actors import area_prefix

CITY_CHAIN = "000000"
CHAIN_DIGITS = 6
FIRST_SEAL = "0" * 64


@dataclass(frozen=True, slots=True)
class Act:
    """One act as it is written; `token` makes it unlike every other."""

    token: str
    what: str
    subject: str
    by: str
    at: datetime
    area: str
    purpose: str

    def content(self) -> bytes:
        """The bytes that are marked and sealed: a JSON list in ASCII, the time in UTC to the microsecond."""
        moment = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        fields = (self.token, self.what, self.subject, self.by, moment, self.area, self.purpose)
        return json.dumps(fields, ensure_ascii=True, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class Link:
    """An act at its place in a chain; numbers begin with 1."""

    chain: str
    number: int
    act: Act
    seal: str
    mark: str


def chain_of(area: str) -> str:
    """The jurisdiction whose chain an act of `area` belongs to: a district, a city, or the whole city (`000000`)."""
    return area_prefix(area)[:CHAIN_DIGITS].ljust(CHAIN_DIGITS, "0") if area else CITY_CHAIN


def seal_of(act: Act, *, before: str, chain: str, number: int) -> str:
    """The seal of an act at its place, on top of the seal `before` it (FIRST_SEAL for number 1): 64 hex digits."""
    place = json.dumps((before, chain, number), separators=(",", ":")).encode()
    return sha256(place + act.content()).hexdigest()


def waiting_mark(act: Act, *, secret: bytes) -> str:
    """The mark of an act that waits for its seal."""
    return _keyed(secret, b"waiting:" + act.content())


def sealed_mark(seal: str, *, secret: bytes) -> str:
    """The mark of a sealed act."""
    return _keyed(secret, b"sealed:" + seal.encode())


def _keyed(secret: bytes, content: bytes) -> str:
    return hmac.new(secret, content, sha256).hexdigest()
