"""What is wrong with a pack: where, in a sentence, with a suggestion. All faults are told at once."""

from dataclasses import dataclass, field
from difflib import get_close_matches
from collections.abc import Iterable


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a file of the pack."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that keeps a pack from being published."""

    place: Place
    says: str
    suggestion: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.says}" + (f" {self.suggestion}" if self.suggestion else "")


@dataclass(slots=True)
class Faults:
    """A growing list of faults."""

    found: list[Fault] = field(default_factory=list)

    def add(self, place: Place, says: str, suggestion: str = "") -> None:
        """Note one fault; reading goes on so that all are told at once."""
        fault = Fault(place, says, suggestion)
        if fault not in self.found:
            self.found.append(fault)

    def __bool__(self) -> bool:
        return bool(self.found)


def closest(word: str, known: Iterable[str]) -> str:
    """“Did you mean …?” for a word that is not known; empty when nothing is near."""
    near = get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f"Did you mean “{near[0]}”?" if near else ""
