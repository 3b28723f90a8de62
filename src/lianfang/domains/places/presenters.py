"""Places in words: what is shown of a row, of one place, of its history, of who answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, assert_never

from lianfang.domains.places.queries.duties import Answering
from lianfang.domains.places.queries.judging import Judged, Verdict
from lianfang.domains.places.queries.listing import PlaceRow
from lianfang.domains.places.queries.one import ChangeShown, Known, PlaceShown
from lianfang.domains.places.states import DUTIES_OF, DUTY_OF_CHECKPOINT, DutyKind, Kind, PlaceState
from lianfang.domains.places.words import WORDS
from lianfang.kernel.area_names import ENGLISH
from lianfang.kernel.areas import county_of, register
from lianfang.kernel.words import Words

AREA_BEFORE_COUNTY = 2


@dataclass(frozen=True, slots=True)
class Badge:
    """A word and its tone."""

    word: Words
    tone: str


@dataclass(frozen=True, slots=True)
class RowShown:
    """A place in a list."""

    code: str
    name: Words
    kind: Words
    sort: Words | None
    size: Words | None
    where: Words
    address: str
    badge: Badge | None


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a place's history."""

    at: datetime
    what: Words
    tone: str
    reason: str
    by: str


def shown(row: PlaceRow | PlaceShown) -> RowShown:
    """A place in words. An open place has no badge: that is what one expects."""
    state = None if row.state is PlaceState.OPEN else badge(row.state)
    return RowShown(
        row.code,
        named(row),
        kind_word(row.kind),
        WORDS[f"sort_{row.sort}"] if row.sort else None,
        size_word(row.kind, row.size),
        where(row.area),
        row.address,
        state,
    )


def named(place: PlaceRow | PlaceShown | Known | Answering) -> Words:
    """The name in both languages; the Chinese one where there is no English."""
    return Words(place.name, place.name_en or place.name)


def kind_word(kind: Kind) -> Words:
    """What a kind is called."""
    return WORDS[f"kind_{kind.value}"]


def size_word(kind: Kind, size: int | None) -> Words | None:
    """A size with what it counts."""
    return None if size is None else WORDS[f"size_{kind.value}"].filled(n=f"{size:,}")


def where(area: str) -> Words:
    """An area with the district it lies in; in English as far as its name exists."""
    full = register().full_name(area)
    city = register().name(area[:AREA_BEFORE_COUNTY])
    short = full.removeprefix(city) or full
    district = ENGLISH.get(county_of(area), "")
    own = register().name(area, "en")
    return Words(short, district if len(area) == len(county_of(area)) else f"{own}, {district}" if district else short)


def badge(state: PlaceState) -> Badge:
    """A state in a word."""
    match state:
        case PlaceState.OPEN:
            return Badge(WORDS["state_open"], "go")
        case PlaceState.CLOSED:
            return Badge(WORDS["state_closed"], "quiet")
        case PlaceState.MERGED:
            return Badge(WORDS["state_merged"], "note")
        case _:
            assert_never(state)


def verdict_badge(verdict: Verdict) -> Badge:
    """What a line of a list would do, in a word."""
    match verdict:
        case Verdict.NEW:
            return Badge(WORDS["verdict_new"], "go")
        case Verdict.CHANGED:
            return Badge(WORDS["verdict_changed"], "note")
        case Verdict.SAME:
            return Badge(WORDS["verdict_same"], "quiet")
        case Verdict.BAD:
            return Badge(WORDS["verdict_bad"], "stop")
        case _:
            assert_never(verdict)


def history_shown(changes: Iterable[ChangeShown]) -> list[Step]:
    """A place's history in sentences."""
    return [Step(change.at, _step(change), _TONES[change.verb], change.reason, change.by) for change in changes]


def answering_shown(place: PlaceShown, found: Mapping[DutyKind, Answering]) -> list[tuple[Words, Answering, Words]]:
    """Who answers for a place, the nearest duty first: the duty, the unit, and the area it holds it for."""
    wanted = DUTIES_OF[place.kind]
    if place.kind is Kind.CHECKPOINT and place.sort in DUTY_OF_CHECKPOINT:
        wanted = (DUTY_OF_CHECKPOINT[place.sort], *wanted)
    return [(duty_word(duty), found[duty], whole_area(found[duty].area)) for duty in wanted if duty in found]


def duty_word(duty: DutyKind) -> Words:
    """What a duty is called."""
    return WORDS[f"duty_{duty.value}"]


def whole_area(prefix: str) -> Words:
    """An area by the prefix of its code: `11` is the city."""
    code = prefix.ljust(6, "0")
    return Words(register().name(code), register().name(code, "en")) if len(prefix) < 6 else where(code)


def bad_line(one: Judged) -> Words:
    """A column as the list heads it."""
    return WORDS[f"column_{one.column}"]


def _step(change: ChangeShown) -> Words:
    word = WORDS[f"did_{change.verb}"]
    if change.verb == "merge":
        return word.filled(name=change.after.get("into_name", ""))
    if change.verb in ("rename", "correct"):
        return word.filled(what=_differences(change.before, change.after))
    return word


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Words:
    """What changed, entry by entry: 名称 天通苑商场 → 天通中心."""
    parts = [(WORDS[f"column_{name}"], _told(name, before.get(name)), _told(name, after[name])) for name in after]
    zh = "；".join(f"{column.zh} {was.zh} → {now.zh}" for column, was, now in parts)
    return Words(zh, "; ".join(f"{column.en} {was.en} → {now.en}" for column, was, now in parts))


def _told(name: str, value: object) -> Words:
    if value in (None, ""):
        return WORDS["column_empty"]
    return WORDS[f"sort_{value}"] if name == "sort" else Words(str(value), str(value))


_TONES = {"open": "go", "reopen": "go", "rename": "note", "correct": "note", "close": "quiet", "merge": "note"}
