"""Who has no matter left leaves the register when the policy says so; trial run and run are one list (lessons 16)."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from lianfang.domains.audit.models import Row
from lianfang.domains.people.commands import retaining
from lianfang.domains.people.commands.merging import merge_people
from lianfang.domains.people.commands.registering import close_matter, open_matter
from lianfang.domains.people.commands.retaining import erase_due
from lianfang.domains.people.errors import NoRetention, PlanChanged
from lianfang.domains.people.models import Document, Erasure, Matter, MatterName, Merge, Person, Twin
from lianfang.domains.people.queries.retention import Clause, clause_in, plan
from lianfang.domains.people.tests.given import OFFICER, TICKET, a_passport, a_person
from lianfang.domains.people.tests.test_merging import twins
from lianfang.kernel.actors import NotPermitted
from lianfang.kernel.clock import days_since
from lianfang.kernel.ledger_key import ledger_key
from lianfang.kernel.roles import Role
from lianfang.kernel.words import Words
from lianfang.policy.packs import read_pack
from tests.given import NOON, actor

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
A_DEFAULT = Words("缺省值", "a default")
THIRTY = Clause(30, A_DEFAULT, "thirty days", "D", "2021-01-28")
CHIEF = actor(Role.HEADQUARTERS, id_="chief")


def erased(*, at, clause=THIRTY, by=CHIEF, expect=None, **how):
    return erase_due(clause=clause, expect=expect or plan(clause, at=at).mark, city="11", by=by, at=at, **how)


def idle_people(number, *, since=NOON):
    people = [a_person(one, matter=MatterName("entry", str(one))) for one in range(1, number + 1)]
    for one in range(1, number + 1):
        close_matter(matter=MatterName("entry", str(one)), by=OFFICER, at=since)
    return people


def test_the_days_come_from_the_policy_and_are_marked_as_a_default():
    pack = read_pack(Path(__file__).parents[5] / "policies/beijing")

    clause = clause_in(pack, at=NOON)

    assert (clause.days, clause.confidence) == (30, "D")
    with pytest.raises(NoRetention):
        clause_in(pack, at=NOON - 365 * DAY)


@pytest.mark.parametrize(("days", "due"), [(29, 0), (30, 1), (31, 1)])
def test_somebody_is_due_when_so_many_civil_days_have_passed_since_their_last_matter(days, due):
    idle_people(1)

    assert len(plan(THIRTY, at=NOON + days * DAY).numbers) == due


def test_days_are_civil_days_of_the_city():
    idle_people(1)
    midnight = NOON + 30 * DAY - timedelta(hours=12)  # 00:00 in the city, thirty civil days after

    assert len(plan(THIRTY, at=midnight - timedelta(seconds=1)).numbers) == 0
    assert len(plan(THIRTY, at=midnight).numbers) == 1


def test_who_has_an_open_matter_is_never_due():
    person = idle_people(1)[0]
    open_matter(person_id=person.person_id, matter=TICKET, by=OFFICER, at=NOON)

    assert plan(THIRTY, at=NOON + 1000 * DAY).numbers == ()


def test_the_run_erases_just_whom_the_trial_run_named_and_leaves_no_row_of_them():
    gone, stays = idle_people(2)[0], a_person(9)
    trial = plan(THIRTY, at=NOON + 40 * DAY)

    run = erased(at=NOON + 40 * DAY, expect=trial.mark)

    assert run.people == len(trial.numbers) == 2
    assert list(Person.objects.values_list("pk", flat=True)) == [stays.pk]
    assert Document.objects.count() == Matter.objects.count() == 1
    assert Row.objects.filter(what="people.erase", subject=f"person {gone.person_id}").count() == 1


def test_a_run_that_is_not_the_trial_run_erases_nobody():
    idle_people(2)
    trial = plan(THIRTY, at=NOON + 40 * DAY)
    open_matter(person_id=Person.objects.first().person_id, matter=TICKET, by=OFFICER, at=NOON)

    with pytest.raises(PlanChanged):
        erased(at=NOON + 40 * DAY, expect=trial.mark)

    assert Person.objects.count() == 2


def test_the_certificate_says_how_many_by_which_clause_and_is_signed():
    idle_people(3)

    run = erased(at=NOON + 40 * DAY)

    said = json.loads(run.certificate)
    assert (said["people"], said["documents"], said["matters"]) == (3, 3, 3)
    assert said["clause"]["confidence"] == "D"
    key = ledger_key(settings.CONFIG.audit_key_file).private.public_key()
    key.verify(bytes.fromhex(run.signature), run.certificate.encode())


def test_safety_8_a_run_stopped_half_way_keeps_count_and_the_next_one_does_the_rest(monkeypatch):
    idle_people(5)
    monkeypatch.setattr(retaining, "AT_ONCE", 2)

    def stop(done, _all):
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        erased(at=NOON + 40 * DAY, progress=stop)
    half = Erasure.objects.get()
    rest = erased(at=NOON + 40 * DAY)

    assert (half.people, half.ended_at, rest.people) == (4, None, 1)
    assert not Person.objects.exists()


def test_a_merged_entry_waits_until_it_can_no_longer_go_back_and_so_does_the_one_that_stayed():
    first, _ = twins()
    merge_people(pair=Twin.objects.get().pk, keep=first.person_id, by=OFFICER, at=NOON)
    close_matter(matter=TICKET, by=OFFICER, at=NOON - 20 * DAY)
    close_matter(matter=MatterName("entry", "7"), by=OFFICER, at=NOON - 20 * DAY)
    quick = Clause(5, A_DEFAULT, "five days", "D", "2021-01-28")

    waiting = plan(quick, at=NOON + 29 * DAY).numbers
    run = erased(clause=quick, at=NOON + 30 * DAY)

    assert (waiting, run.people) == ((), 2)
    assert not Person.objects.exists()
    assert not Merge.objects.exists()


def test_only_who_may_retain_does_and_for_the_whole_city():
    for by in (OFFICER, actor(Role.HEADQUARTERS, "110108")):
        with pytest.raises(NotPermitted):
            erased(at=NOON, by=by)


@given(days=st.integers(1, 400), keep=st.integers(1, 365))
def test_due_means_days_since_the_last_matter_at_any_length(days, keep):
    Person.objects.all().delete()
    person = a_person(paper=a_passport(5))
    close_matter(matter=TICKET, by=OFFICER, at=NOON)
    at = NOON + days * DAY

    due = plan(Clause(keep, A_DEFAULT, "", "D", ""), at=at).numbers

    assert (person.pk in due) is (days_since(NOON, at=at, zone=settings.CONFIG.city_zone) >= keep)
