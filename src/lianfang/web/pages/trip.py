"""The trip planner: “what if I had been there?” Asked by POST, answered by the same engine, kept nowhere."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from lianfang.decisions.results import Explanation
from lianfang.policy.model import Pack
from lianfang.web import county_search, trip_form
from lianfang.web.answer import answer_of
from lianfang.web.installation import here
from lianfang.web.presenters import Shown, shown
from lianfang.web.trip_form import PlaceTyped, Problem, Trip, TripTyped

DAYS_AHEAD = 21


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the strip: the moment, how its answer looks, and whether it is the day asked about."""

    at: datetime
    shown: Shown
    asked: bool


@dataclass(frozen=True, slots=True)
class Span:
    """Neighbouring days with the same answer."""

    first: datetime
    last: datetime
    shown: Shown


@require_http_methods(["GET", "HEAD", "POST"])
def trip(request: HttpRequest) -> HttpResponse:
    """The form; with an answer once it was sent whole."""
    now = request.reader.now
    if request.method != "POST":
        return _page(request, trip_form.blank(now))
    typed = trip_form.read(request.POST.dict())
    if "add" in request.POST:
        return _page(request, trip_form.with_leg(typed))
    if "remove" in request.POST:
        return _page(request, trip_form.without_leg(typed, _number(request.POST["remove"])))
    if "narrow" in request.POST:
        return _page(request, typed)
    planned, problems = trip_form.check(typed, zone=here().config.city_zone)
    if planned is None:
        return _page(request, typed, problems=problems)
    return _page(request, typed, answer=_answer(planned))


@require_POST
def counties(request: HttpRequest) -> HttpResponse:
    """Suggestions for a typed name, as options. By POST, so that no address shows where somebody has been."""
    text = next((value for name, value in request.POST.items() if name.endswith("-place")), "")
    found = [county_search.full_name(code) for code in county_search.find(text[:80])]
    return render(request, "parts/county_options.html", {"found": found})


def _answer(planned: Trip) -> dict[str, object]:
    installation = here()
    moments = [planned.at + timedelta(days=n) for n in range(DAYS_AHEAD + 1)]
    explained = [
        (explanation, city.pack)
        for city, group in groupby(moments, key=installation.city_at)
        for explanation in city.what_if_through(planned.rows, moments=list(group))
    ]
    days = _strip(explained)
    return {"answer": answer_of(*explained[0]), "days": days, "spans": _spans(days)}


def _strip(explained: Sequence[tuple[Explanation, Pack]]) -> tuple[Day, ...]:
    """The day asked about and the next 21, each decided by itself at the same time of day."""
    return tuple(Day(found.at, shown(found.decision, pack), asked=n == 0) for n, (found, pack) in enumerate(explained))


def _spans(days: Iterable[Day]) -> tuple[Span, ...]:
    groups = (tuple(same) for _, same in groupby(days, key=lambda day: day.shown.headline))
    return tuple(Span(same[0].at, same[-1].at, same[0].shown) for same in groups)


def _page(
    request: HttpRequest,
    typed: TripTyped,
    *,
    problems: Mapping[str, Problem] | None = None,
    answer: Mapping[str, object] | None = None,
) -> HttpResponse:
    problems = problems or {}
    context = {
        "typed": typed,
        "legs": [_leg(typed, n, problems) for n in range(len(typed.legs))],
        "home_place": _place("home", typed.home, problems),
        "problems": problems,
        "more_legs": len(typed.legs) < trip_form.MOST_LEGS,
        **(answer or {}),
    }
    return render(request, "pages/trip.html", context, status=422 if problems else 200)


def _leg(typed: TripTyped, number: int, problems: Mapping[str, Problem]) -> dict[str, object]:
    leg, name = typed.legs[number], f"leg-{number}"
    return {
        "number": number,
        "shown": number + 1,
        "name": name,
        "place": _place(name, leg.place, problems),
        "arrived": leg.arrived,
        "left": leg.left,
        "arrived_problem": problems.get(f"{name}-arrived"),
        "left_problem": problems.get(f"{name}-left"),
    }


def _place(name: str, place: PlaceTyped, problems: Mapping[str, Problem]) -> dict[str, object]:
    """A place to ask for, with the choices that what was said so far leaves."""
    problem = problems.get(f"{name}-place")
    several = place.candidates() if problem and problem.key == "trip.many_places" else ()
    return {
        "name": name,
        "typed": place,
        "problem": problem,
        "several": [(code, county_search.full_name(code)) for code in several],
        "provinces": county_search.provinces(),
        "cities": county_search.cities_of(place.province),
        "counties": county_search.counties_of(place.city) if place.city[:2] == place.province[:2] else (),
    }


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1
