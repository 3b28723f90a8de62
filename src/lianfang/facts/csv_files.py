"""CSV files: comma, UTF-8 with or without a byte order mark, any line ending, a header line.

Rows are read by Arrow in blocks. Only to say what is wrong, and on which line, is a file read again in Python.
"""

import codecs
import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.csv as arrow_csv

from lianfang.facts.cells import quoted
from lianfang.facts.refusals import DuplicateColumns, UnreadableTable
from lianfang.facts.schemas import HISTORY, Table
from lianfang.kernel.words import Words

BLOCK = 4 << 20
AS_UTF8 = Words(
    "请另存为 UTF-8；或使用“lianfang facts import”，它能识别别的编码。",
    "Save it as UTF-8, or run “lianfang facts import”, which recognises other encodings.",
)
AGAIN = Words("请在原处重新导出。", "Export it again from where it was made.")


Placer = Callable[[int, int], tuple[str, int]]


@dataclass
class CsvSource:
    """A CSV file whose header has been read."""

    table: Table
    path: Path
    header: Sequence[str]
    columns: Mapping[str, str] = field(default_factory=dict)
    has_rows: bool = True
    counted_in: str = "line"
    rescannable: bool = False

    @classmethod
    def opened(cls, table: Table, path: Path) -> "CsvSource":
        """The file with its header read. Raises UnreadableTable or DuplicateColumns."""
        try:
            quotes = check_bytes(path)
            header, has_rows = read_header(path)
            if quotes % 2:
                check_quotes(path)
        except OSError as error:
            why, remedy = (
                Words("打不开", "cannot be opened"),
                Words("请检查文件的权限。", "Check the file's permissions."),
            )
            raise UnreadableTable(file=path.name, why=why, remedy=remedy) from error
        twice = sorted({name for name in header if header.count(name) > 1})
        if twice:
            raise DuplicateColumns(file=path.name, names=", ".join(f"“{name}”" for name in twice))
        return cls(table, path, header, dict.fromkeys(header, "VARCHAR"), has_rows)

    @property
    def label(self) -> str:
        return self.path.name

    def scan(self, connection: duckdb.DuckDBPyConnection, /) -> str:
        """As Source.scan; can be read once. Cells are text."""
        wanted = {f"f{at}": name for at, name in enumerate(self.header) if name in self._known()}
        connection.register("__csv", self._reader(list(wanted)))
        cells = ", ".join(f"{key} AS {quoted(name)}" for key, name in wanted.items())
        return f'(SELECT {cells}, 0 AS "__file", row_number() OVER () AS "__row" FROM "__csv")'

    def _known(self) -> set[str]:
        return {column.name for column in self.table.columns} | set(HISTORY)

    def _reader(self, wanted: list[str]) -> pa.RecordBatchReader | pa.Table:
        if not self.has_rows:
            return pa.table({key: pa.array([], pa.string()) for key in wanted})
        return arrow_csv.open_csv(
            str(self.path),
            read_options=arrow_csv.ReadOptions(
                autogenerate_column_names=True, skip_rows_after_names=1, block_size=BLOCK
            ),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
            convert_options=arrow_csv.ConvertOptions(
                column_types={f"f{at}": pa.string() for at in range(len(self.header))},
                include_columns=wanted,
                strings_can_be_null=False,
            ),
        )

    def done(self, connection: duckdb.DuckDBPyConnection, /) -> None:
        connection.unregister("__csv")

    def placer(self) -> Placer:
        """Gives the line on which a row begins, as an editor counts lines. Rows must be asked for in order."""
        lines = ((number, line) for number, (line, _) in enumerate(_rows(self.path)))

        def place(_: int, row: int) -> tuple[str, int]:
            return self.label, next((line for number, line in lines if number == row), row)

        return place

    def why_unreadable(self) -> UnreadableTable:
        return diagnosed(self.path, len(self.header))

    def files(self) -> Sequence[Path]:
        return [self.path]


def check_bytes(path: Path) -> int:
    """The number of quotation marks in a file of UTF-8 text. Raises UnreadableTable, naming the line, for any other."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line, quotes = 1, 0
    with path.open("rb") as file:
        start = file.read(2)
        if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            raise UnreadableTable(
                file=path.name, why=Words("是 UTF-16，不是 UTF-8", "is UTF-16, not UTF-8"), remedy=AS_UTF8
            )
        file.seek(0)
        while block := file.read(BLOCK):
            _check_block(path, block, decoder, line)
            line += block.count(b"\n")
            quotes += block.count(b'"')
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise UnreadableTable(
            file=path.name, why=Words("在一个字的中间断了", "is cut off in the middle of a character"), remedy=AGAIN
        ) from error
    return quotes


def check_quotes(path: Path) -> None:
    """Refuse a file whose last quotation mark is never closed: it would swallow the rows after it."""
    line = 1
    try:
        for begins, _ in _rows(path, strict=True):
            line = begins
    except csv.Error as error:
        raise _not_csv(path, line) from error


def _check_block(path: Path, block: bytes, decoder: codecs.IncrementalDecoder, line: int) -> None:
    at = block.find(b"\0")
    if at >= 0:
        where = line + block.count(b"\n", 0, at)
        why = Words(
            f"第 {where} 行有 NUL 字节，不是纯文本", f"holds a NUL byte at line {where}, so it is not plain text"
        )
        raise UnreadableTable(file=path.name, why=why, remedy=AS_UTF8)
    pending = decoder.getstate()[0]
    if not pending and block.isascii():
        return
    try:
        decoder.decode(block)
    except UnicodeDecodeError as error:
        data = pending + block
        where = line + data.count(b"\n", 0, error.start)
        byte = f"0x{data[error.start]:02x}"
        why = Words(f"不是 UTF-8（第 {where} 行的字节 {byte}）", f"is not UTF-8 (byte {byte} at line {where})")
        raise UnreadableTable(file=path.name, why=why, remedy=AS_UTF8) from error


def read_header(path: Path) -> tuple[list[str], bool]:
    """The column names, and whether anything follows them. Raises UnreadableTable when there is no header."""
    rows = _rows(path)
    try:
        header = next(rows, None)
        if header is None:
            why = Words("是空的：没有写列名的那一行", "is empty: it has no line with the names of the columns")
            raise UnreadableTable(file=path.name, why=why, remedy=AGAIN)
        return [name.strip() for name in header[1]], next(rows, None) is not None
    except csv.Error as error:
        raise _not_csv(path, 1) from error


def _rows(path: Path, *, strict: bool = False) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank, with the line it begins on."""
    csv.field_size_limit(max(csv.field_size_limit(), 2 * BLOCK))
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=strict)
        before = 0
        for row in reader:
            if row:
                yield before + 1, row
            before = reader.line_num


def diagnosed(path: Path, width: int) -> UnreadableTable:
    """Why a CSV file of `width` columns could not be read, with the line."""
    line = 1
    try:
        for line, row in _rows(path, strict=True):
            if len(row) != width:
                cells = "1 cell" if len(row) == 1 else f"{len(row)} cells"
                why = Words(
                    f"第 {line} 行有 {cells} 格，但应有 {width} 列", f"has {cells} at line {line}, but {width} columns"
                )
                remedy = Words(
                    "含有逗号的格子请加引号；每一行的格数应当相同。",
                    "Put cells that hold a comma in quotation marks, and give every row the same number of cells.",
                )
                return UnreadableTable(file=path.name, why=why, remedy=remedy)
            if max(map(len, row)) > BLOCK:
                return _not_csv(path, line)
    except csv.Error:
        return _not_csv(path, line)
    return UnreadableTable(file=path.name, why=Words("不能按 CSV 读取", "cannot be read as CSV"), remedy=AGAIN)


def _not_csv(path: Path, line: int) -> UnreadableTable:
    why = Words(
        f"第 {line} 行或之后有一格没有结尾，或长得离谱",
        f"has a cell at or after line {line} that never ends or is far too long",
    )
    remedy = Words("请找一找没有成对的引号。", "Look for a quotation mark that is not closed.")
    return UnreadableTable(file=path.name, why=why, remedy=remedy)
