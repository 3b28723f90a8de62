"""Machines read the city's places and ask who answers."""

import pytest

from lianfang.domains.places.commands.answering import give_duty
from lianfang.domains.places.commands.changing import merge_places
from lianfang.domains.places.states import DutyKind
from lianfang.domains.places.tests.given import CHIEF, GANJIAKOU, a_place, a_unit
from tests.given import NOON, a_bearer

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client):
    def asked(path, status=200, **typed):
        answer = client.get(f"/api/{path}", typed, headers={"Authorization": a_bearer(set())})
        assert answer.status_code == status
        return answer.json()

    return asked


def test_places_come_page_by_page_and_each_once(ask):
    for number in range(60):
        a_place(f"小区{number}", code=f"c-{number:03d}")

    first = ask("places", kind="compound")
    rest = ask("places", kind="compound", after=first["next"])

    assert [place["code"] for place in first["places"] + rest["places"]] == [f"c-{n:03d}" for n in range(60)]
    assert rest["next"] is None


def test_a_merged_place_says_under_which_code_it_goes_on(ask):
    old, new = a_place("一区"), a_place("二区")
    merge_places(code=old.code, into=new.code, reason="合并", by=CHIEF, at=NOON)

    assert ask(f"places/{old.code}")["successor"] == new.code
    assert ask(f"places/{new.code}")["merged"] == [old.code]
    assert ask("places/nowhere", 404)["code"] == "no-such"


def test_who_answers_is_told_or_that_nobody_does(ask):
    give_duty(unit=a_unit(code="office").code, duty=DutyKind.TERRITORY, area=GANJIAKOU, by=CHIEF, at=NOON)

    assert ask("answering", duty="territory", area="110108004001")["unit"] == "office"
    assert ask("answering", duty="territory", area="110105")["unit"] is None
    assert ask("answering", duty="castles", area="110105", status=422)["code"] == "not-a-place"
    assert ask("answering", duty="territory", area="' OR 1")["unit"] is None
