"""Spells of risk: a CSV with one row per area, level and time it was listed."""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime, tzinfo

from lianfang.facts.importers.places import Place, Register, exact, locate
from lianfang.facts.importers.refusals import WrongKind
from lianfang.facts.importers.report import Remarks, plain
from lianfang.kernel.clock import EARLIEST_YEAR, LATEST_YEAR, day_start
from lianfang.kernel.words import Words

NEEDED = ("area_name", "gb2260", "level", "from", "first_day_not_listed")
LEVELS = ("low", "medium", "high")
CODE_LENGTHS = (6, 9, 12)

NO_PLACE = Words("没有地区代码，名称也不在名录中", "there is no area code, and no place of the register has this name")
BY_NAME = Words("没有地区代码，已按名称查得", "there is no area code; it was found by the name")
BAD_CODE = Words("不是6、9或12位数字的地区代码", "not an area code of 6, 9 or 12 digits")
UNKNOWN_CODE = Words("名录没有此代码，仍保留", "the register lacks this code; the row is kept")
BAD_LEVEL = Words("等级须为low、medium或high", "the level must be low, medium or high")
BAD_DAY = Words("不是存在的日期（应如2021-08-11）", "not a day that exists (write 2021-08-11)")
ENDS_FIRST = Words("结束早于开始", "it ends before it begins")
NO_LENGTH = Words("开始与结束在同一天，从未生效", "it begins and ends on the same day, so it was never in force")


class Bad(Exception):
    """A row that cannot be read: the column and the sentence."""

    def __init__(self, column: str, says: Words) -> None:
        self.column, self.says = column, says
        super().__init__(column)


def read_spells(
    text: str, *, file: str, register: Register, zone: tzinfo, remarks: Remarks
) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Line and `area_levels` row of every spell that can be read. A day is its 00:00 in `zone`.

    Raises WrongKind when the columns are not those of spells.
    """
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=False)
    missing = [name for name in NEEDED if name not in (reader.fieldnames or [])]
    if missing:
        why = Words(f"第一行缺少 {', '.join(missing)} 列", f"the first line lacks the column {', '.join(missing)}")
        raise WrongKind(
            file=file,
            kind="risk-spells",
            why=why,
            hint=Words(f"需要的列：{', '.join(NEEDED)}。", f"The columns needed are: {', '.join(NEEDED)}."),
        )
    for cells in reader:
        row = {str(key): (value if isinstance(value, str) else "").strip() for key, value in cells.items() if key}
        if not any(row.values()):
            continue
        line = reader.line_num
        try:
            yield line, _row(row, register, zone, line, remarks)
        except Bad as bad:
            remarks.left_out(bad.says, line=line, column=bad.column, value=plain(row.get(bad.column, "")))


def _row(row: Mapping[str, str], register: Register, zone: tzinfo, line: int, remarks: Remarks) -> Mapping[str, object]:
    place = _place(row, register, line, remarks)
    if row["level"] not in LEVELS:
        raise Bad("level", BAD_LEVEL)
    from_at = _day(row, "from", zone)
    until_at = _day(row, "first_day_not_listed", zone) if row["first_day_not_listed"] else None
    if until_at is not None and until_at <= from_at:
        raise Bad("first_day_not_listed", ENDS_FIRST if until_at < from_at else NO_LENGTH)
    return {
        "area_id": place.area_id,
        "area_name": place.name,
        "area": place.code,
        "level": row["level"],
        "from_at": from_at,
        "until_at": until_at,
    }


def _place(row: Mapping[str, str], register: Register, line: int, remarks: Remarks) -> Place:
    code, name = row["gb2260"], exact(row["area_name"]) or "全域"
    if not code:
        return _by_names(row, register, line, remarks)
    if len(code) not in CODE_LENGTHS or not (code.isascii() and code.isdigit()):
        raise Bad("gb2260", BAD_CODE)
    return Place(code, name)


def _by_names(row: Mapping[str, str], register: Register, line: int, remarks: Remarks) -> Place:
    province, city, county = (row.get(key, "") for key in ("province", "city", "county"))
    code = register.find_county(province, city, county) if province or city or county else None
    place = Place(code, exact(row["area_name"]) or "全域") if code else locate(register, province, row["area_name"])
    if place is None:
        raise Bad("gb2260", NO_PLACE)
    remarks.note(BY_NAME, line=line, column="gb2260", value=place.code)
    return place


def _day(row: Mapping[str, str], column: str, zone: tzinfo) -> datetime:
    try:
        day = date.fromisoformat(row[column])
    except ValueError:
        raise Bad(column, BAD_DAY) from None
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise Bad(column, BAD_DAY)
    return day_start(day, zone=zone)
