"""What people type and choose at the desk of matters, read once."""

from django.http import HttpRequest

from lianfang.domains.casework.commands import Chosen, Draft, Side
from lianfang.domains.casework.errors import NoSuchUnit, NotAList
from lianfang.domains.casework.queries.lists import Asked
from lianfang.domains.casework.states import Priority
from lianfang.domains.places import public as places
from lianfang.domains.places.public import DutyKind
from lianfang.kernel.areas import is_wellformed

BIGGEST = 2**63


def asked(request: HttpRequest) -> Asked:
    """What the list is to show: from the address, or from a form that carries it along."""
    return Asked.read((request.GET if request.method in {"GET", "HEAD"} else request.POST).dict())


def number(text: str) -> int:
    """A whole number as a form carries it. Raises NotAList for anything else."""
    if not (text.isascii() and text.isdigit() and int(text[:20]) < BIGGEST):
        raise NotAList
    return int(text)


def chosen(request: HttpRequest) -> list[Chosen]:
    """The matters that are marked, each with the change of it that was on the screen: `12:3`."""
    pairs = [mark.partition(":") for mark in request.POST.getlist("chosen")]
    return [Chosen(number(matter), number(seen)) for matter, _, seen in pairs]


def owner(request: HttpRequest) -> Side:
    """Who is asked: a unit by its code, else the one that answers for a duty in an area, else the area's officers."""
    area, unit, duty = (request.POST.get(f"owner_{name}", "").strip() for name in ("area", "unit", "duty"))
    if unit:
        if unit not in places.names_of({unit}):
            raise NoSuchUnit(unit=unit[:40], area=area[:12])
        return Side(area, unit)
    if duty in set(DutyKind) and is_wellformed(area):
        answers = places.who_answers(DutyKind(duty), area, at=request.clock.now())
        return Side(area, answers.unit if answers else "")
    return Side(area)


def asker(request: HttpRequest) -> Side:
    """On whose behalf: an area and a unit in one field, `110105/U-1`."""
    area, _, unit = request.POST.get("asker", "").partition("/")
    return Side(area.strip(), unit.strip())


def draft(request: HttpRequest) -> Draft:
    """A new request."""
    level = request.POST.get("priority", "")
    return Draft(
        kind="request",
        title=request.POST.get("title", ""),
        body=request.POST.get("body", ""),
        owner=owner(request),
        asker=asker(request),
        priority=Priority(int(level)) if level in {str(int(known)) for known in Priority} else Priority.NORMAL,
    )
