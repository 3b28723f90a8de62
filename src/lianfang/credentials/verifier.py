"""Says whether a code of ours may be believed at a moment: no network, no store, no clock of its own."""

from dataclasses import dataclass
from datetime import datetime

from lianfang.credentials import base45
from lianfang.credentials.claims import Claims
from lianfang.credentials.cose import NotCose, Sign1, read_sign1
from lianfang.credentials.lifetime import seconds
from lianfang.credentials.payload import NotClaims, from_cbor
from lianfang.credentials.signer import PREFIX
from lianfang.credentials.status import StatusLists
from lianfang.credentials.trust import Trust
from lianfang.credentials.verdict import Verdict

LONGEST_TEXT = 4296  # what the largest QR symbol holds
CLOCKS_DIFFER = 60  # seconds a gate's clock may be behind the signer's (a default)


@dataclass(frozen=True, slots=True)
class Verified:
    """The verdict: `stale` is good without a network; with one, ask for a fresh code.

    `claims` only where the signature is good; `status_checked`: a status list said that it stands, or does not.
    """

    verdict: Verdict
    claims: Claims | None = None
    status_checked: bool = False

    @property
    def may_be_used(self) -> bool:
        """Whether what it says still counts."""
        return self.verdict in {Verdict.VALID, Verdict.STALE}


def verify(text: str, *, trust: Trust, at: datetime, lists: StatusLists | None = None) -> Verified:
    """The verdict on a code at `at`. Never raises for what a stranger may show."""
    envelope = envelope_in(text)
    if envelope is None:
        return Verified(Verdict.UNREADABLE)
    key = trust.get(envelope.kid) if isinstance(envelope.kid, bytes) else None
    if key is None:
        return Verified(Verdict.UNTRUSTED)
    if not envelope.is_by(key.key):
        return Verified(Verdict.FORGED)
    try:
        claims = from_cbor(envelope.payload)
    except NotClaims:
        return Verified(Verdict.UNREADABLE)
    if not key.signed_at(claims.issued):
        return Verified(Verdict.UNTRUSTED)
    revoked = lists.is_revoked(claims.status, at=at) if lists and claims.status else None
    return Verified(_verdict(claims, revoked, seconds(at)), claims, status_checked=revoked is not None)


def envelope_in(text: str) -> Sign1 | None:
    """The envelope in a code's text, nothing of it believed yet; None when there is none."""
    if not text.startswith(PREFIX) or len(text) > LONGEST_TEXT:
        return None
    try:
        return read_sign1(base45.decode(text.removeprefix(PREFIX)))
    except (base45.NotBase45, NotCose):
        return None


def _verdict(claims: Claims, revoked: bool | None, now: int) -> Verdict:
    if revoked:
        return Verdict.REVOKED
    if now + CLOCKS_DIFFER < claims.issued:
        return Verdict.NOT_YET_VALID
    if now >= claims.usable_until:
        return Verdict.EXPIRED
    return Verdict.VALID if now < claims.fresh_until else Verdict.STALE
