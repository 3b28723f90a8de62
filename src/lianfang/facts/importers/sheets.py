"""Lists that offices keep as CSV or in a workbook: any encoding, headings in Chinese or English, in any order."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from openpyxl import load_workbook

from lianfang.facts.importers.refusals import FileEmpty, FileTooLarge, WrongKind
from lianfang.facts.importers.text import decode
from lianfang.kernel.words import Words

LARGEST_FILE = 10 * 2**20
LARGEST_UNPACKED = 100 * 2**20
MOST_LINES = 100_000
MOST_COLUMNS = 100
LONGEST_CELL = 2_000
DELIMITERS = ",;\t|，"
WORKBOOK = b"PK\x03\x04"
UNFIT = (
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    EOFError,
    zipfile.BadZipFile,
    SyntaxError,
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is looked for: its name in code, and the headings it may have."""

    name: str
    headings: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: its number in the file, and its cells by the column's name; a cell not there is empty."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list that was read. `unread`: headings that no column answers to. `certain`: the encoding was not guessed."""

    lines: tuple[Line, ...]
    encoding: str
    certain: bool
    unread: tuple[str, ...]


def read_sheet(data: bytes, *, file: str, columns: Sequence[Column], most: int = MOST_LINES) -> Sheet:
    """The list in a CSV file or in the first sheet of a workbook (XLSX).

    Raises FileEmpty, FileTooLarge, NotText, and WrongKind when it is no list, lacks a required heading or has a heading
    twice, or has more than `most` lines. Lines without any text are passed over.
    """
    if len(data) > LARGEST_FILE:
        raise FileTooLarge(file=file, megabytes=_megabytes(len(data)), limit=_megabytes(LARGEST_FILE))
    if data.startswith(WORKBOOK):
        rows, encoding, certain = _workbook(data, file), "xlsx", True
    else:
        decoded = decode(data, file=file)
        rows, encoding, certain = _csv(decoded.text, file), decoded.encoding, decoded.certain
    filled = ((number, cells) for number, cells in rows if any(cells))
    _, heading = next(filled, (0, []))
    if not heading:
        raise FileEmpty(file=file)
    places, unread = _places(heading, columns, file)
    lines = tuple(islice(_lines(filled, places), most + 1))
    if len(lines) > most:
        why = Words(f"超过{most:,}行", f"it has more than {most:,} lines")
        raise WrongKind(file=file, kind=_LIST, why=why, hint=_SPLIT)
    return Sheet(lines, encoding, certain, unread)


def _lines(rows: Iterable[tuple[int, list[str]]], places: Mapping[str, int]) -> Iterator[Line]:
    for number, cells in rows:
        yield Line(number, {name: cells[at] for name, at in places.items() if at < len(cells)})


def _places(heading: Sequence[str], columns: Sequence[Column], file: str) -> tuple[dict[str, int], tuple[str, ...]]:
    """Which column stands where, and the headings nobody asked for."""
    known = {_folded(text): column.name for column in columns for text in (column.name, *column.headings)}
    found: dict[str, int] = {}
    unread = []
    for at, text in enumerate(heading):
        name = known.get(_folded(text))
        if name is None:
            unread.append(text)
        elif name in found:
            why = Words(f"有两列都叫“{text[:40]}”", f"two columns are headed “{text[:40]}”")
            raise WrongKind(file=file, kind=_LIST, why=why, hint=_HEADINGS)
        else:
            found[name] = at
    missing = [column.headings[0] for column in columns if column.required and column.name not in found]
    if missing:
        quoted = "、".join(f"“{text}”" for text in missing)
        why = Words(f"没有{quoted}列", f"no column is headed {quoted}")
        raise WrongKind(file=file, kind=_LIST, why=why, hint=_HEADINGS)
    return found, tuple(filter(None, unread))


def _csv(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    first = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    begins = 1
    try:
        for cells in reader:
            yield begins, [_clean(cell) for cell in cells[:MOST_COLUMNS]]
            begins = reader.line_num + 1
    except csv.Error:
        why = Words(f"第{begins}行不能分成单元格", f"line {begins} cannot be split into cells")
        raise WrongKind(file=file, kind=_LIST, why=why, hint=_AGAIN) from None


def _workbook(data: bytes, file: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet, as people see them: values, not formulas."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > LARGEST_UNPACKED:
            raise FileTooLarge(file=file, megabytes=_megabytes(unpacked), limit=_megabytes(LARGEST_UNPACKED))
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for number, row in enumerate(book.worksheets[0].iter_rows(values_only=True, max_col=MOST_COLUMNS), 1):
            yield number, [_cell(value) for value in row]
    except UNFIT:
        raise WrongKind(file=file, kind=_LIST, why=_DAMAGED, hint=_AGAIN) from None


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        value = value.date()
    return _clean(value.isoformat() if isinstance(value, date) else str(value))


def _clean(cell: str) -> str:
    """Without outer spaces, what cannot be seen, and the mark that keeps a spreadsheet from running a formula."""
    seen = "".join(char for char in cell if char.isprintable() or char == "\n").strip(" \u3000\n")
    return (seen[1:] if seen[:1] == "'" and seen[1:2] in "=+-@" else seen)[:LONGEST_CELL]


def _folded(heading: str) -> str:
    return "".join(char for char in heading.casefold() if char.isalnum())


def _megabytes(size: int) -> int:
    return -(-size // 2**20)


_LIST = Words("名单", "a list")
_DAMAGED = Words("文件已损坏或有密码", "it is damaged or protected")
_SPLIT = Words(
    "请把名单分成几份再导入；同一行再来一次不会有变化。",
    "Split the list and import the parts; the same row twice changes nothing.",
)
_HEADINGS = Words(
    "请按导入页的示例写列名；次序不限。",
    "Head the columns as in the example on the import page; their order does not matter.",
)
_AGAIN = Words(
    "请另存为CSV或XLSX再试；什么都没有改变。", "Save it again as CSV or XLSX and try once more; nothing was changed."
)
