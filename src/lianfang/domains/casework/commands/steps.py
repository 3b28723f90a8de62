"""What every command about a matter begins and ends with."""

import re
from datetime import datetime

from lianfang.domains.audit import public as audit
from lianfang.domains.casework.errors import FIELDS, NamesSomebody, NoSuchUnit, TextMissing, TextTooLong
from lianfang.domains.casework.models import Line, Matter
from lianfang.domains.casework.queries.visible import matter_for
from lianfang.domains.casework.states import kind_of
from lianfang.kernel.actors import Actor
from lianfang.kernel.areas import is_wellformed
from lianfang.kernel.audit import IDENTIFIES
from lianfang.kernel.refusals import ChangedMeanwhile

UNIT = re.compile(r"[A-Za-z0-9._:-]{0,40}")  # empty: whoever answers for the area
LONGEST = {"title": 200, "text": 8000, "purpose": 300, "name": 60}


def locked(matter_id: int, *, by: Actor, seen: int | None) -> Matter:
    """The matter, held until the transaction ends. Raises ChangedMeanwhile when it is not the one `by` saw."""
    matter = matter_for(matter_id, by=by, lock=True)
    if seen is not None and seen != matter.seen:
        raise ChangedMeanwhile
    return matter


def keep(matter: Matter) -> None:
    """Write a changed matter: everybody who has it open sees from now on that it changed."""
    matter.seen += 1
    matter.save()


def write(matter: Matter, what: str, *, by: Actor, at: datetime, text: str = "", **details: object) -> Line:
    """One line of the timeline, and one row of the audit log. A detail `moment` is kept as a moment."""
    moment = details.pop("moment", None)
    line = Line.objects.create(matter=matter, at=at, by=by.id, what=what, details=details, moment=moment, text=text)
    audit.record(f"{room_of(matter)}.{what}", subject=str(matter), by=by, at=at, area=matter.area)
    return line


def room_of(matter: Matter) -> str:
    """The room whose matter it is, by the name of its machine: what the audit log calls an act by."""
    return kind_of(matter.kind).machine.name.partition(".")[0]


def text_of(given: str, field: str, *, must: bool = True) -> str:
    """What somebody wrote, without blanks around it. Raises TextMissing, TextTooLong."""
    text = given.encode("utf-8", "ignore").decode().replace("\0", "").strip()
    if must and not text:
        raise TextMissing(field=FIELDS[field])
    if len(text) > LONGEST[field]:
        raise TextTooLong(field=FIELDS[field], most=LONGEST[field])
    return text


def line_of(given: str, field: str, *, must: bool = True) -> str:
    """One line that others see in lists or in the audit log: without numbers that name somebody (NamesSomebody)."""
    line = " ".join(text_of(given, field, must=must).split())
    if IDENTIFIES.search(line):
        raise NamesSomebody
    return line


def unit_of(code: str, *, area: str | None = None) -> str:
    """A unit's code as it was given. Raises NoSuchUnit for what cannot be one, or for an area that cannot be."""
    if not UNIT.fullmatch(code) or not (area is None or is_wellformed(area)):
        raise NoSuchUnit(unit=code[:40], area=(area or "")[:12])
    return code
