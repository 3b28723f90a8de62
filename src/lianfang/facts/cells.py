"""How one cell becomes its plain form, as SQL: what it was in the file, what it is in the store, what can be wrong.

Every name is quoted and every literal is made here from numbers and declared words, never from a file's content.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from lianfang.facts.schemas import PLAIN_TYPES, Column, Kind
from lianfang.kernel.clock import EARLIEST_YEAR, LATEST_YEAR, MICROSECOND, to_micros

LONGEST = {Kind.ID: 200, Kind.TEXT: 4000}
STEADY_SINCE = 1992
# Space, tab and line breaks, no-break space, ideographic space.
SPACES = (32, 9, 10, 13, 0xA0, 0x3000)
AT_AN_EDGE = r"^[ \t\n\r\x{A0}\x{3000}]|[ \t\n\r\x{A0}\x{3000}]$"
KEPT_AS_TEXT = (Kind.ID, Kind.TEXT, Kind.AREA, Kind.WORD)
TIMES = (Kind.INSTANT, Kind.DAY, Kind.BIRTHDAY)
OFFSET = r"Z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?"
BASIC_TIME = (
    rf"(\d{{4}})-?(\d{{2}})-?(\d{{2}})[T ](\d{{2}}):?(\d{{2}})(?::?(\d{{2}}(?:\.\d{{1,9}})?))?( ?(?:{OFFSET}))?"
)
EXTENDED = rf"\d{{4}}-\d{{2}}-\d{{2}}([T ]\d{{2}}:\d{{2}}(:\d{{2}}(\.\d{{1,9}})?)?( ?({OFFSET}))?)?"
BASIC_DAY = r"(\d{4})(\d{2})(\d{2})"


def quoted(name: str) -> str:
    """An identifier for SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text literal for SQL."""
    return "'" + text.replace("'", "''") + "'"


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of one source, as SQL expressions.

    `raw` and `plain` are over the source's own columns. `faults` are (code, condition) pairs in the order they are
    told, over "r:NAME" (the cell as found) and "p:NAME" (its plain form); a condition is never NULL.
    `costly` says that making the plain form parses text.
    """

    column: Column
    raw: str
    plain: str
    faults: tuple[tuple[str, str], ...]
    costly: bool = False


class CannotHold(Exception):
    """A column's type in the file cannot hold this kind of cell."""


@lru_cache
def steady_offset(zone: ZoneInfo) -> int | None:
    """The zone's offset in microseconds when it has been the same since 1992; None when it changes."""
    months = ((y, m) for y in range(STEADY_SINCE, LATEST_YEAR + 1) for m in range(1, 13))
    offsets = {datetime(y, m, 1, tzinfo=UTC).astimezone(zone).utcoffset() for y, m in months}
    only = offsets.pop()
    return only // MICROSECOND if only is not None and not offsets else None


def cell(column: Column, found_type: str | None, zone: ZoneInfo) -> Cell:
    """The SQL of `column` when the source holds it as `found_type` (DuckDB's name), None when it lacks the column.

    Raises CannotHold when that type cannot hold this kind of cell.
    """
    if found_type is None:
        return nothing(column)
    name, found = quoted(column.name), quoted(f"r:{column.name}")
    group = _group(found_type)
    if group == "text" and column.kind in KEPT_AS_TEXT:
        text = name if found_type == "VARCHAR" else f"CAST({name} AS VARCHAR)"
        plain, empty = (f"nullif({text}, '')" if column.optional else text), f"coalesce({found} = '', true)"
    elif group == "text":
        plain, empty = _TEXT[column.kind](f"trim({name})", zone), f"coalesce(trim({found}) = '', true)"
    else:
        plain, empty = _typed(column.kind, group, name, zone), f"{found} IS NULL"
    costly = group == "text" and column.kind not in KEPT_AS_TEXT
    return Cell(column, name, plain, _faults(column, empty, zone), costly)


def nothing(column: Column) -> Cell:
    """The SQL of a column that holds nothing: every cell is empty."""
    faults = () if column.optional else (("empty", "true"),)
    return Cell(column, "NULL::VARCHAR", f"NULL::{PLAIN_TYPES[column.kind]}", faults)


def _group(found_type: str) -> str:
    name = found_type.partition("(")[0]
    if name in ("VARCHAR", "ENUM", "JSON", "UUID"):
        return "text"
    if name == "TIMESTAMP WITH TIME ZONE":
        return "instant"
    if name.startswith("TIMESTAMP"):
        return "local"
    if name in ("DOUBLE", "FLOAT"):
        return "float"
    if name.endswith("INT") or name == "INTEGER" or found_type.endswith(",0)"):
        return "integer"
    return "date" if name == "DATE" else name


def _typed(kind: Kind, group: str, raw: str, zone: ZoneInfo) -> str:
    if kind in TIMES and group in ("instant", "local", "date"):
        return _TIME[kind](raw, group, zone)
    if group == "integer":
        if kind in (Kind.ID, Kind.AREA, Kind.TEXT):
            return f"CAST({raw} AS VARCHAR)"
        if kind is Kind.COUNT:
            return f"TRY_CAST({raw} AS INTEGER)"
        if kind in (Kind.DAY, Kind.BIRTHDAY):
            return _TEXT[kind](f"CAST({raw} AS VARCHAR)", zone)
    if group == "float" and kind is Kind.COUNT:
        return f"CASE WHEN {raw} = floor({raw}) THEN TRY_CAST({raw} AS INTEGER) END"
    raise CannotHold


def _bounds(zone: ZoneInfo) -> tuple[int, int]:
    low = to_micros(datetime(EARLIEST_YEAR, 1, 1, tzinfo=zone))
    return low, to_micros(datetime(LATEST_YEAR + 1, 1, 1, tzinfo=zone)) - 1


def _faults(column: Column, empty: str, zone: ZoneInfo) -> tuple[tuple[str, str], ...]:
    wrong = _wrong(column, quoted(f"p:{column.name}"), zone)
    needed = () if column.optional else (("empty", empty),)
    return needed + tuple((code, f"(NOT {empty} AND {condition})") for code, condition in wrong)


def _wrong(column: Column, plain: str, zone: ZoneInfo) -> tuple[tuple[str, str], ...]:
    match column.kind:
        case Kind.INSTANT:
            low, high = _bounds(zone)
            return (("instant", f"coalesce({plain} NOT BETWEEN {low} AND {high}, true)"),)
        case Kind.DAY | Kind.BIRTHDAY:
            return (("day", f"{plain} IS NULL"),)
        case Kind.COUNT:
            return (("count", f"coalesce({plain} < 0, true)"),)
        case Kind.AREA:
            return (("area", f"NOT regexp_full_match({plain}, '[0-9]{{6}}([0-9]{{3}}){{0,2}}')"),)
        case Kind.WORD:
            return (("word", f"{plain} NOT IN ({', '.join(map(literal, column.words))})"),)
        case Kind.ID:
            return (("spaces", _space_at_an_edge(plain)), ("long", _longer(plain, LONGEST[Kind.ID])))
        case Kind.TEXT:
            return (("long", _longer(plain, LONGEST[Kind.TEXT])),)


def _space_at_an_edge(text: str) -> str:
    """Nearly every id begins and ends with a visible ASCII character, which is cheap to see; CASE looks no further."""
    visible = f"{text} >= '!' AND {text} < chr(127) AND {text}[-1] BETWEEN '!' AND '~'"
    anywhere = " OR ".join(f"contains({text}, chr({code}))" for code in SPACES)
    edge = f"regexp_matches({text}, {literal(AT_AN_EDGE)})"
    return f"CASE WHEN {visible} THEN false WHEN {anywhere} THEN {edge} ELSE false END"


def _longer(text: str, most: int) -> str:
    """Longer than so many characters; bytes are counted first because that costs nothing."""
    return f"CASE WHEN strlen({text}) > {most} THEN length({text}) > {most} ELSE false END"


def _moment_of_text(text: str) -> str:
    """TIMESTAMP WITH TIME ZONE of an ISO 8601 text; the session's zone is the city's. NULL when it is none."""
    usual = f"TRY_CAST(replace({text}, ' +', '+') AS TIMESTAMPTZ)"
    dotted = f"replace({text}, ',', '.')"
    seconds = f"coalesce(nullif(regexp_extract({dotted}, {literal('^' + BASIC_TIME + '$')}, 6), ''), '00')"
    spelled = f"regexp_replace({dotted}, {literal('^' + BASIC_TIME + '$')}, '\\1-\\2-\\3T\\4:\\5:') || {seconds}"
    tail = f"trim(regexp_extract({dotted}, {literal('^' + BASIC_TIME + '$')}, 7))"
    other = f"TRY_CAST({spelled} || {tail} AS TIMESTAMPTZ)"
    return (
        f"CASE WHEN regexp_full_match({text}, {literal(EXTENDED)}) THEN {usual}"
        f" WHEN regexp_full_match({dotted}, {literal(BASIC_TIME)}) THEN {other}"
        f" WHEN regexp_full_match({text}, {literal(BASIC_DAY)})"
        f" THEN TRY_CAST(regexp_replace({text}, {literal(BASIC_DAY)}, '\\1-\\2-\\3') AS TIMESTAMPTZ) END"
    )


def _date_of_text(text: str, zone: ZoneInfo) -> str:
    return (
        rf"CASE WHEN regexp_full_match({text}, '\d{{4}}-\d{{2}}-\d{{2}}') THEN TRY_CAST({text} AS DATE)"
        f" ELSE CAST(timezone({literal(zone.key)}, {_moment_of_text(text)}) AS DATE) END"
    )


def _micros(raw: str, group: str, zone: ZoneInfo) -> str:
    """Microseconds of a typed time column; NULL or out of bounds when impossible."""
    if group == "instant":
        return f"epoch_us({raw})"
    local = f"TRY_CAST({raw} AS TIMESTAMP)"
    first, last = f"TIMESTAMP '{EARLIEST_YEAR}-01-01'", f"TIMESTAMP '{LATEST_YEAR + 1}-01-01'"
    any_year = (
        f"CASE WHEN {local} >= {first} AND {local} < {last} THEN epoch_us(timezone({literal(zone.key)}, {local})) END"
    )
    offset = steady_offset(zone)
    if offset is None:
        return any_year
    steady = f"{local} >= TIMESTAMP '{STEADY_SINCE}-01-02' AND {local} < {last}"
    return f"CASE WHEN {steady} THEN epoch_us({local}) - {offset} ELSE {any_year} END"


def _date(raw: str, group: str, zone: ZoneInfo) -> str:
    if group == "instant":
        return f"TRY_CAST(timezone({literal(zone.key)}, {raw}) AS DATE)"
    return f"TRY_CAST({raw} AS DATE)"


def _possible(date: str) -> str:
    return f"{date} BETWEEN DATE '{EARLIEST_YEAR}-01-01' AND DATE '{LATEST_YEAR}-12-31'"


def _day_number(date: str) -> str:
    return f"CASE WHEN {_possible(date)} THEN CAST({date} - DATE '1970-01-01' AS INTEGER) END"


def _yyyymmdd(date: str) -> str:
    number = f"year({date}) * 10000 + month({date}) * 100 + day({date})"
    return f"CASE WHEN {_possible(date)} THEN CAST({number} AS INTEGER) END"


_TIME: Mapping[Kind, Callable[[str, str, ZoneInfo], str]] = {
    Kind.INSTANT: _micros,
    Kind.DAY: lambda raw, group, zone: _day_number(_date(raw, group, zone)),
    Kind.BIRTHDAY: lambda raw, group, zone: _yyyymmdd(_date(raw, group, zone)),
}

_TEXT: Mapping[Kind, Callable[[str, ZoneInfo], str]] = {
    Kind.INSTANT: lambda text, _: f"epoch_us({_moment_of_text(text)})",
    Kind.DAY: lambda text, zone: _day_number(_date_of_text(text, zone)),
    Kind.BIRTHDAY: lambda text, zone: _yyyymmdd(_date_of_text(text, zone)),
    Kind.COUNT: lambda text, _: (
        f"CASE WHEN regexp_full_match({text}, '[0-9]{{1,10}}') THEN TRY_CAST({text} AS INTEGER) END"
    ),
}
