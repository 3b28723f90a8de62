"""A CSV that somebody wants to enter: every row judged before anything is kept."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from zoneinfo import ZoneInfo

from lianfang.facts.lake.judging import Delivery, judge
from lianfang.facts.report import BadRow
from lianfang.facts.rows import table_named
from lianfang.kernel.refusals import Refusal

MOST_TOLD = 50


@dataclass(frozen=True, slots=True)
class Staged:
    """The rows that can be taken, as they were written, and those that cannot, each with its line."""

    good: tuple[Mapping[str, str | None], ...]
    bad: tuple[BadRow, ...]
    refusal: Refusal | None = None


def staged(table: str, text: str, *, zone: ZoneInfo) -> Staged:
    """Judge a CSV for a table. What is wrong with all of it is `refusal`; nothing is kept."""
    try:
        rows = _rows(table, text)
        (judged,) = judge([Delivery(table, rows, "staging", "staging")], zone)
    except Refusal as refusal:
        return Staged((), (), refusal)
    wrong = {bad.line for bad in judged.bad_rows}
    good = tuple(row for number, row in enumerate(rows, 1) if number not in wrong)
    return Staged(good, judged.bad_rows[:MOST_TOLD])


def _rows(table: str, text: str) -> list[dict[str, str | None]]:
    """Cells by column; an empty cell is none. Columns the table does not have are left out."""
    known = {column.name for column in table_named(table).columns}
    reader = csv.DictReader(StringIO(text.replace("\0", "")), skipinitialspace=True)
    return [
        {name: (value or None) for name, value in row.items() if name in known and isinstance(value, str | None)}
        for row in reader
    ]
