"""Which unit answers for what in which area, today and on any day before."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from lianfang.domains.places.commands.answering import end_duty, give_duty
from lianfang.domains.places.errors import NotAPlace
from lianfang.domains.places.models import Duty
from lianfang.domains.places.queries.duties import all_who_answer, duties_of, who_answers
from lianfang.domains.places.states import DutyKind
from lianfang.domains.places.tests.given import CHIEF, GANJIAKOU, HAIDIAN, LONGZEYUAN, OF_HAIDIAN, a_place, a_unit
from lianfang.kernel.actors import NotPermitted
from lianfang.kernel.refusals import NoSuch
from tests.given import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TERRITORY = DutyKind.TERRITORY


def given(unit, duty=TERRITORY, area=GANJIAKOU, at=NOON, by=CHIEF):
    return give_duty(unit=unit.code, duty=duty, area=area, by=by, at=at)


def answers(duty=TERRITORY, area=GANJIAKOU, at=NOON):
    found = who_answers(duty, area, at=at)
    return found and found.unit


def test_the_nearest_unit_answers_and_the_city_where_there_is_none_nearer():
    city, district, street = a_unit("市", code="city"), a_unit("区", code="district"), a_unit("街道", code="street")
    given(city, area="110000")
    given(district, area=HAIDIAN)
    given(street)

    assert [answers(area=area) for area in ("110108004001", GANJIAKOU, "110108005", HAIDIAN, LONGZEYUAN)] == [
        "street",
        "street",
        "district",
        "district",
        "city",
    ]


def test_everybody_who_answers_in_an_area_is_found_in_one_query(django_assert_num_queries):
    given(a_unit("市", code="city"), duty=DutyKind.CODES, area="110000")
    given(a_unit("街道", code="street"))

    with django_assert_num_queries(1):
        found = all_who_answer(GANJIAKOU, at=NOON)

    assert {duty: one.unit for duty, one in found.items()} == {DutyKind.CODES: "city", TERRITORY: "street"}


def test_a_duty_handed_over_is_answered_for_by_each_in_their_time():
    first, second = a_unit("甲", code="first"), a_unit("乙", code="second")
    given(first)
    given(second, at=NOON + DAY)

    assert [answers(at=at) for at in (NOON - DAY, NOON, NOON + DAY)] == [None, "first", "second"]
    assert [one.duty for one in duties_of("first", at=NOON + DAY)] == []


def test_giving_what_is_held_changes_nothing():
    unit = a_unit()

    assert given(unit).pk == given(unit, at=NOON + DAY).pk


def test_an_ended_duty_leaves_the_answer_to_the_area_around():
    given(a_unit("区", code="district"), area=HAIDIAN)
    given(a_unit("街道", code="street"))

    end_duty(duty=TERRITORY, area=GANJIAKOU, by=CHIEF, at=NOON + DAY)

    assert answers(at=NOON + DAY) == "district"
    with pytest.raises(NoSuch):
        end_duty(duty=TERRITORY, area=GANJIAKOU, by=CHIEF, at=NOON + DAY)


def test_only_open_units_answer_and_only_inside_ones_own_area():
    unit = a_unit()
    with pytest.raises(NoSuch):
        given(a_place())
    with pytest.raises(NotPermitted):
        given(unit, area=LONGZEYUAN, by=OF_HAIDIAN)
    with pytest.raises(NotAPlace):
        given(unit, area="1101")


def test_the_store_lets_one_unit_answer_for_a_kind_in_an_area():
    held = given(a_unit())

    with pytest.raises(IntegrityError), transaction.atomic():
        Duty.objects.create(unit=held.unit, duty=held.duty, area=held.area, from_at=NOON, from_by="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Duty.objects.filter(pk=held.pk).update(until_at=NOON)
