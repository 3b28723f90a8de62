"""Tables as offices take them, CSV and XLSX. No cell can run as a formula, whatever somebody typed into it."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK = "\ufeff"  # without it, spreadsheets read Chinese as noise
NOT_IN_XLSX = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST_CELL = 32_767  # characters a cell of XLSX may hold

Cell = str | int | float | None


def harmless(cell: str) -> str:
    """A cell that a spreadsheet will not run as a formula."""
    return f"'{cell}" if cell.startswith(RISKY) else cell


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table in UTF-8 with a byte order mark. Numbers stay numbers."""
    text = io.StringIO(newline="")
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow([_safe(cell) for cell in header])
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def as_xlsx(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table as one sheet, its first row kept in view. Characters that XLSX cannot hold are left out."""
    from openpyxl import Workbook  # half a second that no other command should wait

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    for row in (header, *rows):
        sheet.append([_in_xlsx(_safe(cell)) for cell in row])
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _safe(cell: Cell) -> Cell:
    return harmless(cell) if isinstance(cell, str) else cell


def _in_xlsx(cell: Cell) -> Cell:
    return NOT_IN_XLSX.sub("", cell)[:LONGEST_CELL] if isinstance(cell, str) else cell
