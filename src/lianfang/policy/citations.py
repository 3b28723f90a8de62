"""What a policy rests on: documents and their clauses, and how sure we are of each."""

from dataclasses import dataclass
from enum import StrEnum

from lianfang.kernel.words import Words


class Confidence(StrEnum):
    """How sure we are that the order says so (see the pack's NOTES.md)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


@dataclass(frozen=True, slots=True)
class Source:
    """A document the policy rests on."""

    key: str
    title: Words
    issuer: str
    date: str
    confidence: Confidence
    where: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A clause of a source. `note` says what is our own reading."""

    source: Source
    clause: str
    confidence: Confidence
    note: str = ""
