"""The register in words: kinds, purposes, verdicts, what two entries have in common."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from lianfang.domains.people.queries.duplicates import Pair
from lianfang.domains.people.queries.finding import As
from lianfang.domains.people.queries.judging import Verdict
from lianfang.domains.people.queries.views import Entry, Revealed
from lianfang.domains.people.states import PURPOSES
from lianfang.domains.people.words import WORDS
from lianfang.kernel.documents import Kind, Sex
from lianfang.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Badge:
    """A word and its tone."""

    word: Words
    tone: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A masked entry as a page shows it."""

    entry: Entry
    papers: tuple[tuple[Words, str], ...]
    sex: Words | None


@dataclass(frozen=True, slots=True)
class PairShown:
    """Two entries side by side, and which parts are the same."""

    pair: Pair
    first: Shown
    second: Shown
    likeness: Words
    parts: tuple[tuple[Words, Badge], ...]


KINDS = tuple((kind.value, WORDS[f"kind_{kind.value}"]) for kind in Kind)
SEXES = tuple((sex.value, WORDS[f"sex_{sex.value}"]) for sex in Sex)
WHY = tuple((purpose.name.lower(), WORDS[f"purpose_{purpose.name.lower()}"]) for purpose in PURPOSES)


def shown(entry: Entry) -> Shown:
    """A masked entry."""
    papers = tuple((WORDS[f"kind_{paper.kind.value}"], paper.masked) for paper in entry.papers)
    return Shown(entry, papers, WORDS[f"sex_{entry.sex.value}"] if entry.sex else None)


def numbers_shown(revealed: Revealed) -> list[tuple[Words, str]]:
    """The documents of an entry that is shown whole."""
    return [(WORDS[f"kind_{kind.value}"], number) for kind, number in revealed.numbers]


def taken_for(as_what: Sequence[As]) -> list[Words]:
    """What a text was searched as."""
    return [WORDS[f"as_{what.value}"] for what in as_what]


def pair_shown(pair: Pair) -> PairShown:
    """Two entries that may be one person."""
    parts = tuple((WORDS[f"part_{name}"], same_badge(same)) for name, same in pair.parts)
    return PairShown(pair, shown(pair.first), shown(pair.second), WORDS[f"likeness_{pair.likeness.value}"], parts)


def same_badge(same: bool | None) -> Badge:
    """Whether a part of two entries is the same."""
    if same is None:
        return Badge(WORDS["same_unknown"], "quiet")
    return Badge(WORDS["same_yes"], "go") if same else Badge(WORDS["same_no"], "wait")


def verdict_badge(verdict: Verdict) -> Badge:
    """What a line of a list would do, in a word."""
    match verdict:
        case Verdict.NEW:
            return Badge(WORDS["verdict_new"], "go")
        case Verdict.KNOWN:
            return Badge(WORDS["verdict_known"], "quiet")
        case Verdict.BAD:
            return Badge(WORDS["verdict_bad"], "stop")
        case _:
            assert_never(verdict)
