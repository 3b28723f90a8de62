"""The CSV files SORMAS writes and reads: comment lines, a line of entity names, then the header, then rows."""

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lianfang.facts.importers.refusals import WrongKind
from lianfang.facts.importers.report import Remarks, listing, masked
from lianfang.kernel.words import Words

DELIMITERS = ";,\t|"
COMMENT = "##"
ENTITIES = frozenset(
    [
        "Action",
        "ActivityAsCase",
        "Campaign",
        "Case",
        "CaseData",
        "Contact",
        "EpiData",
        "Event",
        "EventGroupReference",
        "EventParticipant",
        "Exposure",
        "HealthConditions",
        "Hospitalization",
        "Immunization",
        "Location",
        "MaternalHistory",
        "PathogenTest",
        "Person",
        "PersonContactDetail",
        "PortHealthInfo",
        "PreviousHospitalization",
        "Sample",
        "SelfReport",
        "Symptoms",
        "Task",
        "Therapy",
        "TravelEntry",
        "Vaccination",
        "Visit",
    ]
)
LARGEST_CELL = 1_000_000
LONGEST_RECORD = 50  # lines; more than that is a quotation mark that was never closed
SPACES = re.compile(r"[\s_]+")

LONG_ROW = Words("单元格比表头多，列可能错位", "it has more cells than the header, so its columns may have slipped")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the sheet: its number and its cells by folded header name."""

    line: int
    cells: Mapping[str, str]

    def first(self, names: Sequence[str]) -> tuple[str, str]:
        """The first of the columns that is filled, and its value; the first column there is and "" when none is."""
        there = [name for name in names if name in self.cells]
        for name in there:
            if self.cells[name]:
                return name, self.cells[name]
        return (there[0] if there else names[0]), ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's rows. `headers` shows the headers as written by their folded name; `captions` is the comments' text."""

    headers: Mapping[str, str]
    rows: tuple[Row, ...]
    captions: str

    def has(self, names: Sequence[str]) -> bool:
        """Whether one of the columns is there."""
        return any(name in self.headers for name in names)

    def values(self, names: Sequence[str]) -> list[str]:
        """All values of these columns."""
        return [row.cells[name] for row in self.rows for name in names if row.cells.get(name)]

    def shown(self, name: str) -> str:
        """A column as its header is written in the file."""
        return self.headers.get(name, name)


def folded(header: str) -> str:
    """A header for comparison: case, spaces, accents broken by a wrong encoding and outer signs do not count."""
    return SPACES.sub(" ", header.strip(' \ufeff"').casefold())


def read_sheet(text: str, *, file: str, kind: str, remarks: Remarks, known: frozenset[str]) -> Sheet:
    """The sheet in `text`. `known` are folded names of columns one of which must be in the header.

    Raises WrongKind when no header is found, or when the text is no table.
    """
    records, captions = _records(text, file, kind)
    if records and _is_entities(records[0][1]):
        records = records[1:]
    if not records or not known & {folded(cell) for cell in records[0][1]}:
        raise WrongKind(
            file=file,
            kind=kind,
            why=_no_header(records),
            hint=Words(
                f"表头至少要有：{listing(sorted(known))}。", f"The header must name at least: {listing(sorted(known))}."
            ),
        )
    names = [folded(cell) for cell in records[0][1]]
    _say_duplicates(records[0], names, remarks, known)
    rows = tuple(row for line, cells in records[1:] if (row := _row(line, cells, names, remarks)) is not None)
    headers = {name: cell.strip() for name, cell in reversed(list(zip(names, records[0][1], strict=True))) if name}
    return Sheet(headers, rows, captions)


def _records(text: str, file: str, kind: str) -> tuple[list[tuple[int, list[str]]], str]:
    """Records with the line they begin on, and the text of the comment lines."""
    lines = text.split("\n")
    body = [line for line in lines if line.strip() and not line.lstrip('\ufeff "').startswith(COMMENT)]
    delimiter = max(DELIMITERS, key=body[0].count) if body else ","
    captions = "\n".join(line for line in lines if line.lstrip('\ufeff "').startswith(COMMENT))
    csv.field_size_limit(LARGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    records: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells) and not cells[0].lstrip("\ufeff ").startswith(COMMENT):
                records.append((begins, cells))
            if reader.line_num - begins > LONGEST_RECORD:
                raise csv.Error("a record without an end")
            begins = reader.line_num + 1
    except csv.Error:
        hint = Words(
            "请打开文件重新导出；可能少了一个引号。", "Open and export the file again; a quotation mark may be missing."
        )
        raise WrongKind(
            file=file,
            kind=kind,
            why=Words(f"从第 {begins} 行起不成表格", f"it is no table from line {begins} on"),
            hint=hint,
        ) from None
    return records, captions


def _is_entities(cells: Sequence[str]) -> bool:
    named = {cell.strip(" \ufeff") for cell in cells if cell.strip()}
    return bool(named) and named <= ENTITIES


def _no_header(records: Sequence[tuple[int, Sequence[str]]]) -> Words:
    if not records:
        return Words("没有表头", "it has no header line")
    line = records[0][0]
    return Words(f"第 {line} 行不是这一类的表头", f"line {line} is no header of this kind")


def _say_duplicates(
    header: tuple[int, Sequence[str]], names: Sequence[str], remarks: Remarks, known: frozenset[str]
) -> None:
    twice = sorted(name for name, count in Counter(names).items() if count > 1 and name in known)
    for name in twice:
        says = Words("此列出现多次，只读第一列", "this column is there more than once; the first one is read")
        remarks.note(says, line=header[0], column=name)


def _row(line: int, cells: Sequence[str], names: Sequence[str], remarks: Remarks) -> Row | None:
    extra = [cell for cell in cells[len(names) :] if cell.strip()]
    if extra:
        remarks.left_out(LONG_ROW, line=line, value=masked(extra[0]))
        return None
    found: dict[str, str] = {}
    for name, cell in zip(names, cells, strict=False):
        if name and name not in found:
            found[name] = cell.strip().removeprefix("'")
    return Row(line, found)
