"""A log whose editing is found: what of an act is written, its mark, and its place in a chain. No store, no Django.

`mark` is a keyed hash that only the platform can make: a row put in by hand has none that is right. `seal` is the hash
of a row and of the seal before it: a row that was edited, taken away or put in between breaks the chain. The signed
ends of the chains say where each must end.
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


def chain_of(area: str) -> str:
    """The jurisdiction whose chain an act of `area` belongs to: a district, a city, or the whole city (`000000`)."""
    return area_prefix(area)[:CHAIN_DIGITS].ljust(CHAIN_DIGITS, "0") if area else CITY_CHAIN


def mark(act: Act, *, secret: bytes) -> str:
    """The keyed hash of an act, 64 hexadecimal digits."""
    return hmac.new(secret, act.content(), sha256).hexdigest()


def seal(before: str, *, chain: str, number: int, act: Act, marked: str) -> str:
    """The seal of the row `number` of `chain`, on top of the seal `before` it (FIRST_SEAL for number 1)."""
    head = json.dumps((before, chain, number, marked), separators=(",", ":")).encode()
    return sha256(head + act.content()).hexdigest()
