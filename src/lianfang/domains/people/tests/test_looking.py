"""People are found exactly, shown masked, shown whole for a purpose; and every look is on record. Safety 7."""

import pytest

from lianfang.domains.audit.models import Row
from lianfang.domains.people.commands.looking import open_person, search_people, show_person
from lianfang.domains.people.commands.registering import add_document
from lianfang.domains.people.errors import LookNeedsMatter, NothingLikeThat
from lianfang.domains.people.models import MatterName
from lianfang.domains.people.queries.finding import As
from lianfang.domains.people.tests.given import (
    OF_CHANGPING,
    OF_HAIDIAN,
    OFFICER,
    a_card,
    a_passport,
    a_person,
    card_number,
)
from lianfang.kernel.actors import NotPermitted
from lianfang.kernel.personal import Personal, Purpose
from lianfang.kernel.refusals import NoSuch
from lianfang.kernel.roles import Role
from tests.given import NOON, actor

pytestmark = pytest.mark.django_db


def search(text, *, by=OF_HAIDIAN):
    return search_people(text=Personal(text), by=by, at=NOON)


@pytest.mark.parametrize(
    ("text", "as_what"),
    [
        (card_number(), As.DOCUMENT),
        ("138 0013 8000", As.PHONE),
        ("8000", As.TAIL),
        (" 赵 晓岚 ", As.NAME),
        ("甘家口街道 1号院", As.ADDRESS),
    ],
)
def test_somebody_is_found_by_whatever_is_known_and_it_is_said_what_was_searched(text, as_what):
    person = a_person()
    a_person(2, name="钱立群", phone="13900139001", address="龙跃苑二区3号")

    found = search(text)

    assert as_what in found.as_what
    assert [entry.person_id for entry in found.entries] == [person.person_id]


def test_somebody_is_found_by_their_id_and_by_a_second_document():
    person = a_person()
    add_document(person_id=person.person_id, paper=a_passport(7), by=OFFICER, at=NOON)

    assert [search(text).entries[0].person_id for text in (person.person_id, "e0000 0007")] == [person.person_id] * 2


@pytest.mark.parametrize("text", ["赵晓", "13800138001", "8001", "晓岚", card_number(2)])
def test_what_is_not_exact_finds_nobody(text):
    a_person()

    assert search(text).entries == ()


@pytest.mark.parametrize("text", ["", "  ", "赵", "12", "……"])
def test_what_says_nothing_is_refused_before_anything_is_searched(text):
    with pytest.raises(NothingLikeThat):
        search(text)


def test_what_a_list_shows_is_masked():
    a_person()
    a_person(paper=a_passport(), name="John Smith", phone=None)

    shown = {
        entry.masked_name: [paper.masked for paper in entry.papers]
        for name in ("赵晓岚", "john smith")
        for entry in search(name).entries
    }

    assert shown == {"赵**": [a_card().masked], "J*** S***": ["E0*****01"]}


def test_out_of_ones_own_area_nobody_is_found_opened_or_shown():
    person = a_person()

    assert search("赵晓岚", by=OF_CHANGPING).entries == ()
    with pytest.raises(NoSuch):
        open_person(person_id=person.person_id, by=OF_CHANGPING, at=NOON)
    with pytest.raises(NoSuch):
        show_person(
            person_id=person.person_id, purpose=Purpose.CALL_BACK, matter="hotline/41", by=OF_CHANGPING, at=NOON
        )


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.HEADQUARTERS, Role.AUDITOR, Role.ENGINEER, Role.CITIZEN])
def test_who_handles_no_peoples_matters_sees_nobody_anywhere(role):
    person = a_person()
    somebody = actor(role)

    for look in (
        lambda: search("赵晓岚", by=somebody),
        lambda: open_person(person_id=person.person_id, by=somebody, at=NOON),
        lambda: show_person(
            person_id=person.person_id, purpose=Purpose.CALL_BACK, matter="hotline/41", by=somebody, at=NOON
        ),
    ):
        with pytest.raises(NotPermitted):
            look()


def test_safety_7_an_entry_is_shown_whole_for_a_purpose_and_a_matter_and_the_log_says_so():
    person = a_person()

    shown = show_person(
        person_id=person.person_id, purpose=Purpose.CALL_BACK, matter="hotline/41", by=OF_HAIDIAN, at=NOON
    )

    assert (shown.name, shown.phone, dict(shown.numbers)["resident_card"]) == (
        "赵晓岚",
        "+8613800138000",
        card_number(),
    )
    row = Row.objects.get(what="people.show")
    assert (row.subject, row.by, row.purpose) == (
        f"person {person.person_id}",
        "officer-haidian",
        "call the person back: hotline/41",
    )


@pytest.mark.parametrize("matter", ["", "hotline/42", "13800138000"])
def test_an_entry_is_shown_whole_for_one_of_its_own_open_matters_only(matter):
    person = a_person()

    with pytest.raises(LookNeedsMatter):
        show_person(person_id=person.person_id, purpose=Purpose.CALL_BACK, matter=matter, by=OF_HAIDIAN, at=NOON)

    assert not Row.objects.filter(what="people.show").exists()


def test_safety_7_searching_is_on_record_without_what_was_typed():
    a_person()
    search("13800138000")
    search("赵晓岚")

    rows = Row.objects.filter(what="people.search").order_by("pk")
    assert [row.subject for row in rows] == ["search by document phone found 1", "search by name found 1"]


def test_a_search_makes_the_same_queries_for_one_and_for_fifty(django_assert_num_queries):
    a_person()
    with django_assert_num_queries(7):
        search("赵晓岚")
    for number in range(2, 60):
        a_person(number, matter=MatterName("hotline", str(number)))

    with django_assert_num_queries(7):
        found = search("赵晓岚")

    assert (len(found.entries), found.more) == (50, True)
