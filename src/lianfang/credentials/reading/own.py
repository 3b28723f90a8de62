"""Our own code, read as any other paper: for whoever has the text and no gate."""

from collections.abc import Sequence
from datetime import datetime

from lianfang.credentials import base45
from lianfang.credentials.algorithms import signs_codes
from lianfang.credentials.claims import Claims
from lianfang.credentials.reading import words
from lianfang.credentials.reading.result import Reading, Steps
from lianfang.credentials.reading.trusted import Issuer
from lianfang.credentials.signer import PREFIX
from lianfang.credentials.trust import TrustedKey, kid_of, trust_in
from lianfang.credentials.verdict import Verdict
from lianfang.credentials.verifier import envelope_in, verify
from lianfang.kernel.clock import CITY_ZONE, from_micros
from lianfang.kernel.personal import Purpose
from lianfang.kernel.words import Words

WHY = {
    Verdict.VALID: words.VALID,
    Verdict.STALE: words.STALE,
    Verdict.EXPIRED: words.EXPIRED,
    Verdict.NOT_YET_VALID: words.NOT_YET,
    Verdict.UNTRUSTED: words.UNTRUSTED,
    Verdict.FORGED: words.FORGED,
    Verdict.UNREADABLE: words.NOT_OURS,
}


def read_own(text: str, *, trust: Sequence[Issuer], at: datetime) -> Reading:
    """The answer for a text that begins with LF1:. A stale code is valid, and says so; no status list is asked."""
    keys = trust_in(TrustedKey(kid_of(issuer.key), issuer.key, 0) for issuer in trust if signs_codes(issuer.key))
    found = verify(text, trust=keys, at=at)
    verdict = Verdict.VALID if found.verdict is Verdict.STALE else found.verdict
    envelope = envelope_in(text)
    if envelope is None:
        return Reading(verdict, _not_an_envelope(text), WHY[found.verdict])
    why = words.joined(WHY[found.verdict], _key(envelope.kid))
    if found.claims is None:
        return Reading(verdict, _steps(found.verdict), why)
    return Reading(verdict, _steps(found.verdict), words.joined(why, _told(found.claims)), payload_of(found.claims))


def _key(kid: object) -> Words:
    """Which key a code names: what an operator asks first when one was stolen."""
    told = kid.hex() if isinstance(kid, bytes) else "—"
    return Words(f"密钥 {told}。", f"Key {told}.")


def _steps(verdict: Verdict) -> Steps:
    if verdict in {Verdict.UNTRUSTED, Verdict.FORGED}:
        return Steps(prefix=True, base45=True, cose=True, signature=False)
    if verdict is Verdict.UNREADABLE:
        return Steps(prefix=True, base45=True, cose=True, signature=True, cbor=False)
    in_force = verdict in {Verdict.VALID, Verdict.STALE}
    return Steps(prefix=True, base45=True, cose=True, signature=True, cbor=True, schema=True, expiry=in_force)


def payload_of(claims: Claims) -> dict[str, object]:
    """A code's content as JSON: shown to whoever holds the code."""
    return {
        "name": claims.name.reveal(Purpose.SHOW_TO_HANDLER),
        "masked_id": claims.masked_id.reveal(Purpose.SHOW_TO_HANDLER),
        "colour": claims.colour,
        "notice": claims.notice,
        "entry": claims.entry,
        "rules": list(claims.rules),
        "duty": claims.duty,
        "status": list(claims.status) if claims.status else None,
        "issued": claims.issued,
        "fresh_until": claims.fresh_until,
        "usable_until": claims.usable_until,
        "release": claims.release.hex(),
        "code_id": claims.code_id.hex(),
    }


def _not_an_envelope(text: str) -> Steps:
    try:
        base45.decode(text.removeprefix(PREFIX))
    except base45.NotBase45:
        return Steps(prefix=True, base45=False)
    return Steps(prefix=True, base45=True, cose=False, signature=False)


def _told(claims: Claims) -> Words:
    fresh, usable = (
        from_micros(at * 1_000_000, zone=CITY_ZONE).isoformat() for at in (claims.fresh_until, claims.usable_until)
    )
    says = claims.colour or claims.notice or ""
    return Words(
        f"{says}；最新至 {fresh}，可用至 {usable}。", f"It says {says}; fresh until {fresh}, usable until {usable}."
    )
