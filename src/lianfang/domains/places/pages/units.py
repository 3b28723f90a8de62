"""Who answers for what in an area; for those in charge, giving and ending duties."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from lianfang.domains.places.commands.answering import end_duty, give_duty
from lianfang.domains.places.forms import duty_of
from lianfang.domains.places.presenters import duty_word, named, whole_area
from lianfang.domains.places.queries.duties import Answering, all_who_answer
from lianfang.domains.places.queries.listing import Asked, listed
from lianfang.domains.places.states import MANAGE, DutyKind, Kind
from lianfang.kernel.actors import area_prefix
from lianfang.kernel.areas import is_wellformed, register

MOST_UNITS = 400


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """Every duty and who has it, for the area asked about (the city, unless one is). Two queries."""
    area = request.GET.get("area", "").strip()
    area = area if is_wellformed(area) else request.pack.jurisdiction.ljust(6, "0")
    found = all_who_answer(area, at=request.clock.now())
    may_manage = request.actor.may(MANAGE, area=area)
    context = {
        "area": area,
        "where": whole_area(area_prefix(area)),
        "districts": [(code, whole_area(code)) for code in register().counties_of(request.pack.jurisdiction)],
        "streets": [(code, whole_area(code)) for code in register().streets_of(area)]
        if len(area_prefix(area)) >= 6
        else [],
        "duties": [_line(duty, found.get(duty), area) for duty in DutyKind],
        "may_manage": may_manage,
        "choices": _units(area) if may_manage else [],
    }
    return render(request, "places/units.html", context)


@require_POST
def give(request: HttpRequest) -> HttpResponse:
    """A unit takes a duty in an area, or a duty there ends (no unit chosen)."""
    area, unit, duty = request.POST.get("area", ""), request.POST.get("unit", "").strip(), duty_of(request.POST)
    if unit:
        give_duty(unit=unit, duty=duty, area=area, by=request.actor, at=request.clock.now())
    else:
        end_duty(duty=duty, area=area, by=request.actor, at=request.clock.now())
    return HttpResponseRedirect(f"{reverse('city_units')}?area={area}")


def _line(duty: DutyKind, answering: Answering | None, area: str) -> tuple:
    if answering is None:
        return duty.value, duty_word(duty), None, None, None, False
    own = answering.area == area_prefix(area)
    return duty.value, duty_word(duty), answering.unit, named(answering), whole_area(answering.area), own


def _units(area: str) -> list:
    """Units of the area and of what it lies in, to choose from."""
    prefix = area_prefix(area)
    rows = listed(Asked(kind=Kind.UNIT, area=prefix[:6]), limit=MOST_UNITS).rows
    return [(row.code, named(row)) for row in rows]
