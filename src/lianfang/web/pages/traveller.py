"""One invented traveller under every dated version: the same facts, decided live."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianfang.policy.model import Pack
from lianfang.web.answer import Answer, answer_of
from lianfang.web.county_search import full_name
from lianfang.web.installation import Answers, Rows, here

HOME, VISITED, IN_CITY = "370102", "410102", "110108"
CASES = 1
CASE_AGO = timedelta(days=5)
ARRIVED_AGO, LEFT_AGO = timedelta(days=14), timedelta(days=10)
REPORTED_AGO, SAMPLED_AGO = timedelta(hours=40), timedelta(hours=46)
IN_CITY_FOR = timedelta(hours=36)
NOON = timedelta(hours=12)
WHO = "traveller"


@dataclass(frozen=True, slots=True)
class Version:
    """The traveller under one version: travelling, and (for another journey) a day and a half after arriving."""

    starts: datetime
    address: str
    travelling: Answer
    arrived: Answer


@require_safe
def traveller(request: HttpRequest) -> HttpResponse:
    """Every version of the policy, at noon of its first day."""
    context = {
        "versions": _all_versions(here().city_at(request.reader.now)),
        "home": full_name(HOME),
        "place": full_name(VISITED),
        "cases": CASES,
        "days": LEFT_AGO.days,
        "hours": int(REPORTED_AGO.total_seconds()) // 3600,
    }
    return render(request, "pages/traveller.html", context)


@lru_cache(maxsize=1)
def _all_versions(city: Answers) -> tuple[Version, ...]:
    """Every version. The facts are given and the policy does not change under a city: one round of work is enough."""
    zone = here().config.city_zone
    return tuple(_version(city, step.astimezone(zone)) for step in _versions(city.pack))


def _versions(pack: Pack) -> list[datetime]:
    """The moments at which a rule about people begins or ends; steps about crowds or compounds alone are left out."""
    rules = [rule for rule in pack.rules if rule.subject == "person"]
    return sorted({moment for rule in rules for moment in (rule.starts, rule.ends) if moment is not None})


def _version(city: Answers, starts: datetime) -> Version:
    at = starts.replace(hour=0, minute=0, second=0, microsecond=0) + NOON
    travelling, arrived = (city.what_if(rows, at=at) for rows in (_travelling(at), _arrived(at)))
    address = starts.date().isoformat()
    return Version(starts, address, answer_of(travelling, city.pack), answer_of(arrived, city.pack))


def _travelling(at: datetime) -> Rows:
    """At home again after the visit, with a negative test; the visited county has one infection and stays low."""
    visit = {"person_id": WHO, "area": VISITED, "arrived_at": at - ARRIVED_AGO, "left_at": at - LEFT_AGO}
    test = {
        "person_id": WHO,
        "sampled_at": at - SAMPLED_AGO,
        "reported_at": at - REPORTED_AGO,
        "method": "pcr",
        "result": "negative",
    }
    return {
        "persons": [{"person_id": WHO, "home_area": HOME}],
        "stays": [visit],
        "tests": [test],
        "county_cases": [{"area": VISITED, "day": (at - CASE_AGO).date(), "local_new": CASES}],
        "area_levels": [],
        "county_traits": [],
    }


def _arrived(at: datetime) -> Rows:
    """The same traveller, had they reached the city a day and a half ago and not been tested since."""
    rows, arrived = _travelling(at), at - IN_CITY_FOR
    stay = {"person_id": WHO, "area": IN_CITY, "arrived_at": arrived, "left_at": None}
    return {
        **rows,
        "stays": [*rows["stays"], stay],
        "city_arrivals": [{"person_id": WHO, "arrived_at": arrived, "leaves_at": None}],
    }
