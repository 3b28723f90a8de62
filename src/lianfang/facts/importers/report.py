"""What an import says: one remark per row that was left out, and what was assumed. Values that identify are masked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from lianfang.kernel.words import Words

LONGEST_VALUE = 40


class Weight(StrEnum):
    """What a remark means for the rows."""

    LEFT_OUT = "left_out"  # a row was not imported
    IGNORED = "ignored"  # something that was never a fact for us: cancelled, not done
    NOTE = "note"  # nothing was lost; the reader should know


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence about one place of a file. `line` counts from 1; None speaks of the whole file."""

    weight: Weight
    says: Words
    line: int | None = None
    column: str = ""
    value: str = ""


@dataclass(slots=True)
class Remarks:
    """The remarks collected while one file is read."""

    found: list[Remark] = field(default_factory=list)

    def left_out(self, says: Words, *, line: int | None = None, column: str = "", value: str = "") -> None:
        """A row that is not imported, and why."""
        self.found.append(Remark(Weight.LEFT_OUT, says, line, column, value))

    def ignored(self, says: Words, *, line: int | None = None, column: str = "", value: str = "") -> None:
        """Something that is no fact for us."""
        self.found.append(Remark(Weight.IGNORED, says, line, column, value))

    def note(self, says: Words, *, line: int | None = None, column: str = "", value: str = "") -> None:
        """Something the reader should know; no row was lost."""
        self.found.append(Remark(Weight.NOTE, says, line, column, value))

    @property
    def lost(self) -> int:
        """How many rows were left out."""
        return sum(remark.weight is Weight.LEFT_OUT for remark in self.found)


@dataclass(frozen=True, slots=True)
class Counts:
    """What happened to the rows of one table."""

    added: int = 0
    unchanged: int = 0
    corrected: int = 0
    removed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.added + other.added,
            self.unchanged + other.unchanged,
            self.corrected + other.corrected,
            self.removed + other.removed,
        )

    @property
    def changed(self) -> bool:
        """Whether any row was written."""
        return bool(self.added or self.corrected or self.removed)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a file was refused as a whole: a code, a sentence, a next step."""

    code: str
    says: Words
    next_step: Words


@dataclass(frozen=True, slots=True)
class FileReport:
    """What was done with one file."""

    file: str
    sha256: str
    rows: int
    remarks: tuple[Remark, ...] = ()
    refused: Refused | None = None

    @property
    def left_out(self) -> int:
        """Rows of this file that were not imported."""
        return sum(remark.weight is Weight.LEFT_OUT for remark in self.remarks)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What one run of the import did. `tables` counts rows by table; empty when nothing was saved."""

    kind: str
    into: str
    files: tuple[FileReport, ...]
    tables: Mapping[str, Counts]
    saved: bool

    @property
    def exit_code(self) -> int:
        """0 every row kept, 1 some rows left out, 2 a file was refused as a whole."""
        if any(file.refused for file in self.files):
            return 2
        return 1 if any(file.left_out for file in self.files) else 0

    @property
    def left_out(self) -> int:
        """Rows of all files that were not imported."""
        return sum(file.left_out for file in self.files)


def masked(value: str) -> str:
    """The shape of a value that identifies someone: letters become x, digits 9; signs stay."""
    shape = "".join("9" if char.isdigit() else "x" if char.isalpha() else char for char in value if char.isprintable())
    return shape[:LONGEST_VALUE]


def plain(value: str) -> str:
    """A value that identifies nobody, cut to a readable length."""
    text = "".join(char if char.isprintable() else " " for char in value).strip()
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def date_like(value: str) -> str:
    """A value from a column of dates: shown when it has no letters, masked otherwise (columns slip)."""
    return masked(value) if any(char.isalpha() for char in value) else plain(value)


def listing(names: Sequence[str]) -> str:
    """Names in a row, for a sentence."""
    return ", ".join(names)
