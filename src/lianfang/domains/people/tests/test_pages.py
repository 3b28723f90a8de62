"""The register in a browser: one box, masked entries, whole ones for a purpose; nothing personal in any address."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lianfang.domains.audit.models import Row
from lianfang.domains.people.commands.registering import close_matter
from lianfang.domains.people.models import Batch, Erasure, Person, Said, Twin
from lianfang.domains.people.tests.given import (
    GANJIAKOU,
    HAIDIAN,
    LONGZEYUAN,
    OFFICER,
    TICKET,
    a_passport,
    a_person,
    card_number,
)
from lianfang.domains.people.tests.test_importing import LIST
from lianfang.kernel.personal import Personal
from lianfang.kernel.roles import Role
from tests.given import NOON

pytestmark = pytest.mark.django_db
SECRETS = ("赵晓岚", "13800138000", card_number(), "甘家口街道1号院", "1988-05-14", "1988年5月14日")


@pytest.fixture
def officer(signed_in) -> Client:
    return signed_in(Role.UNIT_OFFICER, HAIDIAN)


def read(answer, status=200) -> str:
    assert answer.status_code == status
    return answer.content.decode()


def secrets_in(page: str) -> list[str]:
    return [secret for secret in SECRETS if secret in page]


def test_what_is_found_is_masked_and_it_is_said_what_was_searched(officer):
    a_person()

    page = read(officer.post("/people/", {"q": "13800138000"}))

    assert "赵**" in page
    assert "按以下内容查找" in page and "电话" in page
    assert secrets_in(page) == ["13800138000"]  # what was typed stays in the box


def test_safety_6_a_search_stands_in_no_address_and_in_no_log(officer, caplog):
    a_person()
    officer.post("/people/", {"q": card_number()})

    assert officer.get("/people/", {"q": card_number()}).content.decode().count("赵**") == 0
    assert secrets_in("\n".join(record.getMessage() for record in caplog.records)) == []
    assert all(secrets_in(f"{row.subject}{row.purpose}") == [] for row in Row.objects.all())


def test_nobody_found_and_nothing_to_search_for_each_say_what_to_do(officer, signed_in):
    a_person()

    assert "在您的管辖范围内没有找到这样的人" in read(
        signed_in(Role.UNIT_OFFICER, "110114").post("/people/", {"q": "赵晓岚"})
    )
    assert "没有可以查找的内容" in read(officer.post("/people/", {"q": "八"}))


def test_an_entry_is_masked_until_somebody_says_why_and_is_gone_on_the_next_page(officer):
    address = f"/people/{a_person().person_id}/"

    masked = read(officer.get(address))
    whole = read(officer.post(f"{address}show/", {"purpose": "call_back", "matter": "hotline/41"}))
    again = read(officer.get(address))

    assert secrets_in(masked) == secrets_in(again) == []
    assert {"赵晓岚", "13800138000", card_number()} <= set(secrets_in(whole))
    assert Row.objects.get(what="people.show").purpose == "call the person back: hotline/41"


@pytest.mark.parametrize(
    "typed", [{}, {"purpose": "curiosity", "matter": "hotline/41"}, {"purpose": "call_back", "matter": "x/1"}]
)
def test_without_a_purpose_of_the_list_and_a_matter_of_theirs_nothing_is_shown(officer, typed):
    address = f"/people/{a_person().person_id}/"

    assert secrets_in(read(officer.post(f"{address}show/", typed), 422)) == []


def test_somebody_is_entered_with_what_their_card_says(officer):
    typed = {"kind": "resident_card", "number": card_number(), "name": "赵晓岚", "area": GANJIAKOU, "matter": "D-1"}

    answer = officer.post("/people/enter/", typed)

    person = Person.objects.get()
    assert answer["Location"] == f"/people/{person.person_id}/"
    assert Said.read(person.sealed).born == Personal(date(1988, 5, 14))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"number": card_number()[:-1] + "Y"}, "校验位不符"),
        ({"number": card_number(), "born": "1988-05-15"}, "出生日期"),
        ({"number": card_number(), "born": "never"}, "出生日期请写作"),
        ({"number": card_number(), "phone": "123"}, "不是可以拨打的电话号码"),
        ({"number": card_number(), "name": " "}, "没有姓名"),
        ({"number": card_number(), "matter": ""}, "没有所办的事项"),
    ],
)
def test_what_cannot_be_entered_is_told_beside_its_field_and_what_was_typed_stays(officer, typed, says):
    usual = {"kind": "resident_card", "name": "赵晓岚", "area": GANJIAKOU, "matter": "D-1"}

    page = read(officer.post("/people/enter/", {**usual, **typed}), 422)

    assert says in page
    assert f'value="{typed["number"]}"' in page
    assert not Person.objects.exists()


def test_an_entry_is_corrected_and_gets_another_document(officer):
    person = a_person()
    address = f"/people/{person.person_id}/"
    officer.post(
        f"{address}correct/",
        {"name": "赵小岚", "born": "1988-05-14", "sex": "male", "phone": "", "version": person.version},
    )
    officer.post(f"{address}document/", {"kind": "passport", "number": "E00000001"})

    person.refresh_from_db()
    assert Said.read(person.sealed).name == Personal("赵小岚")
    assert person.documents.count() == 2
    assert "不可能是此类证件的号码" in read(
        officer.post(f"{address}document/", {"kind": "passport", "number": "!"}), 422
    )


def test_two_entries_are_compared_merged_and_taken_apart_again(officer):
    first, second = a_person(), a_person(paper=a_passport(), born=date(1988, 5, 14))
    number = Twin.objects.get().pk

    assert "赵** · 赵**" in read(officer.get("/people/pairs/"))
    side_by_side = read(officer.get(f"/people/pairs/{number}/"))
    officer.post(f"/people/pairs/{number}/settle/", {"keep": first.person_id})
    merged = read(officer.get("/people/pairs/"))
    officer.post(f"/people/mergers/{first.took_in.get().pk}/undo/")

    assert secrets_in(side_by_side) == []
    assert second.person_id in merged
    assert Person.objects.filter(state="kept").count() == 2
    assert Row.objects.filter(what="people.compare").count() == 2


def test_two_people_are_told_apart(officer):
    a_person(), a_person(paper=a_passport(), born=date(1988, 5, 14))

    officer.post(f"/people/pairs/{Twin.objects.get().pk}/settle/")

    assert "没有疑似重复的登记" in read(officer.get("/people/pairs/"))


def test_a_list_is_offered_looked_at_and_taken_and_no_page_of_it_shows_anybody(officer):
    offered = officer.post("/people/import/offer/", {"file": SimpleUploadedFile("赵晓岚.csv", LIST.encode("gb18030"))})
    address = offered["Location"]
    looked = read(officer.get(address))
    report = officer.get(f"{address}report/").content.decode("utf-8-sig")
    officer.post(f"{address}settle/", {"verb": "apply"})

    assert secrets_in(looked.replace("赵晓岚.csv", "")) == secrets_in(report) == []
    assert "赵**" in looked
    assert Person.objects.count() == 2
    assert Batch.objects.get().sealed == ""
    assert "已收入" in read(officer.get(address))
    assert "已收入" in read(officer.get("/people/import/"))


@pytest.mark.parametrize("data", [b"%PDF-1.7", "姓名\n赵晓岚\n".encode()])
def test_safety_5_a_file_that_is_no_list_is_refused_without_repeating_its_name(officer, data):
    page = read(officer.post("/people/import/offer/", {"file": SimpleUploadedFile("赵晓岚.csv", data)}), 422)

    assert secrets_in(page) == []
    assert not Batch.objects.exists()


def test_an_empty_list_to_begin_from_can_be_downloaded(officer):
    assert "证件号码" in officer.get("/people/import/example/").content.decode("utf-8-sig")


def test_headquarters_sees_who_is_due_by_number_and_erases_just_those(signed_in):
    a_person(at=NOON)
    close_matter(matter=TICKET, by=OFFICER, at=NOON)
    chief = signed_in(Role.HEADQUARTERS)
    nobody_yet = read(chief.get("/people/retention/"))
    chief.post("/set-clock/", {"day": "2021-10-01", "time": "12:00"})
    due = read(chief.get("/people/retention/"))
    stale = chief.post("/people/retention/erase/", {"mark": "0" * 64})
    chief.post("/people/retention/erase/", {"mark": due.partition('name="mark" value="')[2][:64]})

    assert "没有人到期" in nobody_yet
    assert "本系统的默认读法" in due and "删除这 1 人" in due
    assert stale.status_code == 409
    assert not Person.objects.exists()
    assert '"signature"' in chief.get(f"/people/retention/{Erasure.objects.get().token}/").content.decode()


def test_where_the_policy_says_nothing_nobody_is_erased_and_the_page_says_why(signed_in):
    chief = signed_in(Role.HEADQUARTERS)
    chief.post("/set-clock/", {"day": "2020-06-01", "time": "12:00"})

    assert "现行政策没有规定" in read(chief.get("/people/retention/"))


def test_out_of_the_area_an_entry_is_absent(officer):
    elsewhere = a_person(area=LONGZEYUAN)

    for answer in (
        officer.get(f"/people/{elsewhere.person_id}/"),
        officer.post(f"/people/{elsewhere.person_id}/show/", {"purpose": "call_back", "matter": "hotline/41"}),
        officer.post(f"/people/{elsewhere.person_id}/correct/", {"name": "甲"}),
        officer.get("/people/nobody/"),
    ):
        assert secrets_in(read(answer, 404)) == []
