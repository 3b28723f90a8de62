"""Entries and drafts turned into words, tones and lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import assert_never

from lianfang.domains.handbook.queries.drafts import Checked, FileRow
from lianfang.domains.handbook.queries.entries import EntryKind
from lianfang.domains.handbook.states import DraftState
from lianfang.kernel.words import Words
from lianfang.policy.model import Pack


@dataclass(frozen=True, slots=True)
class Badge:
    """The name of a text, and the tone that goes with it."""

    key: str
    tone: str


@dataclass(frozen=True, slots=True)
class FileShown:
    """A file in the list: how many faults it has."""

    row: FileRow
    name: str
    faults: int


@dataclass(frozen=True, slots=True)
class Name:
    """A name that may stand in a condition, and what it is."""

    name: str
    title: Words


@dataclass(frozen=True, slots=True)
class Names:
    """The names a writer can use: facts, and values of the policy."""

    facts: tuple[Name, ...]
    values: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a difference: its sign, its class and its text."""

    sign: str
    look: str
    text: str


def tone(kind: EntryKind) -> str:
    """The tone of the tag an entry carries beside its word."""
    match kind:
        case EntryKind.CLAUSE:
            return "note"
        case EntryKind.ANSWER:
            return "go"
        case EntryKind.NUMBER | EntryKind.PLAN:
            return "quiet"
        case _:
            assert_never(kind)


def badge(state: str) -> Badge:
    """The word and tone of a draft's state."""
    known = DraftState(state)
    match known:
        case DraftState.WRITING:
            return Badge("handbook.state_writing", "note")
        case DraftState.HANDED_IN:
            return Badge("handbook.state_handed_in", "wait")
        case DraftState.SIGNED:
            return Badge("handbook.state_signed", "wait")
        case DraftState.PUBLISHED:
            return Badge("handbook.state_published", "go")
        case DraftState.WITHDRAWN:
            return Badge("handbook.state_withdrawn", "quiet")
        case DraftState.LEFT:
            return Badge("handbook.state_left", "quiet")
        case _:
            assert_never(known)


def by_folder(files: Mapping[str, FileRow], found: Checked | None) -> list[tuple[str, list[FileShown]]]:
    """The files by the folder they are in; those of the top first."""
    wrong = [fault.path for fault in found.faults] if found else []
    shown = [FileShown(row, path.rpartition("/")[2], wrong.count(path)) for path, row in files.items()]
    shown.sort(key=lambda each: (_folder(each), each.name))
    return [(folder, list(group)) for folder, group in groupby(shown, key=_folder)]


def names_of(pack: Pack) -> Names:
    """What a condition may name, from the policy in force."""
    return Names(
        tuple(Name(name, fact.title) for name, fact in sorted(pack.facts.items())),
        tuple(Name(name, value.title) for name, value in sorted(pack.values.items())),
    )


def difference_shown(lines: list[tuple[str, str]]) -> list[Line]:
    """A difference, line by line: what came, what went, what stands around it."""
    looks = {"+": "is-go", "-": "is-stop", "@": "is-quiet"}
    return [Line(sign, looks.get(sign, ""), text) for sign, text in lines]


def _folder(shown: FileShown) -> str:
    return shown.row.path.rpartition("/")[0]
