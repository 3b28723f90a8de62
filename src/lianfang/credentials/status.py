"""Revocation: signed lists of one bit for each code, exact in both directions, small when few are revoked.

The form is the Token Status List of the IETF as a CWT (bits: 1), so that others' readers read ours. A list is for one
period; where a person's code stands in it is another place each period (places), so that the place is no trail.
"""

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import cbor2

from lianfang.credentials.cbor import NotCbor, read
from lianfang.credentials.cose import NotCose, read_sign1
from lianfang.credentials.inflating import NotInflated, inflate
from lianfang.credentials.lifetime import seconds
from lianfang.credentials.signer import Signer
from lianfang.credentials.trust import Trust
from lianfang.kernel.reasons import reason
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

SUB, EXP, IAT, STATUS_LIST, TTL, NUMBER = 2, 4, 6, 65533, 65534, -65538
TYPE = "application/statuslist+cwt"
MOST_PLACES = 1 << 26  # 8 MiB of bits: three cities of 22 million
PLACES_ALLOWED = Words(f"只能有 1 到 {MOST_PLACES} 个位置", f"it may have 1 to {MOST_PLACES} places")
NO_SUCH_PLACE = Words("共 {places} 个位置，没有第 {place} 个", "it has {places} places, and {place} is none of them")
LEVEL = 6  # the best level takes ten times as long for a fifth less
LARGEST = 1 << 24  # bytes of a signed list that we would read


class StatusListNotGood(Refusal):
    code = "status-list-not-good"
    says = Words("这份状态名单不能使用：{why}。", "This status list cannot be used: {why}.")
    remedy = Words(
        "请向签发城市重新获取。在此之前，码没有对照这份名单核验。",
        "Fetch it again from the city that issues the codes. Until then codes count as not checked against it.",
    )


@dataclass(frozen=True, slots=True)
class StatusList:
    """One period's list. Good from `issued` until `until` (seconds since 1970)."""

    number: int
    issued: int
    until: int
    bits: bytes = field(repr=False)

    def is_revoked(self, place: int) -> bool:
        """Whether the code at `place` was revoked. A place past the end was never given out: it counts as revoked."""
        byte, bit = divmod(place, 8)
        return byte >= len(self.bits) or bool(self.bits[byte] >> bit & 1)


@dataclass(frozen=True, slots=True)
class StatusLists:
    """The lists a verifier holds, by number."""

    lists: Mapping[int, StatusList]

    def is_revoked(self, status: tuple[int, int], *, at: datetime) -> bool | None:
        """Whether a code is revoked; None when its list is not here. A list that is too old still revokes."""
        number, place = status
        found = self.lists.get(number)
        if found is None:
            return None
        if found.is_revoked(place):
            return True
        return False if seconds(at) < found.until else None


def write_list(
    signer: Signer,
    *,
    number: int,
    places: int,
    revoked: Iterable[int],
    issued: datetime,
    until: datetime,
    level: int = LEVEL,
) -> bytes:
    """The signed list `number` of `places` bits, those of `revoked` set. Raises StatusListNotGood for one outside."""
    if not 0 < places <= MOST_PLACES:
        raise StatusListNotGood(why=PLACES_ALLOWED)
    bits = bytearray((places + 7) // 8)
    for place in revoked:
        if not 0 <= place < places:
            raise StatusListNotGood(why=NO_SUCH_PLACE.filled(places=places, place=place))
        bits[place >> 3] |= 1 << (place & 7)
    payload = {
        SUB: f"/status/{number}",
        EXP: seconds(until),
        IAT: seconds(issued),
        STATUS_LIST: {"bits": 1, "lst": zlib.compress(bits, level)},
        TTL: seconds(until) - seconds(issued),
        NUMBER: number,
    }
    return signer.sign_payload(cbor2.dumps(payload), kind=TYPE)


def read_list(data: bytes, *, trust: Trust) -> StatusList:
    """The list in `data` when a trusted key signed it. Raises StatusListNotGood.

    Its age is asked about with each code (StatusLists), not here.
    """
    try:
        if len(data) > LARGEST:
            raise NotCose("it is too large")
        envelope = read_sign1(data)
        found = _list(read(envelope.payload))
    except (NotCose, NotCbor, NotInflated) as fault:
        raise StatusListNotGood(why=reason(fault)) from None
    key = trust.get(envelope.kid) if isinstance(envelope.kid, bytes) else None
    if key is None or not envelope.is_by(key.key) or not key.signed_at(found.issued):
        raise StatusListNotGood(why=Words("签名不属于可信的密钥", "no trusted key signed it"))
    return found


def _list(payload: object) -> StatusList:
    match payload:
        case {2: str(), 4: int(until), 6: int(issued), 65533: {"bits": 1, "lst": bytes(packed)}, -65538: int(number)}:
            return StatusList(number, issued, until, inflate(packed, most=MOST_PLACES // 8))
    raise NotCose("it is not a list of one bit for each code")
