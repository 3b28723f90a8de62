"""Lists of places: looked at first, the good lines kept, the same list twice changes nothing (lessons 14)."""

import pytest

from lianfang.domains.places.commands.changing import close_place
from lianfang.domains.places.commands.filling import fill_areas
from lianfang.domains.places.commands.importing import apply_list, drop_list, stage_list
from lianfang.domains.places.models import Batch, Change, Place
from lianfang.domains.places.tests.given import CHIEF, GANJIAKOU, OF_HAIDIAN, a_place
from lianfang.kernel.actors import NotPermitted
from lianfang.kernel.areas import register
from lianfang.kernel.refusals import NoSuch
from lianfang.kernel.roles import Role
from lianfang.kernel.states import MoveNotAllowed
from tests.given import NOON, actor

pytestmark = pytest.mark.django_db

LIST = """代码,种类,区划代码,名称,类别,规模
guoxing,居住小区,110108004,国兴家园,,3200
,公共场所,110108004,甘家口公园,公园,"1,500"
,公共场所,110108004,,公园,10
,城堡,110108004,城堡,,
,公共场所,110108004,甘家口公园,公园,1500
,公共场所,110114012,回龙观公园,公园,500
,医疗机构,110108004,医院,,许多
"""


def staged(text=LIST, *, by=OF_HAIDIAN, encoding="gb18030"):
    return stage_list(file="list.csv", data=text.encode(encoding), by=by, at=NOON)


def applied(text=LIST, **how):
    return apply_list(token=staged(text, **how).token, by=how.get("by", OF_HAIDIAN), at=NOON)


def test_the_good_lines_are_kept_and_every_bad_one_is_said_with_line_column_and_reason():
    report = applied().report

    assert set(Place.objects.values_list("name", "size")) == {("国兴家园", 3200), ("甘家口公园", 1500)}
    assert {key: report[key] for key in ("new", "changed", "same", "bad")} == {
        "new": 2,
        "changed": 0,
        "same": 0,
        "bad": 5,
    }
    assert [(line["line"], line["column"]) for line in report["bad_lines"]] == [
        (4, "name"),
        (5, "kind"),
        (6, "code"),
        (7, "area"),
        (8, "size"),
    ]
    assert all(line["zh"] and line["en"] for line in report["bad_lines"])


def test_staging_changes_no_place():
    staged()

    assert not Place.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_same_list_twice_changes_nothing_whatever_its_encoding(encoding):
    applied()
    before = list(Place.objects.values())

    report = applied(encoding=encoding).report

    assert list(Place.objects.values()) == before
    assert (report["new"], report["changed"], report["same"]) == (0, 0, 2)


def test_a_changed_line_is_a_change_with_history_and_a_column_that_lacks_keeps_what_is_known():
    applied()

    report = applied("代码,种类,区划代码,名称\nguoxing,居住小区,110108004,国兴家园东区\n").report

    here = Place.objects.get(code="guoxing")
    assert (report["changed"], here.name, here.size) == (1, "国兴家园东区", 3200)
    assert Change.objects.filter(place=here, verb="rename").count() == 1


def test_a_closed_place_is_not_opened_by_a_list():
    close_place(code=a_place("国兴家园", area=GANJIAKOU, code="guoxing").code, reason="x", by=CHIEF, at=NOON)

    assert 2 in [line["line"] for line in applied().report["bad_lines"]]


def test_a_list_is_taken_once_and_a_dropped_one_never():
    taken, dropped = staged(), staged()
    apply_list(token=taken.token, by=OF_HAIDIAN, at=NOON)
    drop_list(token=dropped.token, by=OF_HAIDIAN, at=NOON)

    for batch in (taken, dropped):
        with pytest.raises(MoveNotAllowed):
            apply_list(token=batch.token, by=OF_HAIDIAN, at=NOON)
    assert [bytes(content) for content in Batch.objects.values_list("content", flat=True)] == [b"", b""]


def test_a_list_is_its_makers_own():
    batch = staged()

    with pytest.raises(NoSuch):
        apply_list(token=batch.token, by=CHIEF, at=NOON)
    with pytest.raises(NotPermitted):
        staged(by=actor(Role.INSPECTOR, "110108"))


def test_two_thousand_lines_are_taken_in_few_queries(django_assert_max_num_queries):
    lines = "\n".join(f",居住小区,110108004,小区{number}" for number in range(2_000))

    with django_assert_max_num_queries(60):
        report = applied(f"代码,种类,区划代码,名称\n{lines}").report

    assert report["new"] == 2_000


def test_the_citys_areas_come_from_the_register_once_and_are_renamed_with_it():
    opened = fill_areas(city="110101", by=CHIEF, at=NOON)
    Place.objects.filter(code="110101001").update(name="旧名")

    again = fill_areas(city="110101", by=CHIEF, at=NOON)

    streets = register().streets_of("110101")
    assert opened == 1 + len(streets) + sum(len(register().communities_of(street)) for street in streets)
    assert again == 0
    assert Place.objects.get(code="110101001").name == register().name("110101001")
