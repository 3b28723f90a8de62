"""What a list on its way in would do, line by line: nothing is changed by looking."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from lianfang.domains.places.errors import NotAPlace
from lianfang.domains.places.models import Details, Place, checked_area, checked_code, code_for
from lianfang.domains.places.states import AREA_KINDS, MANAGE, SORTS, Kind, PlaceState
from lianfang.domains.places.words import WORDS
from lianfang.facts.importers.sheets import Column, Line, Sheet
from lianfang.kernel.actors import Actor
from lianfang.kernel.words import Words

MOST_LINES = 20_000  # taken while somebody waits: new ones by the thousand, changed ones one by one
COLUMNS = (
    Column("code", ("代码", "Code")),
    Column("kind", ("种类", "Kind"), required=True),
    Column("area", ("区划代码", "Area"), required=True),
    Column("name", ("名称", "Name"), required=True),
    Column("name_en", ("英文名称", "Name in English")),
    Column("sort", ("类别", "Sort")),
    Column("address", ("地址", "Address")),
    Column("size", ("规模", "Size")),
)


NOTHING_SAID = Details("")


class Verdict(StrEnum):
    """What a line would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Judged:
    """One line of the list. A bad one names the column at fault and why; any other is ready to be kept.

    `given`: the columns the list has; of those it lacks, what is kept already stays.
    """

    line: int
    verdict: Verdict
    name: str = ""
    column: str = ""
    why: Words | None = None
    code: str = ""
    kind: Kind = Kind.COMPOUND
    area: str = ""
    details: Details = NOTHING_SAID
    given: frozenset[str] = frozenset()


def judged(sheet: Sheet, *, by: Actor) -> list[Judged]:
    """Every line with its verdict, in order, under the rights of `by`. One query for 500 lines."""
    read = [_read(line, by) for line in sheet.lines]
    known = Place.objects.in_bulk({one.code for one in read if one.code}, field_name="code")
    first: dict[str, int] = {}
    return [_against(one, known, first.setdefault(one.code, one.line)) for one in read]


def counts(lines: Sequence[Judged]) -> Mapping[Verdict, int]:
    """How many lines there are of each verdict."""
    return {verdict: sum(line.verdict is verdict for line in lines) for verdict in Verdict}


def _read(line: Line, by: Actor) -> Judged:
    try:
        return _checked(line, by)
    except NotAPlace as fault:
        why = fault.details["why"]
        assert isinstance(why, Words)
        return Judged(line.number, Verdict.BAD, line["name"], fault.column, why)


def _checked(line: Line, by: Actor) -> Judged:
    kind = _kind(line["kind"])
    area = line["area"] or (line["code"] if kind in AREA_KINDS.values() else "")
    details = Details(line["name"], line["name_en"], _sort(kind, line["sort"]), line["address"], _size(line["size"]))
    kept = details.checked(kind)
    code = checked_code(line["code"] or code_for(kind, area, kept.name))
    checked_area(kind, code, area)
    if not by.may(MANAGE, area=area):
        raise NotAPlace(column="area", why=Words("不在您的管辖范围内", "it lies outside the area you manage"))
    return Judged(
        line.number, Verdict.NEW, kept.name, code=code, kind=kind, area=area, details=kept, given=frozenset(line.cells)
    )


def _against(one: Judged, known: Mapping[str, Place], first: int) -> Judged:
    """The verdict, now that what is kept already and the lines above are known."""
    if one.verdict is Verdict.BAD:
        return one
    if first != one.line:
        return _bad(one, "code", Words(f"与第{first}行是同一个地点", f"line {first} speaks of the same place"))
    place = known.get(one.code)
    if place is None:
        return one
    if (place.kind, place.area) != (one.kind.value, one.area):
        return _bad(one, "code", Words("这个代码已用于另一个地点", "another place has this code"))
    if place.state != PlaceState.OPEN.value:
        return _bad(one, "code", Words("这个地点已关闭或并入他处", "this place was closed or merged into another"))
    kept = {name: value for name, value in place.details.as_data().items() if name not in one.given}
    said = replace(one.details, **kept)
    return replace(one, details=said, verdict=Verdict.SAME if said == place.details else Verdict.CHANGED)


def _bad(one: Judged, column: str, why: Words) -> Judged:
    return replace(one, verdict=Verdict.BAD, column=column, why=why)


def _kind(text: str) -> Kind:
    found = _by_word(text, list(Kind), "kind")
    if found is None:
        raise NotAPlace(column="kind", why=Words("没有这一种类", "there is no such kind of place"))
    return Kind(found)


def _sort(kind: Kind, text: str) -> str:
    """The sort that a word means; a word that means none is refused when the details are checked."""
    return (_by_word(text, SORTS.get(kind, ()), "sort") or text) if text else ""


def _by_word(text: str, values: Sequence[str], prefix: str) -> str | None:
    wanted = text.casefold().strip()
    return next((str(value) for value in values if wanted in _names(str(value), prefix)), None)


def _names(value: str, prefix: str) -> Iterator[str]:
    words = WORDS[f"{prefix}_{value}"]
    yield from (value, words.zh, words.en.casefold())


def _size(text: str) -> int | None:
    if not text:
        return None
    plain = text.replace(",", "")
    if not (plain.isascii() and plain.isdecimal() and len(plain) < 9):
        raise NotAPlace(column="size", why=Words("规模应为整数", "a size is a whole number"))
    return int(plain)
