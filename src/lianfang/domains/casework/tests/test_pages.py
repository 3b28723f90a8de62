"""The desk of matters through its pages: found, opened, moved, assigned by the dozen, exported, attached, fetched."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from lianfang.domains.casework import commands
from lianfang.domains.casework.models import HolidayFeed, Matter, SavedList
from lianfang.domains.casework.tests.given import CHIEF, MORNING, STREET, a_matter
from lianfang.domains.casework.tests.test_lists import many
from lianfang.kernel.roles import Role
from tests.given import CHAOYANG, CITY, DONGCHENG

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def officer(signed_in):
    return signed_in(Role.UNIT_OFFICER, CHAOYANG)


@pytest.fixture
def chief(signed_in):
    return signed_in(Role.HEADQUARTERS, CITY)


def test_a_request_is_sent_accepted_and_confirmed_in_the_browser(chief, officer):
    sent = chief.post(
        "/matters/open/",
        {"title": "核查某小区", "body": "请今天完成", "owner_area": CHAOYANG, "owner_duty": "compounds",
         "asker": f"{CITY}/", "priority": "1"},
    )  # fmt: skip
    matter = Matter.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, f"/matters/{matter.pk}/")
    assert "核查某小区" in text(officer.get("/matters/"))
    assert "特急" in text(officer.get("/matters/"))

    for browser, verb in [(officer, "accept"), (officer, "answer"), (chief, "confirm")]:
        seen = Matter.objects.get().seen
        answer = browser.post(f"/matters/{matter.pk}/move/", {"verb": verb, "seen": seen, "text": f"说明 {verb}"})
        assert answer.status_code == 302

    page = text(chief.get(f"/matters/{matter.pk}/"))
    assert "已办结" in page and "按时办结" in page
    assert all(f"说明 {verb}" in page for verb in ("accept", "answer", "confirm"))
    assert "签收 → 办理中" in page


def test_elsewhere_a_matter_answers_as_absent_through_every_address(signed_in):
    matter = a_matter()
    file = commands.attach(matter_id=matter.pk, name="a.pdf", data=b"%PDF-1", by=CHIEF, at=MORNING)
    neighbour = signed_in(Role.UNIT_OFFICER, DONGCHENG)

    assert neighbour.get(f"/matters/{matter.pk}/").status_code == 404
    assert neighbour.get(f"/matters/{matter.pk}/files/{file.pk}/").status_code == 404
    for act, fields in [
        ("move", {"verb": "accept", "seen": 1}),
        ("assign", {"person": "x", "seen": 1}),
        ("note", {"text": "x"}),
    ]:
        assert neighbour.post(f"/matters/{matter.pk}/{act}/", fields).status_code == 404
    assert matter.title not in text(neighbour.get("/matters/?which=all"))
    assert Matter.objects.get().seen == 1


def test_two_who_assign_from_the_same_screen_the_second_is_told_in_their_language(officer, chief):
    matter = a_matter()
    fields = {"person": "", "seen": matter.seen}
    assert officer.post(f"/matters/{matter.pk}/assign/", fields).status_code == 302

    told = chief.post(f"/matters/{matter.pk}/assign/", fields)

    assert told.status_code == 409
    assert "您查看期间有人改动过" in text(told)


def test_many_are_assigned_by_their_marks_and_refusals_are_named_one_by_one(officer, signed_in):
    signed_in(Role.COMMUNITY_WORKER, CHAOYANG, organisation=STREET.unit)
    fresh, stale = a_matter(), a_matter()
    person = text(officer.get("/matters/")).split('<option value="staff-')[1].split('"')[0]
    fields = {"person": f"staff-{person}", "chosen": [f"{fresh.pk}:1", f"{stale.pk}:9"], "which": "open"}

    answer = officer.post("/matters/assign/", fields)

    assert answer.status_code == 409
    assert "已分派" in text(answer) and "有人改动过" in text(answer)
    assert Matter.objects.get(pk=fresh.pk).person == f"staff-{person}"
    assert officer.post("/matters/assign/", {**fields, "chosen": [f"{stale.pk}:1"]}).status_code == 302
    for rubbish in (["x"], ["1:x"], [":"], ["9" * 30 + ":1"], []):
        assert officer.post("/matters/assign/", {**fields, "chosen": rubbish}).status_code == 422


def test_an_export_is_a_file_of_safe_cells_for_a_purpose(officer):
    a_matter(title='=HYPERLINK("http://example.invalid")')
    fields = {"which": "open", "purpose": "周报统计"}

    as_csv = officer.post("/matters/export/", {**fields, "format": "csv"})
    as_xlsx = officer.post("/matters/export/", {**fields, "format": "xlsx"})

    (row,) = csv.DictReader(io.StringIO(as_csv.content.decode("utf-8-sig")))
    assert row["标题"].startswith("'=HYPERLINK")
    assert (row["状态"], row["时限"], row["是否超时"]) == ("待签收", "2021-08-13 18:00", "否")
    assert load_workbook(io.BytesIO(as_xlsx.content)).active.max_row == 2
    assert "attachment" in as_xlsx["Content-Disposition"]
    assert officer.post("/matters/export/", {"purpose": ""}).status_code == 422


def test_a_file_leaves_only_as_an_attachment_that_no_browser_shows_as_ours(officer):
    matter = a_matter()
    sent = SimpleUploadedFile('报告 "x".pdf', b"%PDF-1.7", content_type="text/html")
    assert officer.post(f"/matters/{matter.pk}/attach/", {"file": sent}).status_code == 302
    link = text(officer.get(f"/matters/{matter.pk}/")).split(f'href="/matters/{matter.pk}/files/')[1].split('"')[0]

    got = officer.get(f"/matters/{matter.pk}/files/{link}")

    assert (got.status_code, got["Content-Type"], got["X-Content-Type-Options"]) == (200, "application/pdf", "nosniff")
    assert got["Content-Disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''%E6%8A%A5%E5%91%8A" in got["Content-Disposition"]
    wrong = SimpleUploadedFile("a.pdf", b"<html>", content_type="application/pdf")
    refused = officer.post(f"/matters/{matter.pk}/attach/", {"file": wrong})
    assert refused.status_code == 422
    assert "文件没有收下" in text(refused)
    assert officer.post(f"/matters/{matter.pk}/attach/", {}).status_code == 422


def test_lists_are_kept_and_dropped(officer):
    assert (
        officer.post("/matters/keep/", {"which": "overdue", "name": "逾期的"})["Location"] == "/matters/?which=overdue"
    )
    assert "★ 逾期的" in text(officer.get("/matters/"))
    officer.post(f"/matters/keep/{SavedList.objects.get().pk}/drop/")
    assert not SavedList.objects.exists()


def test_the_calendar_is_seen_by_staff_and_changed_by_headquarters(officer, chief):
    page = text(officer.get("/holidays/"))
    assert "国庆节" in page and "放假7天" in page and "随产品提供" in page
    assert "导入新的名单" not in page

    new = SimpleUploadedFile("days.csv", "day,kind,zh,en,cite\n2024-01-01,holiday,元旦,New Year,通知\n".encode())
    assert officer.post("/holidays/import/", {"file": new}).status_code == 403
    new.seek(0)
    assert chief.post("/holidays/import/", {"file": new}).status_code == 302
    assert "2024年" in text(chief.get("/holidays/"))
    for rubbish in (b"\xff\xfe\x00", b"", b"day,kind,zh,en,cite\nx,y,z\n"):
        assert chief.post("/holidays/import/", {"file": SimpleUploadedFile("x", rubbish)}).status_code == 422
    assert HolidayFeed.objects.count() == 2
    chief.post("/holidays/watch/", {"unit": "U-1", "on": "yes"})
    assert "U-1" in text(officer.get("/holidays/"))


def test_notices_are_read_once(officer):
    a_matter()
    page = text(officer.get("/notices/"))
    assert "新事项待办" in page
    number = page.split('action="/notices/')[1].split("/")[0]

    officer.post(f"/notices/{number}/read/")

    assert "没有未读的通知" in text(officer.get("/notices/"))


def test_every_page_speaks_english_too(officer):
    matter = a_matter(state="waiting")
    commands.add_note(matter_id=matter.pk, text="note", by=CHIEF, at=MORNING)
    officer.cookies["lianfang_language"] = "en"

    for address in ("/matters/?which=all", "/matters/new/", f"/matters/{matter.pk}/", "/notices/", "/holidays/"):
        page = text(officer.get(address))
        assert 'lang="en"' in page
    assert "Awaiting a reply" in text(officer.get("/matters/"))
    assert "wrote a note" in text(officer.get(f"/matters/{matter.pk}/"))


@pytest.mark.parametrize(
    "address", ["/matters/?which=x", "/matters/?after=x", "/matters/?priority=7", "/matters/?kind=x"]
)
def test_rubbish_in_an_address_is_refused_with_a_next_step(officer, address):
    answer = officer.get(address)

    assert answer.status_code == 422
    assert "请用列表上方的选项" in text(answer)


def test_a_page_of_the_list_costs_the_same_at_any_size(officer):
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            assert officer.get("/matters/").status_code == 200
        return len(made)

    many(10)
    few = queries()
    many(300)

    assert queries() == few


def test_an_upload_larger_than_anything_a_page_takes_is_not_read_at_all(officer, monkeypatch):
    matter = a_matter()
    monkeypatch.setattr("lianfang.web.uploads.MOST_BYTES", 1000)
    kept = []
    monkeypatch.setattr("django.core.files.uploadhandler.MemoryFileUploadHandler.new_file", lambda *_: kept.append(1))

    answer = officer.post(
        f"/matters/{matter.pk}/attach/", {"file": SimpleUploadedFile("a.pdf", b"%PDF-" + b"0" * 2000)}
    )

    assert (answer.status_code, kept) == (400, [])
    assert matter.attachments.count() == 0
