"""What is wrong with a pack: where, in a sentence, with a suggestion. All faults are told at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from lianfang.kernel.words import Words

NOTHING = Words("", "")


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
    says: Words
    suggestion: Words = NOTHING

    def __str__(self) -> str:
        return self.line.en

    @property
    def line(self) -> Words:
        """Place, sentence and suggestion in one line."""
        return Words(
            f"{self.place}：{self.says.zh}{self.suggestion.zh}",
            f"{self.place}: {self.says.en}" + (f" {self.suggestion.en}" if self.suggestion.en else ""),
        )


MOST = 1_000
_LONGEST = 400


@dataclass(slots=True)
class Faults:
    """A growing list of faults; past MOST nothing is added, for nobody reads that far."""

    found: list[Fault] = field(default_factory=list)
    _seen: set[Fault] = field(default_factory=set)

    def add(self, place: Place, says: Words, suggestion: Words = NOTHING) -> None:
        """Note one fault; reading goes on so that all are told at once."""
        fault = Fault(place, _short(says), _short(suggestion))
        if fault not in self._seen and len(self.found) < MOST:
            self.found.append(fault)
            self._seen.add(fault)

    def __bool__(self) -> bool:
        return bool(self.found)


def _short(words: Words) -> Words:
    return Words(_line(words.zh), _line(words.en))


def _line(text: str) -> str:
    """One line, as long as people read; rubbish in a file must not become rubbish on the screen."""
    line = "".join(sign if sign.isprintable() else " " for sign in text[: _LONGEST + 1])
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def closest(word: str, known: Iterable[str], otherwise: Words = NOTHING) -> Words:
    """“Did you mean …?” for a word that is not known; `otherwise` when nothing is near."""
    near = get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return Words(f"是不是“{near[0]}”？", f"Did you mean “{near[0]}”?") if near else otherwise


def one_of(words: Iterable[str]) -> Words:
    """What a word may be."""
    names = list(words)
    return Words(f"可用：{'、'.join(names)}。", f"It is one of {', '.join(names)}.")
