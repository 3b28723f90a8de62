"""A matter has an owner and a history; who may not see it learns nothing; of two who change it at once one is told."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from lianfang.domains.audit.models import Row
from lianfang.domains.casework import commands
from lianfang.domains.casework.commands import Chosen, Draft, Side
from lianfang.domains.casework.errors import (
    MatterClosed,
    NamesSomebody,
    NoSuchColleague,
    NoSuchUnit,
    NothingChosen,
    TextMissing,
    TextTooLong,
)
from lianfang.domains.casework.models import Line, Matter, Notice
from lianfang.domains.casework.queries.notices import notices
from lianfang.domains.casework.queries.visible import verbs_for
from lianfang.domains.casework.states import Priority, kind_of
from lianfang.domains.casework.states.request import REQUEST, RequestState
from lianfang.domains.casework.tests.given import (
    CHIEF,
    HEADQUARTERS,
    HOUR,
    MORNING,
    NEIGHBOUR,
    OFFICER,
    STREET,
    WORKER,
    a_matter,
    hands,
)
from lianfang.kernel.actors import Actor, NotPermitted
from lianfang.kernel.refusals import ChangedMeanwhile, NoSuch
from lianfang.kernel.roles import Role
from lianfang.kernel.states import MoveNotAllowed
from tests.given import CHAOYANG, DONGCHENG, actor

pytestmark = pytest.mark.django_db


def test_a_request_goes_from_unit_to_unit_and_every_step_is_a_line_and_a_row_in_the_log():
    matter = a_matter()
    for verb, who, text in [("accept", OFFICER, ""), ("answer", WORKER, "已核查。"), ("confirm", CHIEF, "")]:
        matter = commands.move(matter_id=matter.pk, verb=verb, text=text, by=who, at=MORNING + HOUR)

    assert (matter.state, matter.closed_at, matter.late) == ("done", MORNING + HOUR, False)
    lines = list(Line.objects.filter(matter=matter).order_by("pk").values_list("what", "by", "text"))
    assert lines == [
        ("open", "chief-1", ""),
        ("accept", "officer-1", ""),
        ("answer", "worker-1", "已核查。"),
        ("confirm", "chief-1", ""),
    ]
    rows = Row.objects.filter(subject=str(matter)).order_by("pk").values_list("what", "by", "area")
    assert list(rows) == [(f"casework.{what}", by, CHAOYANG) for what, by, _ in lines]


def test_each_side_has_its_own_verbs():
    matter = a_matter(state="answered")

    assert verbs_for(matter, REQUEST, by=CHIEF) == ("confirm", "return", "withdraw")
    assert verbs_for(matter, REQUEST, by=OFFICER) == ()
    with pytest.raises(NotPermitted):
        commands.move(matter_id=matter.pk, verb="confirm", by=OFFICER, at=MORNING)
    with pytest.raises(MoveNotAllowed):
        commands.move(matter_id=matter.pk, verb="accept", by=CHIEF, at=MORNING)


def test_out_of_jurisdiction_a_matter_does_not_exist():
    matter = a_matter()
    other_unit = actor(Role.COMMUNITY_WORKER, CHAOYANG, organisation="U-OTHER")

    for stranger in (NEIGHBOUR, other_unit):
        for act in (
            lambda by: commands.move(matter_id=matter.pk, verb="accept", by=by, at=MORNING),
            lambda by: commands.assign(matter_id=matter.pk, seen=1, person="x", by=by, at=MORNING),
            lambda by: commands.add_note(matter_id=matter.pk, text="?", by=by, at=MORNING),
        ):
            with pytest.raises(NoSuch) as refused:
                act(stranger)
            assert str(refused.value) == f"There is no matter {matter.pk}."
    with pytest.raises(NotPermitted):
        commands.add_note(matter_id=matter.pk, text="?", by=actor(Role.CHECKPOINT), at=MORNING)
    assert Line.objects.count() == 1


def test_a_note_is_for_everybody_who_sees_the_matter_and_may_not_be_empty_or_endless():
    matter = a_matter()
    commands.add_note(matter_id=matter.pk, text="  居委会已联系。\0 ", by=WORKER, at=MORNING)

    assert Line.objects.get(what="note").text == "居委会已联系。"
    with pytest.raises(TextMissing):
        commands.add_note(matter_id=matter.pk, text=" \0", by=WORKER, at=MORNING)
    with pytest.raises(TextTooLong):
        commands.add_note(matter_id=matter.pk, text="长" * 8001, by=WORKER, at=MORNING)


@pytest.mark.parametrize(
    ("title", "unit", "refusal"),
    [
        ("联系 13800000000", "U-1", NamesSomebody),
        ("核查 11010519491231002X", "U-1", NamesSomebody),
        ("  ", "U-1", TextMissing),
        ("核查", "U 1; drop", NoSuchUnit),
    ],
)
def test_safety_6_a_title_names_nobody_and_a_unit_is_a_code(title, unit, refusal):
    with pytest.raises(refusal):
        commands.open_matter(draft=Draft("request", title, Side(CHAOYANG, unit), HEADQUARTERS), by=CHIEF, at=MORNING)

    assert not Matter.objects.exists()


def test_who_asks_must_hold_the_right_where_they_ask():
    with pytest.raises(NotPermitted):
        commands.open_matter(draft=Draft("request", "核查", STREET, HEADQUARTERS), by=OFFICER, at=MORNING)

    own = commands.open_matter(
        draft=Draft("request", "核查", Side(DONGCHENG, "U-2"), Side(CHAOYANG, "U-1")), by=OFFICER, at=MORNING
    )
    commands.move(matter_id=own.pk, verb="accept", by=NEIGHBOUR, at=MORNING)
    assert commands.move(matter_id=own.pk, verb="withdraw", by=OFFICER, at=MORNING).state == "withdrawn"


def test_those_concerned_are_told_and_nobody_of_what_they_did_themselves():
    matter = a_matter()
    assert [notice.what for notice in notices(by=OFFICER, at=MORNING)] == ["open"]
    assert notices(by=NEIGHBOUR, at=MORNING) == ()

    commands.assign(matter_id=matter.pk, seen=1, person=hands("worker-1"), by=OFFICER, at=MORNING)
    commands.move(matter_id=matter.pk, verb="accept", by=WORKER, at=MORNING)

    (told,) = notices(by=WORKER, at=MORNING)
    assert told.what == "assign"
    commands.read_notice(notice_id=told.id, by=WORKER, at=MORNING)
    assert notices(by=WORKER, at=MORNING) == ()
    with pytest.raises(NoSuch):
        commands.read_notice(notice_id=Notice.objects.get(what="open").pk, by=NEIGHBOUR, at=MORNING)
    mine = a_matter(owner=HEADQUARTERS)
    commands.assign(matter_id=mine.pk, seen=1, person=hands("chief-1", area="110000"), by=CHIEF, at=MORNING)
    assert not Notice.objects.filter(matter=mine, to_person="chief-1").exists()


def test_who_opened_it_is_told_what_the_owner_did_even_without_a_right_to_assign():
    asked = Draft("request", "修门禁", STREET, Side(CHAOYANG, STREET.unit))
    opened = commands.open_matter(draft=asked, by=WORKER, at=MORNING)

    commands.move(matter_id=opened.pk, verb="accept", by=OFFICER, at=MORNING)

    assert [notice.what for notice in notices(by=WORKER, at=MORNING)] == ["accept"]


def test_what_is_closed_is_not_assigned():
    done = a_matter(state="done")

    with pytest.raises(MatterClosed):
        commands.assign(matter_id=done.pk, seen=done.seen, person=hands("worker-1"), by=OFFICER, at=MORNING)


def test_a_matter_goes_only_to_somebody_who_handles_matters_there():
    matter, elsewhere = a_matter(), hands("worker-9", area=DONGCHENG)

    for person in (elsewhere, "nobody"):
        with pytest.raises(NoSuchColleague):
            commands.assign(matter_id=matter.pk, seen=1, person=person, by=OFFICER, at=MORNING)


def test_the_second_of_two_who_assign_at_once_is_told():
    matter = a_matter()
    commands.assign(matter_id=matter.pk, seen=matter.seen, person=hands("worker-1"), by=OFFICER, at=MORNING)

    with pytest.raises(ChangedMeanwhile):
        commands.assign(matter_id=matter.pk, seen=matter.seen, person=hands("worker-2"), by=CHIEF, at=MORNING)

    matter.refresh_from_db()
    assert matter.person == "worker-1"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_on_postgresql_of_two_who_assign_in_the_same_instant_one_wins_and_the_other_is_told():
    wins, told = [], []
    both = [hands(f"worker-{number}") for number in range(2)]
    for _ in range(10):
        matter, start = a_matter(), Barrier(2)

        def assign(person: str, matter: Matter = matter, start: Barrier = start) -> None:
            start.wait()
            try:
                commands.assign(matter_id=matter.pk, seen=1, person=person, by=OFFICER, at=MORNING)
                wins.append((matter.pk, person))
            except ChangedMeanwhile:
                told.append(matter.pk)
            finally:
                connection.close()

        threads = [Thread(target=assign, args=(person,)) for person in both]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert len(wins) == len(told) == 10
    assert dict(wins) == dict(Matter.objects.values_list("pk", "person"))
    assert Line.objects.filter(what="assign").count() == 10


def test_handing_over_says_why_and_buys_no_time():
    matter = a_matter()
    there = Side(DONGCHENG, "U-2")
    with pytest.raises(TextMissing):
        commands.assign(matter_id=matter.pk, seen=1, unit=there, by=OFFICER, at=MORNING)

    over = commands.assign(matter_id=matter.pk, seen=1, unit=there, text="不在本辖区", by=OFFICER, at=MORNING + HOUR)

    assert (over.area, over.county, over.unit, over.person, over.due_at) == (
        DONGCHENG,
        DONGCHENG,
        "U-2",
        "",
        matter.due_at,
    )
    assert [notice.what for notice in notices(by=NEIGHBOUR, at=MORNING + HOUR)] == ["hand_over"]
    with pytest.raises(NoSuch):
        commands.add_note(matter_id=matter.pk, text="?", by=OFFICER, at=MORNING)


def test_many_are_assigned_at_once_each_or_all_or_none():
    fresh, stale, elsewhere = a_matter(), a_matter(), a_matter(owner=Side(DONGCHENG, "U-2"))
    commands.assign(matter_id=stale.pk, seen=1, person="", by=OFFICER, at=MORNING)
    chosen = [Chosen(matter.pk, 1) for matter in (elsewhere, fresh, stale)]

    def outcomes(*, all_or_none: bool) -> list[str]:
        found = commands.assign_many(
            chosen=chosen, person=hands("worker-1"), all_or_none=all_or_none, by=OFFICER, at=MORNING
        )
        return [outcome.refusal.code if outcome.refusal else "done" for outcome in found]

    assert outcomes(all_or_none=True) == ["done", "changed-meanwhile", "no-such"]
    assert not Matter.objects.exclude(person="").exists()

    assert outcomes(all_or_none=False) == ["done", "changed-meanwhile", "no-such"]
    assert list(Matter.objects.exclude(person="").values_list("pk", flat=True)) == [fresh.pk]
    with pytest.raises(NothingChosen):
        commands.assign_many(chosen=[], person="x", all_or_none=False, by=OFFICER, at=MORNING)


def test_a_room_may_add_only_lines_its_kind_declares():
    with pytest.raises(KeyError):
        commands.add_line(matter_id=a_matter().pk, what="poem", details={}, by=CHIEF, at=MORNING)


def test_every_state_can_be_reached_and_a_kind_that_forgets_a_word_is_refused():
    for state in RequestState:
        assert a_matter(state=state).state == state
    for missing in ("states", "verbs", "tones"):
        fields = {name: getattr(REQUEST, name) for name in REQUEST.__dataclass_fields__}
        with pytest.raises(ValueError, match="has its words"):
            type(REQUEST)(**(fields | {missing: {}}))
    assert set(REQUEST.promises) == set(Priority)
    assert kind_of("request") is REQUEST


def test_nobody_without_a_right_sees_anything():
    with pytest.raises(NotPermitted):
        commands.add_note(matter_id=a_matter().pk, text="?", by=Actor("nobody"), at=MORNING)
