"""The city's places in a browser: found by anybody, changed by those in charge, never a secret and never lost."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from lianfang.domains.places.commands.answering import give_duty
from lianfang.domains.places.commands.changing import merge_places, rename_place
from lianfang.domains.places.commands.many import NewPlace, open_many
from lianfang.domains.places.models import Details, Duty, Place
from lianfang.domains.places.states import DutyKind, Kind
from lianfang.domains.places.tests.given import CHIEF, GANJIAKOU, HAIDIAN, a_place, a_unit
from lianfang.kernel.roles import Role
from tests.given import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(signed_in) -> Client:
    return signed_in(Role.UNIT_OFFICER, HAIDIAN)


def page(browser, address, status=200, **typed):
    response = browser.get(address, typed)
    assert response.status_code == status
    return response.content.decode()


def test_anybody_finds_a_place_by_part_of_its_name_or_by_its_sounds(client):
    a_place("甘家口公园", kind=Kind.VENUE, sort="park", area=GANJIAKOU, size=3000)
    a_place("龙跃苑二区")

    for text in ("公园", "gjkgy", "甘家口"):
        found = page(client, "/city/", kind="all", q=text)
        assert "甘家口公园" in found
        assert "龙跃苑二区" not in found
    assert "同时容纳 3,000 人" in found
    assert "没有名称含“天坛”的地点" in page(client, "/city/", q="天坛")


def test_the_map_counts_each_district_and_has_a_table_behind_it(client):
    for number in range(3):
        a_place(f"检测点{number}", kind=Kind.TEST_SITE, area=GANJIAKOU)

    found = page(client, "/city/")

    assert f'data-code="{HAIDIAN}" data-number="3"' in found
    assert found.count("data-code=") == 16


def test_the_list_goes_on_page_by_page_and_shows_each_place_once(client):
    open_many(
        [NewPlace(f"c-{n:04d}", Kind.COMPOUND, GANJIAKOU, Details(f"小区{n:04d}")) for n in range(120)],
        by=CHIEF,
        at=NOON,
    )
    seen, address = [], "/city/?kind=compound"
    while address:
        found = client.get(address).content.decode()
        seen += [line for line in (f"c-{n:04d}" for n in range(120)) if f"/city/{line}/" in found]
        address = found.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")

    assert seen == [f"c-{n:04d}" for n in range(120)]


@pytest.mark.parametrize(
    "asked", [{}, {"kind": "all"}, {"kind": "compound", "q": "小区"}, {"kind": "compound", "area": HAIDIAN}]
)
def test_the_list_makes_the_same_queries_for_ten_and_for_two_thousand(client, django_assert_num_queries, asked):
    open_many([NewPlace(f"a-{n}", Kind.COMPOUND, GANJIAKOU, Details(f"小区{n}")) for n in range(10)], by=CHIEF, at=NOON)
    with django_assert_num_queries(2):
        page(client, "/city/", **asked)
    open_many(
        [NewPlace(f"b-{n}", Kind.COMPOUND, GANJIAKOU, Details(f"小区{n}")) for n in range(2_000)], by=CHIEF, at=NOON
    )
    with django_assert_num_queries(2):
        page(client, "/city/", **asked)


@pytest.mark.parametrize(
    "rubbish",
    ["?kind=castle", "?state=x", "?after=%00", "?area=%27", "?area=99999999", "?q=" + "长" * 500, "?after=....."],
)
def test_safety_5_rubbish_in_an_address_is_taken_as_not_asked(client, rubbish):
    assert client.get(f"/city/{rubbish}").status_code == 200


def test_a_place_says_who_answers_for_it_and_what_it_was(client):
    place = a_place("旧名小区", area=GANJIAKOU)
    unit = a_unit()
    give_duty(unit=unit.code, duty=DutyKind.COMPOUNDS, area=GANJIAKOU, by=CHIEF, at=NOON)
    rename_place(code=place.code, name="新名小区", reason="改造", by=CHIEF, at=NOON)

    found = page(client, f"/city/{place.code}/")

    assert f'href="/city/{unit.code}/"' in found
    assert "更名：名称 旧名小区 → 新名小区" in found
    assert "chief" not in found


def test_a_merged_place_leads_to_its_successor(client):
    old, new = a_place("一区"), a_place("二区")
    merge_places(code=old.code, into=new.code, reason="合并", by=CHIEF, at=NOON)

    assert f'href="/city/{new.code}/"' in page(client, f"/city/{old.code}/")
    assert f'href="/city/{old.code}/"' in page(client, f"/city/{new.code}/")


def test_a_place_that_is_not_there_is_said_to_be_absent(client):
    assert "no-such" in page(client, "/city/nowhere/", status=404)


def test_those_in_charge_see_what_they_can_do_and_nobody_else_does(client, manager, signed_in):
    here, elsewhere = a_place(area=GANJIAKOU), a_place("别处")

    assert "并入另一地点" in page(manager, f"/city/{here.code}/")
    for browser, place in ((manager, elsewhere), (client, here), (signed_in(Role.INSPECTOR, HAIDIAN), here)):
        assert "并入另一地点" not in page(browser, f"/city/{place.code}/")


def test_a_place_is_opened_and_changed_in_the_browser(manager):
    opened = manager.post(
        "/city/new/", {"kind": "venue", "area": GANJIAKOU, "name": "甘家口公园", "sort": "park", "size": "3,000"}
    )
    address = opened["Location"]
    for verb, more in (
        ("rename", {"name": "甘家口花园", "reason": "更名"}),
        ("correct", {"sort": "park", "size": "2500"}),
        ("close", {"reason": "改造"}),
        ("reopen", {"reason": "完工"}),
    ):
        assert manager.post(f"{address}change/", {"verb": verb, **more})["Location"] == address

    place = Place.objects.get()
    assert (place.name, place.size, place.state, place.changes.count()) == ("甘家口花园", 2500, "open", 5)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"kind": "venue", "area": GANJIAKOU, "name": "公园", "size": "很多"}, "规模应为整数"),
        ({"kind": "castle", "area": GANJIAKOU, "name": "公园"}, "没有这一种类"),
        ({"kind": "venue", "area": "110108999999999", "name": "公园"}, "区划代码应为6、9或12位"),
    ],
)
def test_what_cannot_be_kept_is_told_and_what_was_typed_stays(manager, typed, says):
    response = manager.post("/city/new/", typed)

    assert response.status_code == 422
    assert says in response.content.decode()
    assert f'value="{typed["name"]}"' in response.content.decode()
    assert not Place.objects.exists()


def test_somebody_who_was_slower_is_told_and_changes_nothing(manager):
    place = a_place(area=GANJIAKOU)
    manager.post(f"/city/{place.code}/change/", {"verb": "rename", "name": "甲", "version": "1"})

    late = manager.post(f"/city/{place.code}/change/", {"verb": "close", "reason": "乙", "version": "1"})

    assert late.status_code == 409
    assert Place.objects.get().state == "open"


def test_a_duty_is_given_and_ended_in_the_browser(manager):
    unit = a_unit()
    manager.post("/city/units/give/", {"area": GANJIAKOU, "duty": "territory", "unit": unit.code})
    given = page(manager, "/city/units/", area=GANJIAKOU)
    manager.post("/city/units/give/", {"area": GANJIAKOU, "duty": "territory", "unit": ""})

    assert unit.name in given
    assert Duty.objects.filter(until_at=None).count() == 0


def test_a_list_is_offered_looked_at_and_taken_in_the_browser(manager):
    text = "代码,种类,区划代码,名称\n,居住小区,110108004,国兴家园\n,城堡,110108004,城堡\n"
    offered = manager.post("/city/import/offer/", {"file": SimpleUploadedFile("名单.csv", text.encode("gb18030"))})
    address = offered["Location"]
    looked = page(manager, address)
    report = manager.get(f"{address}report/").content.decode("utf-8-sig")
    manager.post(f"{address}settle/", {"verb": "apply"})

    assert "gb18030" in looked and "没有这一种类" in looked
    assert "3,城堡,种类,没有这一种类" in report
    assert Place.objects.get().name == "国兴家园"
    assert "已收入" in page(manager, address)
    assert "没有这一种类" in page(manager, address)


def test_a_list_of_somebody_else_is_absent(manager, signed_in):
    address = manager.post(
        "/city/import/offer/", {"file": SimpleUploadedFile("a.csv", "种类,区划代码,名称\n".encode())}
    )["Location"]
    other = signed_in(Role.HEADQUARTERS)

    assert [other.get(address).status_code, other.get(f"{address}report/").status_code] == [404, 404]
    assert other.post(f"{address}settle/", {"verb": "apply"}).status_code == 404


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", "名称\n甲\n".encode()])
def test_safety_5_a_file_that_is_no_list_is_refused_with_a_next_step(manager, data):
    response = manager.post("/city/import/offer/", {"file": SimpleUploadedFile("x.csv", data)})

    assert response.status_code == 422
    assert "import-" in response.content.decode()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_runs_nothing_and_taken_back_changes_nothing(manager, form):
    a_place("=HYPERLINK(1)", area=GANJIAKOU, size=10)
    a_place("甘家口公园", kind=Kind.VENUE, sort="park", area=GANJIAKOU)
    data = manager.get(f"/city/export/{form}/?kind=all").content
    if form == "csv":
        assert b",=HYPERLINK" not in data
    else:
        assert "'=HYPERLINK(1)" in [
            row[3] for row in load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
        ]

    address = manager.post("/city/import/offer/", {"file": SimpleUploadedFile(f"x.{form}", data)})["Location"]

    assert "名单里的每一行都已经是这样" in page(manager, address)


def test_an_export_of_an_unknown_format_is_absent(client):
    assert client.get("/city/export/exe/").status_code == 404
