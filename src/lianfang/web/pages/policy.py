"""The policy page: what is in force on a day, clause by clause, and what changed at its step."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianfang.kernel.clock import NotAMoment, parse_moment
from lianfang.policy.showing import policy_in_force, stages_words
from lianfang.web import policy_view
from lianfang.web.installation import here


@dataclass(frozen=True, slots=True)
class StepLink:
    """One dated version: when it begins, how its address is written, where it stands to the one in view."""

    at: datetime
    address: str
    current: bool
    is_before: bool
    is_after: bool


@require_safe
def policy(request: HttpRequest) -> HttpResponse:
    """The policy at ?at=2021-11-17 (a day or a moment), else at the city's clock."""
    at, unreadable = _moment(request)
    pack = request.pack
    number = policy_view.step_of(pack, at)
    changed = policy_view.changes(pack, number)
    shown = policy_in_force(pack, at)
    context = {
        "at": at,
        "unreadable": unreadable,
        "pack": pack,
        "steps": _links(pack.steps(), number),
        "number": number,
        "before": pack.steps()[number - 1] if number > 0 else None,
        "changed": changed,
        "measures": policy_view.measures(shown, changed),
        "rules": shown.rules,
        "values": policy_view.values(pack, at),
        "schedules": [(plan, stages_words(plan)) for plan in shown.schedules],
        "checklists": shown.checklists,
    }
    return render(request, "pages/policy.html", context)


def _moment(request: HttpRequest) -> tuple[datetime, bool]:
    now = request.reader.now
    asked = request.GET.get("at", "")
    if not asked:
        return now, False
    try:
        zone = here().config.city_zone
        return parse_moment(asked, zone=zone).astimezone(zone), False
    except NotAMoment:
        return now, True


def _links(steps: tuple[datetime, ...], number: int) -> tuple[StepLink, ...]:
    zone = here().config.city_zone
    links = []
    for n, step in enumerate(steps):
        local = step.astimezone(zone)
        address = local.date().isoformat() if f"{local:%H%M%S}" == "000000" else local.replace(tzinfo=None).isoformat()
        links.append(StepLink(step, address, n == number, n == number - 1, n == number + 1))
    return tuple(links)
