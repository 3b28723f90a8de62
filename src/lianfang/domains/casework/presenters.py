"""Matters turned into words, tones and shapes. Colour is never the only sign."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from lianfang.domains.casework.models import Line, Matter
from lianfang.domains.casework.queries.lists import MatterRow
from lianfang.domains.casework.queries.notices import NoticeShown
from lianfang.domains.casework.queries.one import MatterShown
from lianfang.domains.casework.queries.people import Names
from lianfang.domains.casework.states import Kind, Priority
from lianfang.domains.casework.states.hours import Allowed, DatedDay
from lianfang.domains.casework.words import WORDS
from lianfang.domains.places.public import DutyKind
from lianfang.kernel.areas import register
from lianfang.kernel.calendars import DayKind
from lianfang.kernel.words import LANGUAGES, Words

CITY = "110000"
SOON = timedelta(hours=4)
PRIORITY_TONES = {Priority.URGENT: "stop", Priority.HIGH: "wait", Priority.NORMAL: "quiet", Priority.LOW: "quiet"}
LINE_TONES = {"overdue_told": "stop", "due_soon_told": "wait", "open": "note", "recounted": "note"}


@dataclass(frozen=True, slots=True)
class Tag:
    """Words with a tone."""

    words: Words
    tone: str


@dataclass(frozen=True, slots=True)
class RowShown:
    """A line of a list, ready to be read."""

    row: MatterRow
    state: Tag
    priority: Tag
    deadline: Tag
    unit: Words
    person: str


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line of the timeline, ready to be read."""

    at: datetime
    who: Words
    sentence: Words
    text: str
    moment: datetime | None
    tone: str


def rows(found: Iterable[MatterRow], names: Names, *, at: datetime) -> list[RowShown]:
    """The lines of a list."""
    return [
        RowShown(
            row=row,
            state=state(row.kind, row.state),
            priority=priority(row.priority),
            deadline=deadline(row, at=at),
            unit=where(names, row.unit, row.area),
            person=names.person(row.person) if row.person else "",
        )
        for row in found
    ]


def where(names: Names, unit: str, area: str) -> Words:
    """A unit by its name; without one, the area whose people answer."""
    name = names.unit(unit)
    return Words(name, name) if name else Words(*(register().name(area, language) for language in LANGUAGES))


def areas() -> list[tuple[str, Words]]:
    """The city and its districts, by code."""
    codes = (CITY, *register().counties_of(CITY))
    return [(code, Words(*(register().name(code, language) for language in LANGUAGES))) for code in codes]


def duties() -> list[tuple[str, str]]:
    """What units answer for, and the key of its words."""
    return [(duty.value, f"places.duty_{duty.value}") for duty in DutyKind]


def state(kind: Kind, name: str) -> Tag:
    """A state in the words of its kind."""
    return Tag(kind.states[name], kind.tones[name])


def priority(level: Priority) -> Tag:
    """How urgent."""
    return Tag(WORDS[f"priority.{level.value}"], PRIORITY_TONES[level])


def deadline(row: MatterRow, *, at: datetime) -> Tag:
    """How a deadline stands at a moment."""
    if row.closed_at is not None:
        return Tag(WORDS["was_late"], "stop") if row.is_late else Tag(WORDS["was_kept"], "go")
    if row.due_at is None:
        return (
            Tag(filled("stands", time=span(row.left)), "quiet")
            if row.left is not None
            else Tag(WORDS["no_deadline"], "quiet")
        )
    if row.is_late:
        return Tag(filled("late_by", time=span(at - row.due_at)), "stop")
    return Tag(filled("left", time=span(row.due_at - at)), "wait" if row.due_at - at <= SOON else "note")


def promised(matter: Matter) -> Words:
    """What was promised, and how it is counted."""
    if matter.promised is None:
        return WORDS["no_deadline"]
    return filled(f"counted_{matter.calendar}", time=hours(matter.promised))


def allowed(time: Allowed) -> Words:
    """What a priority may take."""
    return filled(f"promise_{time.calendar}", time=hours(time.time))


@dataclass(frozen=True, slots=True)
class Span:
    """Holidays or worked days that follow one another, under one name and one notice."""

    first: date
    last: date
    days: int
    name: Words
    is_holiday: bool
    cite: str


def spans(days: Iterable[DatedDay]) -> list[Span]:
    """Dated days put together where they follow one another and are alike."""
    found: list[Span] = []
    for day in days:
        name, free = Words(day.zh, day.en), day.kind is DayKind.HOLIDAY
        last = found[-1] if found else None
        alike = last and (last.name, last.is_holiday, last.cite) == (name, free, day.cite)
        if last and alike and day.day - last.last == timedelta(days=1):
            found[-1] = replace(last, last=day.day, days=last.days + 1)
        else:
            found.append(Span(day.day, day.day, 1, name, free, day.cite))
    return found


def span(time: timedelta) -> Words:
    """A stretch of time in its two largest parts: 2天3小时, 2 d 3 h."""
    minutes = int(time.total_seconds() // 60)
    parts = [(minutes // 1440, "天", "d"), (minutes % 1440 // 60, "小时", "h"), (minutes % 60, "分钟", "min")]
    told = [part for part in parts if part[0]][:2] or [(minutes, "分钟", "min")]
    return Words("".join(f"{n}{zh}" for n, zh, _ in told), " ".join(f"{n} {en}" for n, _, en in told))


def hours(time: timedelta) -> Words:
    """Working time in hours."""
    number = f"{time.total_seconds() / 3600:g}"
    return Words(f"{number}小时", f"{number} h")


def filled(key: str, **details: object) -> Words:
    """A text of the room with its blanks filled, in both languages."""
    return WORDS[key].filled(**details)


def lines(shown: MatterShown, names: Names) -> list[LineShown]:
    """The timeline in sentences, the newest first."""
    return [
        LineShown(
            at=line.at,
            who=WORDS["clock"] if line.by == "clock" else Words(names.person(line.by), names.person(line.by)),
            sentence=sentence(line, shown.kind, names),
            text=line.text,
            moment=line.moment,
            tone=LINE_TONES.get(line.what, shown.kind.tones.get(str(line.details.get("state")), "quiet")),
        )
        for line in shown.lines
    ]


def sentence(line: Line, kind: Kind, names: Names) -> Words:
    """What a line says: the kind's own sentence, its verb, or one that all matters share."""
    told = {**line.details, **_told(line.details, names)}
    if line.what in kind.lines:
        return kind.lines[line.what].filled(**told)
    if line.what in kind.verbs:
        return filled("line.move", verb=kind.verbs[line.what], state=kind.states[line.details["state"]])
    if line.what == "assign" and not line.details["person"]:
        return WORDS["line.assign_nobody"]
    return filled(f"line.{line.what}", **told)


def notice(shown: NoticeShown) -> Words:
    """What a notice says."""
    if shown.what in shown.kind.verbs:
        return filled("notice.move", verb=shown.kind.verbs[shown.what])
    return WORDS[f"notice.{shown.what}"]


def _told(details: Mapping[str, str], names: Names) -> dict[str, object]:
    """Details that are codes, in words."""
    told: dict[str, object] = {}
    if "person" in details:
        told["person"] = names.person(details["person"])
    if "unit" in details:
        told["unit"] = where(names, details["unit"], details["area"])
    if "to" in details:
        told["to"] = WORDS[f"to.{details['to']}"]
    return told
