"""The EU Digital COVID Certificate (HCERT 1): decoded, held against its schema, verified and dated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from lianfang.credentials import base45
from lianfang.credentials.cbor import NotCbor, read
from lianfang.credentials.cose import NotCose, Sign1, read_sign1
from lianfang.credentials.inflating import NotInflated, inflate
from lianfang.credentials.reading import words
from lianfang.credentials.reading.dcc_schema import fault_in, groups_of
from lianfang.credentials.reading.dcc_words import told
from lianfang.credentials.reading.plain import moment_of, plain
from lianfang.credentials.reading.result import Fault, Reading, Steps, failed
from lianfang.credentials.reading.trusted import Issuer
from lianfang.credentials.verdict import Verdict
from lianfang.kernel.words import Words

PREFIX = "HC1:"
LONGEST_TEXT = 16_384  # four times what the largest QR symbol holds
LARGEST_INFLATED = 262_144
ISS, EXP, IAT, HCERT, PAPER = 1, 4, 6, -260, 1


@dataclass(frozen=True, slots=True)
class Claims:
    """The CWT around a paper. Issuers leave out a time now and then; it bounds nothing then."""

    issuer: str
    issued: object
    expires: object
    paper: Mapping[str, Any]

    def is_early(self, at: datetime) -> bool:
        """Whether it was issued later than `at`."""
        return self.issued is not None and ((begin := moment_of(self.issued)) is None or at < begin)

    def is_late(self, at: datetime) -> bool:
        """Whether it had run out at `at`. An end that is no moment has passed."""
        return self.expires is not None and ((end := moment_of(self.expires)) is None or at > end)


@dataclass(frozen=True, slots=True)
class Signed:
    """Who may have signed: those with the envelope's key id (`known`), and the one who did."""

    trust: Sequence[Issuer]
    known: Sequence[Issuer]
    by: Issuer | None

    def allows(self, groups: Sequence[str]) -> bool | None:
        """Whether the signer's certificate allows papers of these kinds; where nobody signed, whether one would."""
        asked = [self.by] if self.by else self.known or self.trust
        return any(issuer.may_sign(groups) for issuer in asked) if asked else None


def read_hcert(text: str, *, trust: Sequence[Issuer], at: datetime) -> Reading:
    """The answer for a text that begins with HC1:. Never raises for what a stranger may show."""
    try:
        envelope, steps = _envelope(text)
    except Fault as fault:
        return fault.reading()
    signed = _signed(envelope, trust)
    steps = replace(steps, signature=signed.by is not None)
    try:
        claims = _claims(envelope, steps)
    except Fault as fault:
        return fault.reading()
    return _judged(claims, replace(steps, cbor=True), signed, at)


def _signed(envelope: Sign1, trust: Sequence[Issuer]) -> Signed:
    """With a key id only its keys are asked; without one, every key we trust."""
    known = [issuer for issuer in trust if envelope.kid is None or issuer.has_id(envelope.kid)]
    return Signed(trust, known, next((issuer for issuer in known if envelope.is_by(issuer.key)), None))


def _envelope(text: str) -> tuple[Sign1, Steps]:
    """From the text to the envelope, step by step. Raises Fault."""
    steps = Steps(prefix=True)
    try:
        if len(text) > LONGEST_TEXT:
            raise base45.NotBase45("too long")
        packed = base45.decode(text.removeprefix(PREFIX))
    except base45.NotBase45:
        raise failed(steps, "base45", words.NOT_BASE45) from None
    steps = replace(steps, base45=True)
    try:
        data = inflate(packed, most=LARGEST_INFLATED)
    except NotInflated:
        raise failed(steps, "compression", words.NOT_COMPRESSED) from None
    steps = replace(steps, compression=True)
    try:
        return read_sign1(data), replace(steps, cose=True)
    except NotCose:
        # Where there is no envelope, no key has signed it.
        raise failed(replace(steps, signature=False), "cose", words.NOT_AN_ENVELOPE) from None


def _claims(envelope: Sign1, steps: Steps) -> Claims:
    """The CWT's claims. Raises Fault when there is no paper among them."""
    try:
        outer = read(envelope.payload)
    except NotCbor:
        raise failed(steps, "cbor", words.NO_PAPER) from None
    holder = outer.get(HCERT) if isinstance(outer, dict) else None
    paper = holder.get(PAPER) if isinstance(holder, dict) else None
    if not isinstance(outer, dict) or not isinstance(paper, dict):
        raise failed(steps, "cbor", words.NO_PAPER)
    issuer = outer.get(ISS)
    return Claims(
        issuer=issuer if isinstance(issuer, str) else "",
        issued=outer.get(IAT),
        expires=outer.get(EXP),
        paper={str(key): plain(value) for key, value in paper.items()},
    )


def _judged(claims: Claims, steps: Steps, signed: Signed, at: datetime) -> Reading:
    wrong = fault_in(claims.paper)
    steps = replace(
        steps,
        schema=wrong is None,
        key_usage=signed.allows(groups_of(claims.paper)),
        expiry=not (claims.is_early(at) or claims.is_late(at)),
    )
    verdict, why = _signature(steps, signed) or _moment(claims, signed.by, at)
    content = told(claims.paper, claims.issuer) if wrong is None else words.wrong_member(wrong)
    says = words.joined(why, content) if signed.by else why
    return Reading(verdict, steps, says, dict(claims.paper))


def _signature(steps: Steps, signed: Signed) -> tuple[Verdict, Words] | None:
    """Why a paper is not believed at any time; None when it is."""
    if signed.by is None:
        return (Verdict.FORGED, words.FORGED) if signed.known else (Verdict.UNTRUSTED, words.UNTRUSTED)
    if not steps.key_usage:
        return Verdict.UNTRUSTED, words.WRONG_USE
    return None if steps.schema else (Verdict.UNREADABLE, words.NOT_AS_AGREED)


def _moment(claims: Claims, signer: Issuer | None, at: datetime) -> tuple[Verdict, Words]:
    """Whether it is in force. A paper lives no longer than the certificate that signed it."""
    if claims.is_early(at):
        return Verdict.NOT_YET_VALID, words.NOT_YET
    if claims.is_late(at):
        return Verdict.EXPIRED, words.EXPIRED
    if signer and signer.valid_from is not None and at < signer.valid_from:
        return Verdict.NOT_YET_VALID, words.CERTIFICATE_NOT_YET
    if signer and signer.valid_until is not None and at > signer.valid_until:
        return Verdict.EXPIRED, words.CERTIFICATE_EXPIRED
    return Verdict.VALID, words.VALID
