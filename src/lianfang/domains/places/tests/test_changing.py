"""Places are opened, renamed, closed and merged, never deleted; and their history is kept."""

import pytest
from django.db import IntegrityError, transaction

from lianfang.domains.audit.models import Row
from lianfang.domains.places.commands.answering import give_duty
from lianfang.domains.places.commands.changing import (
    close_place,
    correct_place,
    merge_places,
    open_place,
    rename_place,
    reopen_place,
)
from lianfang.domains.places.errors import (
    NotAPlace,
    NotMergeable,
    PlaceExists,
    PlacesStay,
    UnitStillAnswers,
)
from lianfang.domains.places.models import Change, Details, Duty, Place, initials
from lianfang.domains.places.queries.duties import who_answers
from lianfang.domains.places.queries.listing import Asked, listed
from lianfang.domains.places.queries.one import history, place, standing
from lianfang.domains.places.states import DutyKind, Kind
from lianfang.domains.places.tests.given import CHIEF, GANJIAKOU, HAIDIAN, LONGZEYUAN, OF_HAIDIAN, a_place, a_unit
from lianfang.kernel.actors import NotPermitted
from lianfang.kernel.refusals import ChangedMeanwhile, NoSuch
from lianfang.kernel.states import MoveNotAllowed
from tests.given import NOON

pytestmark = pytest.mark.django_db


def codes(**asked):
    return [row.code for row in listed(Asked(**asked)).rows]


def test_a_renamed_place_is_found_by_both_names_and_its_history_says_so():
    here = a_place("天通苑商场", kind=Kind.VENUE, sort="mall")

    rename_place(code=here.code, name="天通中心", reason="改造后更名", by=CHIEF, at=NOON)

    assert codes(text="天通苑商场") == codes(text="天通中心") == codes(text="ttzx") == [here.code]
    change, opened = history(here.code)
    assert (change.verb, change.before, change.after) == ("rename", {"name": "天通苑商场"}, {"name": "天通中心"})
    assert opened.verb == "open"
    assert (
        Row.objects.filter(what="places.rename", subject=f"place {here.code}", by="chief", area=LONGZEYUAN).count() == 1
    )


def test_a_correction_that_changes_nothing_leaves_no_trace():
    here = a_place(size=300)

    correct_place(code=here.code, details=Details("龙跃苑二区", size=300), by=CHIEF, at=NOON)

    assert Change.objects.filter(place=here).count() == 1


def test_a_closed_place_leaves_the_list_and_can_be_opened_again():
    here = a_place()

    close_place(code=here.code, reason="拆迁", by=CHIEF, at=NOON)
    gone = codes()
    reopen_place(code=here.code, reason="登记有误", by=CHIEF, at=NOON)

    assert (gone, codes()) == ([], [here.code])
    assert [change.verb for change in history(here.code)] == ["reopen", "close", "open"]


def test_a_merged_place_leads_to_its_successor_however_many_mergers_there_were():
    first, second, third = (a_place(name) for name in ("一区", "二区", "三区"))

    merge_places(code=first.code, into=second.code, reason="合并", by=CHIEF, at=NOON)
    merge_places(code=second.code, into=third.code, reason="合并", by=CHIEF, at=NOON)

    assert [standing(one.code) for one in (first, second, third)] == [third.code] * 3
    assert {known.code for known in place(third.code).merged} == {first.code, second.code}
    assert place(first.code).successor.code == third.code


def test_a_merged_units_duties_go_to_its_successor_at_that_minute():
    old, new = a_unit("旧办事处"), a_unit("新办事处")
    give_duty(unit=old.code, duty=DutyKind.TERRITORY, area=GANJIAKOU, by=CHIEF, at=NOON)

    merge_places(code=old.code, into=new.code, reason="机构改革", by=CHIEF, at=NOON)

    assert who_answers(DutyKind.TERRITORY, GANJIAKOU, at=NOON).unit == new.code


def test_a_unit_that_still_answers_for_something_cannot_be_closed():
    unit = a_unit()
    give_duty(unit=unit.code, duty=DutyKind.TERRITORY, area=GANJIAKOU, by=CHIEF, at=NOON)

    with pytest.raises(UnitStillAnswers):
        close_place(code=unit.code, reason="撤销", by=CHIEF, at=NOON)


@pytest.mark.parametrize("into", ["itself", "another kind", "a closed one"])
def test_what_cannot_be_one_place_is_not_merged(into):
    here = a_place()
    others = {"itself": here, "another kind": a_unit(), "a closed one": a_place("已关闭")}
    close_place(code=others["a closed one"].code, reason="拆迁", by=CHIEF, at=NOON)

    with pytest.raises(NotMergeable):
        merge_places(code=here.code, into=others[into].code, reason="合并", by=CHIEF, at=NOON)


def test_merging_into_nothing_is_said():
    with pytest.raises(NoSuch):
        merge_places(code=a_place().code, into="nowhere", reason="合并", by=CHIEF, at=NOON)


@pytest.mark.parametrize("rows", [Place, Change, Duty])
def test_no_place_no_history_and_no_duty_is_deleted(rows):
    give_duty(unit=a_unit().code, duty=DutyKind.TERRITORY, area=GANJIAKOU, by=CHIEF, at=NOON)

    with pytest.raises(PlacesStay):
        rows.objects.all().delete()
    with pytest.raises(PlacesStay):
        rows.objects.first().delete()


def test_right_and_place_must_both_match():
    elsewhere = a_place()

    with pytest.raises(NotPermitted):
        close_place(code=elsewhere.code, reason="x", by=OF_HAIDIAN, at=NOON)
    with pytest.raises(NotPermitted):
        open_place(kind=Kind.VENUE, area=LONGZEYUAN, details=Details("公园"), by=OF_HAIDIAN, at=NOON)
    with pytest.raises(NotPermitted):
        merge_places(code=a_place("海淀", area=GANJIAKOU).code, into=elsewhere.code, reason="x", by=OF_HAIDIAN, at=NOON)
    assert (
        open_place(kind=Kind.VENUE, area=GANJIAKOU, details=Details("公园"), by=OF_HAIDIAN, at=NOON).district == HAIDIAN
    )


def test_of_two_who_change_the_same_place_at_once_one_is_told():
    here = a_place()
    seen = here.version
    rename_place(code=here.code, name="龙跃苑二期", version=seen, by=CHIEF, at=NOON)

    with pytest.raises(ChangedMeanwhile):
        close_place(code=here.code, reason="拆迁", version=seen, by=CHIEF, at=NOON)


@pytest.mark.parametrize(
    ("kind", "area", "code", "said", "column"),
    [
        (Kind.COMPOUND, LONGZEYUAN, "", {"name": " "}, "name"),
        (Kind.COMPOUND, LONGZEYUAN, "", {"name": "长" * 81}, "name"),
        (Kind.COMPOUND, LONGZEYUAN, "", {"name": "甲", "sort": "park"}, "sort"),
        (Kind.UNIT, LONGZEYUAN, "", {"name": "甲", "size": 3}, "size"),
        (Kind.COMPOUND, LONGZEYUAN, "", {"name": "甲", "size": -1}, "size"),
        (Kind.COMPOUND, LONGZEYUAN, "import", {"name": "甲"}, "code"),
        (Kind.COMPOUND, LONGZEYUAN, "No Such", {"name": "甲"}, "code"),
        (Kind.COMPOUND, LONGZEYUAN, "110114012", {"name": "甲"}, "code"),
        (Kind.STREET, "110114", "110114", {"name": "甲"}, "code"),
        (Kind.STREET, "110114012", "110114013", {"name": "甲"}, "code"),
    ],
)
def test_what_cannot_be_a_place_is_refused_whole_with_the_entry_at_fault(kind, area, code, said, column):
    with pytest.raises(NotAPlace) as refused:
        open_place(kind=kind, area=area, code=code, details=Details(**said), by=CHIEF, at=NOON)

    assert refused.value.column == column
    assert not Place.objects.exists()


def test_an_area_that_cannot_be_is_refused():
    with pytest.raises(NotAPlace):
        open_place(kind=Kind.COMPOUND, area="1101", details=Details("甲"), by=CHIEF, at=NOON)


def test_a_code_is_given_once():
    a_place(code="longyueyuan-2")

    with pytest.raises(PlaceExists):
        a_place("另一个", code="longyueyuan-2")


def test_a_merged_place_moves_no_more():
    first, second = a_place("一区"), a_place("二区")
    merge_places(code=first.code, into=second.code, reason="合并", by=CHIEF, at=NOON)

    with pytest.raises(MoveNotAllowed):
        rename_place(code=first.code, name="三区", by=CHIEF, at=NOON)


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "castle"},
        {"state": "burnt"},
        {"state": "closed"},
        {"ended_at": NOON},
        {"state": "merged", "ended_at": NOON},
    ],
)
def test_the_store_refuses_what_the_code_might_one_day_let_through(broken):
    here = a_place()

    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.filter(pk=here.pk).update(**broken)


@pytest.mark.parametrize(
    ("name", "sounds"), [("朝阳区", "cyq"), ("重庆路1号院A座", "cql1hyaz"), ("Olympic Park", ""), ("", "")]
)
def test_places_are_found_by_the_first_letters_of_their_sounds(name, sounds):
    assert initials(name) == sounds
