"""What people type and choose at the desk of matters, read once."""

from django.http import HttpRequest

from lianfang.domains.casework.commands import Chosen, Draft, Side
from lianfang.domains.casework.errors import NotAList
from lianfang.domains.casework.queries.lists import Asked
from lianfang.domains.casework.states import Priority

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


def side(request: HttpRequest, name: str) -> Side:
    """A unit in an area: the fields `NAME_area` and `NAME_unit`, or one field `NAME` of both as `110105/U-1`."""
    both = request.POST.get(name, "")
    if both:
        area, _, unit = both.partition("/")
        return Side(area.strip(), unit.strip())
    return Side(request.POST.get(f"{name}_area", "").strip(), request.POST.get(f"{name}_unit", "").strip())


def draft(request: HttpRequest) -> Draft:
    """A new request."""
    level = request.POST.get("priority", "")
    return Draft(
        kind="request",
        title=request.POST.get("title", ""),
        body=request.POST.get("body", ""),
        owner=side(request, "owner"),
        asker=side(request, "asker"),
        priority=Priority(int(level)) if level in {str(int(known)) for known in Priority} else Priority.NORMAL,
    )
