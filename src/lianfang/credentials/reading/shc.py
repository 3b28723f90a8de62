"""SMART Health Cards: digits in QR symbols, a compact JWS with DEFLATE, and a FHIR bundle inside."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Never

from lianfang.credentials.algorithms import ES256, is_signed
from lianfang.credentials.inflating import RAW, NotInflated, inflate
from lianfang.credentials.reading import words
from lianfang.credentials.reading.plain import moment_of
from lianfang.credentials.reading.result import Fault, Reading, Steps, failed
from lianfang.credentials.reading.shc_words import told
from lianfang.credentials.reading.trusted import Issuer, from_base64url
from lianfang.credentials.verdict import Verdict
from lianfang.kernel.words import Words

PREFIX = "shc:/"
PART = re.compile(r"shc:/(?:([1-9][0-9]{0,2})/([1-9][0-9]{0,2})/)?((?:[0-9]{2})+)", re.ASCII)
JWS = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", re.ASCII)
SMALLEST = 45  # each pair of digits is a character's number less this
LONGEST_TEXT, LARGEST_INFLATED = 1 << 20, 4 << 20
DEEPEST = 64
CARD = "https://smarthealth.cards#health-card"


@dataclass(frozen=True, slots=True)
class Envelope:
    """A JWS, read and not yet believed."""

    header: Mapping[str, Any]
    signed: bytes
    payload: bytes
    signature: bytes

    def is_by(self, issuer: Issuer) -> bool:
        """Whether the issuer's key signed it, by ES256."""
        return is_signed(issuer.key, ES256, self.signature, self.signed)


def read_shc(text: str, *, trust: Sequence[Issuer], at: datetime) -> Reading:
    """The answer for one card: its parts, in any order, separated by blanks. Never raises for what a stranger shows."""
    try:
        envelope, steps = _envelope(text)
        kid = envelope.header.get("kid")
        known = [issuer for issuer in trust if kid is None or issuer.thumbprint == kid]
        signer = next((issuer for issuer in known if envelope.is_by(issuer)), None)
        steps = replace(steps, signature=signer is not None)
        card = _card(envelope, steps)
    except Fault as fault:
        return fault.reading()
    return _judged(card, replace(steps, compression=True, cbor=True), known=bool(known), at=at)


def _envelope(text: str) -> tuple[Envelope, Steps]:
    steps = Steps(prefix=True)
    jws = _jws(text, steps)
    steps = replace(steps, base45=True)
    fault = failed(replace(steps, signature=False), "cose", words.NOT_A_JWS)
    if not JWS.fullmatch(jws):
        raise fault
    head, body, signature = jws.split(".")
    try:
        header = _json(from_base64url(head))
        envelope = Envelope(header, f"{head}.{body}".encode(), from_base64url(body), from_base64url(signature))
    except ValueError:
        raise fault from None
    if not isinstance(header, dict) or header.get("alg") != "ES256":
        raise fault
    return envelope, replace(steps, cose=True)


def _jws(text: str, steps: Steps) -> str:
    """The parts' digits as characters, in their order. Raises Fault when one is missing or no digits."""
    matches = [PART.fullmatch(part) for part in text.split()] if len(text) <= LONGEST_TEXT else [None]
    parts = [match.groups() for match in matches if match]
    if len(parts) != len(matches):
        raise failed(steps, "base45", words.NOT_DIGITS)
    of = {int(total or 1) for _, total, _ in parts}
    digits = {int(number or 1): digits for number, _, digits in parts}
    if len(of) != 1 or sorted(digits) != list(range(1, max(of) + 1)):
        raise failed(steps, "base45", words.NOT_ALL_PARTS)
    whole = "".join(digits[number] for number in sorted(digits))
    return "".join(chr(int(whole[at : at + 2]) + SMALLEST) for at in range(0, len(whole), 2))


def _card(envelope: Envelope, steps: Steps) -> Mapping[str, Any]:
    """The JSON inside. Raises Fault."""
    if envelope.header.get("zip") != "DEF":
        raise failed(steps, "compression", words.NOT_COMPRESSED)
    try:
        data = inflate(envelope.payload, most=LARGEST_INFLATED, form=RAW)
    except NotInflated:
        raise failed(steps, "compression", words.NOT_COMPRESSED) from None
    try:
        card = _json(data)
    except ValueError:
        card = None
    if not isinstance(card, dict):
        raise failed(replace(steps, compression=True), "cbor", words.NOT_A_CARD)
    return card


def _json(data: bytes) -> Any:
    """JSON in UTF-8. Raises ValueError, also for what is nested past all reason or is no number of JSON."""
    try:
        found = json.loads(data.decode(), parse_constant=_no_number)
    except RecursionError:
        raise ValueError("nested too deep") from None
    layer = [found]
    for _ in range(DEEPEST):
        layer = [inner for one in layer if isinstance(one, dict | list) for inner in _members(one)]
    if layer:
        raise ValueError("nested too deep")
    return found


def _members(one: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return one.values() if isinstance(one, dict) else one


def _no_number(name: str) -> Never:
    raise ValueError(f"{name} is not a number of JSON")


def _judged(card: Mapping[str, Any], steps: Steps, *, known: bool, at: datetime) -> Reading:
    resources = _resources(card)
    begins, ends = moment_of(card.get("nbf")), moment_of(card.get("exp"))
    early, late = begins is not None and at < begins, ends is not None and at > ends
    steps = replace(steps, schema=resources is not None, expiry=not (early or late))
    verdict, why = _verdict(steps, known=known, early=early)
    believed = resources is not None and steps.signature
    says = words.joined(why, told(resources or [], str(card.get("iss", "")))) if believed else why
    return Reading(verdict, steps, says, dict(card))


def _verdict(steps: Steps, *, known: bool, early: bool) -> tuple[Verdict, Words]:
    if not steps.signature:
        return (Verdict.FORGED, words.FORGED) if known else (Verdict.UNTRUSTED, words.UNTRUSTED)
    if not steps.schema:
        return Verdict.UNREADABLE, words.NOT_AS_AGREED
    if not steps.expiry:
        return (Verdict.NOT_YET_VALID, words.NOT_YET) if early else (Verdict.EXPIRED, words.EXPIRED)
    return Verdict.VALID, words.VALID


def _resources(card: Mapping[str, Any]) -> list[Mapping[str, Any]] | None:
    """The FHIR resources of a health card; None when it is not one."""
    match card:
        case {
            "iss": str(),
            "nbf": int() | float(),
            "vc": {"type": [*types], "credentialSubject": {"fhirBundle": {"resourceType": "Bundle", "entry": [*rows]}}},
        } if CARD in types:
            found = [row["resource"] for row in rows if isinstance(row, dict) and isinstance(row.get("resource"), dict)]
            return found if len(found) == len(rows) else None
    return None
