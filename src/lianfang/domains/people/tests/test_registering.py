"""Who comes into the register: with a document, with a matter, and with nothing readable at rest."""

from datetime import date

import pytest
from django.db import connection

from lianfang.domains.audit.models import Row
from lianfang.domains.people import public
from lianfang.domains.people.commands.registering import (
    add_document,
    close_matter,
    correct_person,
    open_matter,
    register_person,
)
from lianfang.domains.people.errors import DocumentIsAnothers, NotAPerson, PersonChanged
from lianfang.domains.people.models import Document, Matter, MatterName, Person, Said, names
from lianfang.domains.people.tests.given import (
    CHANGPING,
    GANJIAKOU,
    LONGZEYUAN,
    MALE,
    OF_CHANGPING,
    OF_HAIDIAN,
    OFFICER,
    TICKET,
    a_card,
    a_passport,
    a_person,
    card_number,
    said,
)
from lianfang.kernel.actors import NotPermitted
from lianfang.kernel.documents import DocumentDisagrees
from lianfang.kernel.personal import Personal
from lianfang.kernel.refusals import NoSuch
from lianfang.kernel.roles import Role
from tests.given import NOON, actor

pytestmark = pytest.mark.django_db

SECRETS = ("赵晓岚", "13800138000", "8613800138000", card_number(), "甘家口街道1号院", "19880514", "1988-05-14")


def whole_store() -> str:
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += [repr(row) for row in cursor.fetchall()]
    return "\n".join(rows)


def test_safety_6_a_copy_of_the_store_shows_no_name_number_phone_address_or_birth():
    a_person()

    kept = whole_store()

    assert "person" in kept
    assert [secret for secret in SECRETS if secret in kept] == []


def test_an_entry_rests_on_a_document_and_says_what_it_says():
    person = a_person(born=None)

    kept = Said.read(person.sealed)
    assert kept.born == Personal(date(1988, 5, 14))
    assert kept.sex == MALE
    assert person.person_id == names().of(a_card())


def test_nobody_is_entered_whose_document_says_another_birth_or_sex():
    with pytest.raises(DocumentDisagrees):
        a_person(born=date(1988, 5, 15))
    with pytest.raises(DocumentDisagrees):
        a_person(sex="female")

    assert not Person.objects.exists()


@pytest.mark.parametrize(
    "matter", [MatterName("hotline", ""), MatterName("", "1"), MatterName("hotline", "13800138000")]
)
def test_nobody_is_entered_without_a_matter_that_names_no_one(matter):
    with pytest.raises(NotAPerson):
        a_person(matter=matter)

    assert not Person.objects.exists()


def test_who_comes_again_gets_the_matter_and_what_was_unknown_and_nothing_is_overwritten():
    first = a_person(phone=None)

    again = a_person(matter=MatterName("entry", "7"), name="赵小岚", phone="13900139000")

    kept = Said.read(again.sealed)
    assert again.pk == first.pk
    assert (kept.name, kept.phone) == (Personal("赵晓岚"), Personal("+8613900139000"))
    assert {str(matter) for matter in again.matters.all()} == {"hotline/41", "entry/7"}


def test_who_comes_again_elsewhere_gets_the_matter_and_nothing_is_told_or_changed():
    first = a_person(phone=None)

    person_id = register_person(
        paper=a_card(), said=said(), area=LONGZEYUAN, matter=MatterName("entry", "7"), by=OF_CHANGPING, at=NOON
    )

    first.refresh_from_db()
    assert (person_id, first.area, Said.read(first.sealed).phone) == (first.person_id, GANJIAKOU, None)
    assert first.matters.count() == 2


def test_a_second_document_leads_to_the_same_person():
    person = a_person()

    add_document(person_id=person.person_id, paper=a_passport(), by=OFFICER, at=NOON)

    assert public.id_of(names().of(a_passport())) == person.person_id
    with pytest.raises(DocumentIsAnothers):
        add_document(person_id=a_person(2).person_id, paper=a_passport(), by=OFFICER, at=NOON)


def test_a_correction_is_made_once_by_whoever_saw_what_is_there():
    person = a_person()
    seen = person.version
    correct_person(person_id=person.person_id, said=said(phone="13900139000"), version=seen, by=OFFICER, at=NOON)

    with pytest.raises(PersonChanged):
        correct_person(person_id=person.person_id, said=said(), version=seen, by=OFFICER, at=NOON)


def test_out_of_ones_own_area_there_is_nobody():
    person = a_person()

    with pytest.raises(NoSuch):
        correct_person(person_id=person.person_id, said=said(), by=OF_CHANGPING, at=NOON)
    with pytest.raises(NoSuch):
        add_document(person_id=person.person_id, paper=a_passport(), by=OF_CHANGPING, at=NOON)
    with pytest.raises(NotPermitted):
        a_person(2, area=LONGZEYUAN, by=OF_HAIDIAN)
    with pytest.raises(NotPermitted):
        a_person(2, by=actor(Role.INSPECTOR))


def test_who_has_no_open_matter_left_is_idle_from_that_minute_and_not_after_a_new_one():
    person = a_person()
    open_matter(person_id=person.person_id, matter=MatterName("entry", "7"), by=OFFICER, at=NOON)

    close_matter(matter=TICKET, by=OFFICER, at=NOON)
    person.refresh_from_db()
    busy = person.idle_since
    close_matter(matter=MatterName("entry", "7"), by=OFFICER, at=NOON)
    person.refresh_from_db()
    idle = person.idle_since
    open_matter(person_id=person.person_id, matter=MatterName("entry", "8"), by=OFFICER, at=NOON)
    person.refresh_from_db()

    assert (busy, idle, person.idle_since) == (None, NOON, None)


def test_a_matter_opened_twice_is_one():
    a_person()
    a_person()

    assert Matter.objects.count() == 1
    assert Document.objects.count() == 1


def test_every_change_is_on_record_under_pseudonyms():
    person = a_person()
    correct_person(person_id=person.person_id, said=said(phone="13900139000"), by=OFFICER, at=NOON)
    close_matter(matter=TICKET, by=OFFICER, at=NOON)

    rows = Row.objects.filter(subject=f"person {person.person_id}").order_by("pk")
    assert list(rows.values_list("what", "by", "area")) == [
        (what, "officer-city", GANJIAKOU)
        for what in ("people.register", "people.open_matter", "people.correct", "people.close_matter")
    ]


def test_people_from_outside_are_handled_where_their_matter_is():
    person = a_person(paper=a_passport(), area=CHANGPING)

    assert (person.area, Said.read(person.sealed).born) == (CHANGPING, None)
