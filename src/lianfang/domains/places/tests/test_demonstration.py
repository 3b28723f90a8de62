"""The demonstration city's places stand on the register, and their numbers add up."""

from collections import Counter

import pytest

from lianfang.domains.places.commands import invented
from lianfang.domains.places.commands.demonstration import fill_demonstration
from lianfang.domains.places.models import Place
from lianfang.domains.places.queries.duties import who_answers
from lianfang.domains.places.queries.listing import counted
from lianfang.domains.places.states import DutyKind, Kind
from lianfang.facts.demo.places import read_yaml
from lianfang.facts.demo.sealing import compounds
from lianfang.kernel.areas import register
from lianfang.kernel.roles import Role
from tests.given import NOON, actor

CHIEF = actor(Role.HEADQUARTERS, id_="chief")


def test_the_residents_of_every_districts_compounds_are_its_people_at_the_census():
    census = read_yaml("places.yaml")["census"]
    found: Counter[str] = Counter()
    for place in invented.compounds(census):
        found[place.area[:6]] += place.details.size

    assert dict(found) == census


def test_no_two_invented_places_have_one_code():
    districts = register().counties_of("11")
    homes = invented.compounds(districts)
    codes = Counter(place.code for place in [*homes, *invented.others(districts, {})])

    assert [code for code, number in codes.items() if number > 1] == []


@pytest.mark.django_db
@pytest.mark.parametrize("only", [("110114",), pytest.param((), marks=pytest.mark.thorough)])
def test_the_city_is_filled_once_with_what_the_facts_speak_of_and_somebody_answers_everywhere(only):
    number = fill_demonstration(city="11", only=only, by=CHIEF, at=NOON)

    assert number == Place.objects.count()
    assert fill_demonstration(city="11", by=CHIEF, at=NOON) == 0
    sealed = {one.zone for one in compounds() if one.area[:6] in (only or one.area[:6])}
    assert set(Place.objects.filter(code__in=sealed, kind="compound").values_list("code", flat=True)) == sealed
    for kind in set(Kind) - {Kind.CHECKPOINT}:
        assert set(only or register().counties_of("11")) <= set(counted(kind))
    for area in ("110114012", "110114120206"):
        assert all(who_answers(duty, area, at=NOON) for duty in DutyKind)
