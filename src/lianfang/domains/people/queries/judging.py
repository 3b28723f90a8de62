"""What a list of people would do, line by line. A report names lines, columns and reasons, and repeats no value."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lianfang.domains.people.errors import NotAPerson
from lianfang.domains.people.models import Document, MatterName, Said, names
from lianfang.domains.people.models.said import said_by
from lianfang.domains.people.queries.views import masked_name
from lianfang.domains.people.states import IMPORT
from lianfang.domains.people.words import WORDS
from lianfang.facts.importers.sheets import Column, Line, Sheet
from lianfang.kernel.actors import Actor
from lianfang.kernel.areas import is_wellformed
from lianfang.kernel.documents import Document as Paper
from lianfang.kernel.documents import DocumentDisagrees, Kind, NotADocument, Sex, read_document
from lianfang.kernel.personal import Personal
from lianfang.kernel.phones import NotAPhone, read_phone
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

AT_ONCE = 500
ROOM = "list"  # matters that came with a list and belong to no room yet
DAY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d\d)(\d\d))")
COLUMNS = (
    Column("kind", ("证件种类", "Document")),
    Column("number", ("证件号码", "Number"), required=True),
    Column("name", ("姓名", "Name"), required=True),
    Column("born", ("出生日期", "Born")),
    Column("sex", ("性别", "Sex")),
    Column("phone", ("电话", "Phone")),
    Column("address", ("住址", "Address")),
    Column("area", ("区划代码", "Area"), required=True),
    Column("matter", ("事项", "Matter"), required=True),
)


class Verdict(StrEnum):
    """What a line would do."""

    NEW = "new"
    KNOWN = "known"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Good:
    """A line that can be taken."""

    paper: Paper
    said: Said
    area: str
    matter: MatterName


@dataclass(frozen=True, slots=True)
class Judged:
    """One line: the masked name, and either what it says or the column at fault and why."""

    line: int
    verdict: Verdict
    masked: str
    column: str = ""
    why: Words | None = None
    good: Good | None = None


class _Fault(Exception):
    """A line that cannot be taken."""

    def __init__(self, column: str, why: Words) -> None:
        super().__init__(column)
        self.column, self.why = column, why


def judged(sheet: Sheet, *, on: date, by: Actor) -> list[Judged]:
    """Every line with its verdict, in order, under the rights of `by`. One query for 500 lines.

    Somebody who is in the register elsewhere is new here: a list tells nobody who else is known.
    """
    read = [_read(line, on, by) for line in sheet.lines]
    known = _known([one.good for one in read if one.good], by)
    return [_against(one, known) for one in read]


def counts(lines: Sequence[Judged]) -> Mapping[str, int]:
    """How many lines there are of each verdict."""
    return {verdict.value: sum(line.verdict is verdict for line in lines) for verdict in Verdict}


def _against(one: Judged, known: set[str]) -> Judged:
    if one.good and not known.isdisjoint(names().every(one.good.paper)):
        return Judged(one.line, Verdict.KNOWN, one.masked, good=one.good)
    return one


def _known(good: Sequence[Good], by: Actor) -> set[str]:
    """Pseudonyms of those who are in the register, in areas of `by`."""
    wanted = [name for one in good for name in names().every(one.paper)]
    found: set[str] = set()
    for begin in range(0, len(wanted), AT_ONCE):
        rows = Document.objects.filter(pseudonym__in=wanted[begin : begin + AT_ONCE])
        found |= {name for name, area in rows.values_list("pseudonym", "person__area") if by.may(IMPORT, area=area)}
    return found


def _read(line: Line, on: date, by: Actor) -> Judged:
    masked = masked_name(Personal(line["name"])) if line["name"] else ""
    try:
        return Judged(line.number, Verdict.NEW, masked, good=_checked(line, on, by))
    except _Fault as fault:
        return Judged(line.number, Verdict.BAD, masked, fault.column, fault.why)


def _checked(line: Line, on: date, by: Actor) -> Good:
    paper = _paper(line, on)
    born, sex = _born(line["born"]), _sex(line["sex"])
    try:
        agreed = paper.agreed_birth(born), paper.agreed_sex(sex)
        phone = read_phone(line["phone"]) if line["phone"] else None
        matter = MatterName(ROOM, line["matter"]).checked()
        said = said_by(name=line["name"], address=line["address"], born=agreed[0], sex=agreed[1], phone=phone)
    except NotAPerson as fault:
        raise _Fault(fault.column, _why(fault)) from None
    except DocumentDisagrees as fault:
        raise _Fault(
            "number", Words("证件与所填的出生日期或性别不符", "the document says another birth or sex")
        ) from fault
    except NotAPhone:
        raise _Fault("phone", Words("不是可以拨打的电话", "not a phone that can be called")) from None
    if not is_wellformed(line["area"]) or not by.may(IMPORT, area=line["area"]):
        raise _Fault("area", Words("区划代码不对，或不在您的管辖范围内", "no area, or not one you are in charge of"))
    return Good(paper, said, line["area"], matter)


def _paper(line: Line, on: date) -> Paper:
    try:
        return read_document(_kind(line["kind"]), line["number"], on=on)
    except NotADocument as fault:
        raise _Fault("number", _why(fault)) from None


def _kind(text: str) -> str:
    """A kind by its word; a resident card when nothing is said."""
    wanted = text.casefold() or Kind.RESIDENT_CARD.value
    for kind in Kind:
        words = WORDS[f"kind_{kind.value}"]
        if wanted in (kind.value, words.zh, words.en.casefold()):
            return kind.value
    raise _Fault("kind", Words("没有这一种证件", "no such kind of document is known"))


def _born(text: str) -> Personal[date] | None:
    if not text:
        return None
    found = DAY.fullmatch(text)
    parts = [int(part) for part in found.groups() if part] if found else [0, 0, 0]
    try:
        return Personal(date(*parts))
    except ValueError:
        raise _Fault("born", Words("日期请写作1990-01-31", "write a date as 1990-01-31")) from None


def _sex(text: str) -> Sex | None:
    if not text:
        return None
    for sex in Sex:
        words = WORDS[f"sex_{sex.value}"]
        if text.casefold() in (sex.value, words.zh, words.en.casefold()):
            return sex
    raise _Fault("sex", Words("性别请写男或女", "write male or female"))


def _why(fault: Refusal) -> Words:
    why = fault.details["why"]
    assert isinstance(why, Words)
    return why
