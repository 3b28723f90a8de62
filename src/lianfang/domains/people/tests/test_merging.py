"""Two who may be one: found, looked at, merged, and two again within thirty days (lessons 15)."""

from datetime import date, timedelta

import pytest

from lianfang.domains.audit.models import Row
from lianfang.domains.people import public
from lianfang.domains.people.commands.merging import merge_people, tell_apart, undo_merge
from lianfang.domains.people.commands.registering import close_matter, correct_person
from lianfang.domains.people.errors import MergeOver
from lianfang.domains.people.models import MatterName, Merge, Person, Said, Twin, names
from lianfang.domains.people.queries.duplicates import mergers, pair, suspected
from lianfang.domains.people.queries.finding import kept_in
from lianfang.domains.people.states import Likeness
from lianfang.domains.people.tests.given import (
    GANJIAKOU,
    LONGZEYUAN,
    OF_HAIDIAN,
    OFFICER,
    TICKET,
    a_card,
    a_passport,
    a_person,
    said,
)
from lianfang.kernel.personal import Personal
from lianfang.kernel.refusals import NoSuch
from lianfang.kernel.states import MoveNotAllowed
from tests.given import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ENTRY = MatterName("entry", "7")
CITY = frozenset({"11"})


def twins(**of_second):
    """Somebody with a card and, it seems, the same person with a passport."""
    first = a_person()
    how = {"paper": a_passport(), "matter": ENTRY, "phone": None, "born": date(1988, 5, 14), **of_second}
    return first, a_person(**how)


def merged(first, second, *, by=OFFICER, at=NOON):
    return merge_people(pair=Twin.objects.get().pk, keep=first.person_id, by=by, at=at)


def state_of(*people):
    return [
        (
            Said.read(person.sealed),
            person.state,
            person.idle_since,
            sorted(map(str, person.matters.all())),
            sorted(person.documents.values_list("pseudonym", flat=True)),
        )
        for person in Person.objects.filter(pk__in=[one.pk for one in people]).order_by("pk")
    ]


@pytest.mark.parametrize(
    ("second", "likeness"),
    [
        ({}, [Likeness.NAME_AND_BIRTH]),
        ({"born": None, "phone": "13800138000"}, [Likeness.NAME_AND_PHONE]),
        ({"name": "赵 晓 岚"}, [Likeness.NAME_AND_BIRTH]),
        ({"born": None}, []),  # a name alone
        ({"name": "赵晓蓝"}, []),  # a birthday alone
        ({"name": "赵晓蓝", "phone": "13800138000"}, []),  # a phone may serve several
    ],
)
def test_two_with_the_same_name_and_birth_or_phone_are_noticed_and_a_name_alone_is_nothing(second, likeness):
    twins(**second)

    assert list(Twin.objects.values_list("likeness", flat=True)) == likeness


def test_two_who_become_alike_by_a_correction_are_noticed_then():
    _, second = twins(born=None)

    correct_person(person_id=second.person_id, said=said(born=date(1988, 5, 14)), by=OFFICER, at=NOON)

    assert Twin.objects.count() == 1


def test_the_preview_says_what_is_the_same_and_shows_neither():
    twins()

    found = suspected(CITY).rows[0]

    assert dict(found.parts) == {"name": True, "born": True, "sex": None, "phone": None, "address": True}
    assert (found.first.masked_name, found.second.masked_name) == ("赵**", "赵**")


def test_pairs_cost_the_same_whether_few_or_many(django_assert_num_queries):
    twins()
    for number in range(2, 30):
        a_person(paper=a_passport(number), born=date(1988, 5, 14), phone=None, name=f"赵晓{number}")
        a_person(paper=a_passport(number + 100), born=date(1988, 5, 14), phone=None, name=f"赵晓{number}")

    with django_assert_num_queries(5):
        first = suspected(CITY)
    with django_assert_num_queries(5):
        rest = suspected(CITY, before=first.next)

    assert (len(first.rows), len(rest.rows), rest.next) == (25, 4, None)


def test_a_merger_brings_documents_matters_and_what_was_unknown_together():
    first, second = twins(phone="13900139000", born=date(1988, 5, 14))

    merge_people(pair=Twin.objects.get().pk, keep=second.person_id, by=OFFICER, at=NOON)

    second.refresh_from_db()
    assert {str(matter) for matter in second.matters.all()} == {"hotline/41", "entry/7"}
    assert Said.read(second.sealed).phone == Personal("+8613900139000")
    assert public.id_of(first.person_id) == public.id_of(names().of(a_card())) == second.person_id
    assert [person.pk for person in kept_in(CITY)] == [second.pk]
    assert suspected(CITY).rows == ()


def test_a_merger_taken_back_leaves_everything_as_it_was():
    first, second = twins()
    before = state_of(first, second)

    merge = merged(first, second)
    undo_merge(merge=merge.pk, by=OFFICER, at=NOON + 29 * DAY)

    assert state_of(first, second) == before
    assert len(suspected(CITY).rows) == 1
    assert Row.objects.filter(what__in=["people.merge", "people.undo_merge"]).count() == 4


def test_what_was_corrected_after_a_merger_stays_corrected_when_it_is_taken_back():
    first, second = twins()
    merge = merged(first, second)
    correct_person(person_id=first.person_id, said=said(phone="13900139000"), by=OFFICER, at=NOON)

    undo_merge(merge=merge.pk, by=OFFICER, at=NOON + DAY)

    first.refresh_from_db()
    assert Said.read(first.sealed).phone == Personal("+8613900139000")


def test_a_matter_closed_after_a_merger_is_closed_when_it_is_taken_back():
    first, second = twins()
    merge = merged(first, second)
    close_matter(matter=ENTRY, by=OFFICER, at=NOON)

    undo_merge(merge=merge.pk, by=OFFICER, at=NOON + DAY)

    second.refresh_from_db()
    assert second.idle_since == NOON


def test_a_matter_both_had_is_still_both_theirs_after_a_merger_is_taken_back():
    first, second = twins(matter=TICKET)
    before = state_of(first, second)

    undo_merge(merge=merged(first, second).pk, by=OFFICER, at=NOON + DAY)

    assert state_of(first, second) == before


def test_after_thirty_days_a_merger_stands():
    first, second = twins()
    merge = merged(first, second)

    with pytest.raises(MergeOver):
        undo_merge(merge=merge.pk, by=OFFICER, at=NOON + 30 * DAY)
    assert mergers(CITY, at=NOON + 29 * DAY)[0].number == merge.pk
    assert mergers(CITY, at=NOON + 30 * DAY) == []


def test_mergers_are_taken_back_the_last_one_first():
    first, second = twins()
    third = a_person(paper=a_passport(3), born=date(1988, 5, 14), phone=None, matter=MatterName("entry", "8"))
    one = merge_people(pair=Twin.objects.get(first=first, second=second).pk, keep=second.person_id, by=OFFICER, at=NOON)
    two = merge_people(pair=Twin.objects.get(first=second, second=third).pk, keep=third.person_id, by=OFFICER, at=NOON)
    before = public.id_of(first.person_id)

    with pytest.raises(MergeOver):
        undo_merge(merge=one.pk, by=OFFICER, at=NOON)
    undo_merge(merge=two.pk, by=OFFICER, at=NOON)
    undo_merge(merge=one.pk, by=OFFICER, at=NOON)

    assert before == third.person_id
    assert Person.objects.filter(merged_into=None).count() == 3


def test_who_was_told_apart_is_not_asked_about_again():
    twins()

    tell_apart(pair=Twin.objects.get().pk, by=OFFICER, at=NOON)
    a_person(paper=a_passport(), matter=ENTRY, phone="13800138000", born=date(1988, 5, 14))

    assert suspected(CITY).rows == ()
    with pytest.raises(MoveNotAllowed):
        merge_people(pair=Twin.objects.get().pk, keep=names().of(a_card()), by=OFFICER, at=NOON)


def test_a_pair_of_which_one_lies_elsewhere_is_no_pair_at_all():
    first, _ = twins(area=LONGZEYUAN)
    number = Twin.objects.get().pk

    assert suspected(frozenset({GANJIAKOU})).rows == ()
    for attempt in (
        lambda: pair(number, frozenset({GANJIAKOU})),
        lambda: merge_people(pair=number, keep=first.person_id, by=OF_HAIDIAN, at=NOON),
        lambda: tell_apart(pair=number, by=OF_HAIDIAN, at=NOON),
        lambda: merge_people(pair=number, keep="nobody", by=OFFICER, at=NOON),
    ):
        with pytest.raises(NoSuch):
            attempt()
    assert not Merge.objects.exists()
