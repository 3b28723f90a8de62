"""What is wrong with a pack: where, in a sentence, with a suggestion. All faults are told at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches


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


MOST = 1_000
_LONGEST = 400


@dataclass(slots=True)
class Faults:
    """A growing list of faults; past MOST nothing is added, for nobody reads that far."""

    found: list[Fault] = field(default_factory=list)
    _seen: set[Fault] = field(default_factory=set)

    def add(self, place: Place, says: str, suggestion: str = "") -> None:
        """Note one fault; reading goes on so that all are told at once."""
        fault = Fault(place, _short(says), _short(suggestion))
        if fault not in self._seen and len(self.found) < MOST:
            self.found.append(fault)
            self._seen.add(fault)

    def __bool__(self) -> bool:
        return bool(self.found)


def _short(text: str) -> str:
    """One line, as long as people read; rubbish in a file must not become rubbish on the screen."""
    line = "".join(sign if sign.isprintable() else " " for sign in text[: _LONGEST + 1])
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def closest(word: str, known: Iterable[str]) -> str:
    """“Did you mean …?” for a word that is not known; empty when nothing is near."""
    near = get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f"Did you mean “{near[0]}”?" if near else ""
