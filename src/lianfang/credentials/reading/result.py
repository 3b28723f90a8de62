"""What a reading gives: the verdict, how far each step came, what it says in words, and what the paper holds."""

from dataclasses import dataclass, replace
from typing import Any

from lianfang.credentials.verdict import Verdict
from lianfang.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Steps:
    """Each step of the reading: done, failed, or not reached (None).

    Of a SMART Health Card, base45 is its digits, cose its JWS and cbor its JSON; of our own codes, compression and key
    usage do not exist.
    """

    prefix: bool | None = None
    base45: bool | None = None
    compression: bool | None = None
    cose: bool | None = None
    cbor: bool | None = None
    schema: bool | None = None
    key_usage: bool | None = None
    signature: bool | None = None
    expiry: bool | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The answer for one paper. `payload` is its content as JSON can carry it; None when nothing could be read."""

    verdict: Verdict
    steps: Steps
    says: Words
    payload: Any = None


class Fault(Exception):
    """A step failed so that the next ones have nothing to work on. `why` is for people."""

    def __init__(self, steps: Steps, why: Words) -> None:
        self.steps, self.why = steps, why
        super().__init__(why.en)

    def reading(self) -> Reading:
        """The answer: unreadable, and why."""
        return Reading(Verdict.UNREADABLE, self.steps, self.why)


def failed(steps: Steps, step: str, why: Words) -> Fault:
    """The fault of `step`."""
    return Fault(replace(steps, **{step: False}), why)
