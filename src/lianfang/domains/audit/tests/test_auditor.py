import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianfang.domains.audit import commands, queries
from lianfang.domains.audit.errors import TooMuchToExport
from lianfang.domains.audit.models import Row
from lianfang.domains.audit.queries import Asked
from lianfang.domains.audit.tests.given import acts, sealed_acts
from lianfang.kernel.actors import NotPermitted
from lianfang.kernel.clock import CITY_ZONE
from lianfang.kernel.ledger_export import NotAnExport, read
from lianfang.kernel.roles import Role
from tests.given import CHAOYANG, CITY, DONGCHENG, NOON, actor

pytestmark = pytest.mark.django_db

AUDITOR, OF_CHAOYANG = actor(Role.AUDITOR, CITY), actor(Role.AUDITOR, CHAOYANG)
DAY = NOON.astimezone(CITY_ZONE).date()


EVERYTHING = Asked()


def seen(asked: Asked = EVERYTHING, *, by=AUDITOR) -> list[tuple[str, str]]:
    return [(row.subject, row.area) for row in queries.page_of_log(asked, by=by, zone=CITY_ZONE)]


def test_the_log_is_shown_newest_first():
    acts(3)

    assert [subject for subject, _ in seen()] == ["ticket 3", "ticket 2", "ticket 1"]


def test_an_auditor_of_a_district_sees_its_rows_and_no_others():
    for area in (CHAOYANG, "110105003001", DONGCHENG, "", CITY):
        acts(1, area=area)

    assert {area for _, area in seen(by=OF_CHAOYANG)} == {CHAOYANG, "110105003001"}
    assert {area for _, area in seen()} == {CHAOYANG, "110105003001", DONGCHENG, "", CITY}


def test_nobody_else_reads_the_log_or_takes_it_out():
    for role in set(Role) - {Role.AUDITOR}:
        with pytest.raises(NotPermitted):
            seen(by=actor(role))
        with pytest.raises(NotPermitted):
            commands.export_log(asked=Asked(), zone=CITY_ZONE, by=actor(role), at=NOON, now=NOON)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (Asked(what="hotline"), 4),
        (Asked(what="hotline.answer"), 4),
        (Asked(what="hot"), 0),
        (Asked(by="officer-7", subject="ticket 1"), 2),
        (Asked(by="nobody"), 0),
        (Asked(area=DONGCHENG), 2),
        (Asked(area=CITY), 4),
        (Asked(first=DAY, last=DAY), 4),
        (Asked(first=DAY + timedelta(days=1)), 0),
        (Asked(last=DAY - timedelta(days=1)), 0),
    ],
)
def test_filters_narrow_by_what_who_whom_where_and_when(asked, found):
    acts(2)
    acts(2, area=DONGCHENG)

    assert len(seen(asked)) == found


def test_an_act_at_the_last_minute_of_a_city_day_belongs_to_that_day():
    midnight = NOON + timedelta(hours=12)
    acts(1, at=midnight - timedelta(minutes=2))
    acts(1, at=midnight)

    assert len(seen(Asked(first=DAY, last=DAY))) == 1


def test_rooms_are_those_that_stand_in_the_log():
    for what in ("hotline.open", "hotline.answer", "codes.lift", "audit.export"):
        acts(1, what=what)

    assert queries.rooms() == ["audit", "codes", "hotline"]


def test_a_page_costs_the_same_at_ten_and_at_a_thousand_rows(signed_in):
    browser = signed_in(Role.AUDITOR, CITY)
    browser.get("/audit/")

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get("/audit/").status_code == 200
        return len(captured)

    acts(10)
    few = cost()
    Row.objects.bulk_create(
        Row(token=f"t{n}", what="hotline.answer", subject="s", by="b", at=NOON, mark="m", chain=CHAOYANG, area=CHAOYANG)
        for n in range(1000)
    )

    assert cost() == few


def test_pages_follow_each_other_without_a_gap_and_without_a_row_twice(signed_in):
    acts(120)
    browser = signed_in(Role.AUDITOR, CITY)

    subjects, page = [], "/audit/?what=hotline"
    while page:
        body = browser.get(page).content.decode()
        subjects += [part.split('"')[0] for part in body.split("?subject=ticket%20")[1:]]
        rest = body.partition('rel="next" href="')[2]
        page = "/audit/" + rest.split('"')[0].replace("&amp;", "&") if rest else ""

    assert subjects == [str(number) for number in range(120, 0, -1)]


def test_a_subjects_history_is_told_in_sentences_oldest_first_and_looking_is_written_down(signed_in):
    acts(1)
    sealed_acts(1)
    browser = signed_in(Role.AUDITOR, CITY)

    body = browser.get("/audit/history/", {"subject": "ticket 1"}).content.decode()

    assert body.count("officer-7 对 ticket 1 执行了 hotline.answer") == 2
    assert f"<code>{CHAOYANG}-1</code>" in body
    assert Row.objects.filter(what="audit.look", subject="ticket 1").count() == 1


def test_a_room_that_wrote_a_sentence_is_told_in_it(signed_in):
    browser = signed_in(Role.AUDITOR, CITY)
    browser.cookies["lianfang_language"] = "en"

    assert "signed in" in browser.get("/audit/").content.decode()


def test_an_export_is_signed_holds_what_was_asked_and_is_written_down(signed_in):
    sealed_acts(3)
    sealed_acts(2, area=DONGCHENG)
    acts(1)
    browser = signed_in(Role.AUDITOR, CITY)
    public = queries.heads_here().key.private.public_key()

    answer = browser.get("/audit/export.json", {"what": "hotline", "area": CHAOYANG})
    export = read(answer.content.decode(), public, file="export")

    assert [row.number for row in export.rows] == [1, 2, 3]
    assert export.asked == {"what": "hotline", "area": CHAOYANG}
    assert export.heads[DONGCHENG][0] == 2
    assert Row.objects.filter(what="audit.export", subject="rows 3").count() == 1


def test_safety_7_an_export_of_rows_that_were_edited_in_the_store_does_not_verify():
    sealed_acts(3)
    Row.objects.filter(number=2).update(by="officer-8")

    document = commands.export_log(asked=Asked(), zone=CITY_ZONE, by=AUDITOR, at=NOON, now=NOON)

    with pytest.raises(NotAnExport, match=f"row 2 of chain {CHAOYANG}"):
        read(document, queries.heads_here().key.private.public_key(), file="export")


def test_safety_7_a_row_left_out_of_an_export_by_hand_breaks_its_signature():
    sealed_acts(3)
    document = json.loads(commands.export_log(asked=Asked(), zone=CITY_ZONE, by=AUDITOR, at=NOON, now=NOON))
    del document["statement"]["rows"][1]

    with pytest.raises(NotAnExport, match="edited"):
        read(json.dumps(document), queries.heads_here().key.private.public_key(), file="export")


def test_too_much_is_not_exported_at_once(monkeypatch):
    monkeypatch.setattr("lianfang.domains.audit.commands.exporting.MOST", 2)
    sealed_acts(3)

    with pytest.raises(TooMuchToExport):
        commands.export_log(asked=Asked(), zone=CITY_ZONE, by=AUDITOR, at=NOON, now=NOON)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("first=yesterday", 422),
        ("before=abc", 200),
        ("before=" + "9" * 40, 200),
        ("subject=张三", 200),
        ("area=' OR 1=1", 200),
        ("what=%00", 200),
        ("by=" + "x" * 5000, 200),
    ],
)
def test_rubbish_in_a_filter_finds_nothing_or_is_refused(signed_in, query, status):
    acts(1)

    assert signed_in(Role.AUDITOR, CITY).get(f"/audit/?{query}").status_code == status
