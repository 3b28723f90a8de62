"""What a room above brings: its own kind, with its own states, words, promises and rights."""

from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum

import pytest

from lianfang.domains.audit.models import Row
from lianfang.domains.casework import commands, presenters
from lianfang.domains.casework.commands import Draft
from lianfang.domains.casework.models import Matter
from lianfang.domains.casework.public import Allowed, Kind, Ladder, Level, Priority, To, register
from lianfang.domains.casework.queries.lists import Asked, page
from lianfang.domains.casework.queries.people import names
from lianfang.domains.casework.states import Which, kinds
from lianfang.domains.casework.states.ladders import DEFAULT_LADDER, ladder_at
from lianfang.domains.casework.tests.given import CHIEF, HEADQUARTERS, HOUR, MORNING, OFFICER, STREET, city_time
from lianfang.kernel.states import Machine, Move
from lianfang.kernel.words import Words

pytestmark = pytest.mark.django_db


class Call(StrEnum):
    TAKEN = "taken"
    ANSWERED = "answered"
    CLOSED = "closed"


MACHINE = Machine(
    "calls.call",
    start=Call.TAKEN,
    moves=[
        Move("answer", frozenset({Call.TAKEN}), Call.ANSWERED, needs="casework.work"),
        Move("close", frozenset({Call.ANSWERED}), Call.CLOSED, needs="casework.work"),
        Move("reopen", frozenset({Call.ANSWERED, Call.CLOSED}), Call.TAKEN, needs="casework.work"),
    ],
)
EARLY = Ladder(date(2021, 8, 1), "an order", (Level(0.5, To.UNIT),))
CALL = Kind(
    name="call",
    machine=MACHINE,
    title=Words("来电", "Call"),
    states={state: Words("态", state) for state in Call},
    verbs={verb: Words("动", verb) for verb in MACHINE.moves},
    tones=dict.fromkeys(Call, "note"),
    opens="casework.ask",
    ends=frozenset({Call.ANSWERED, Call.CLOSED}),
    promises={Priority.NORMAL: Allowed(8 * HOUR)},
    ladders=(EARLY, replace(EARLY, starts=date(2021, 12, 1), levels=(Level(0.1, To.UNIT),))),
    lines={"called": Words("回访了{times}次", "called back {times} times")},
    personal=True,
)


@pytest.fixture(autouse=True)
def call(monkeypatch: pytest.MonkeyPatch) -> Kind:
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    register(CALL)
    return CALL


def a_call(priority: Priority = Priority.NORMAL) -> Matter:
    draft = Draft("call", "来电", STREET, HEADQUARTERS, priority=priority)
    return commands.open_matter(draft=draft, by=CHIEF, at=MORNING)


def move(matter: Matter, verb: str, at) -> Matter:
    return commands.move(matter_id=matter.pk, verb=verb, by=OFFICER, at=at)


def test_one_list_holds_all_kinds_and_can_be_narrowed_to_one():
    matter = a_call()

    assert [row.id for row in page(Asked(), by=OFFICER, at=MORNING).rows] == [matter.pk]
    assert [row.id for row in page(Asked(kind="call"), by=OFFICER, at=MORNING).rows] == [matter.pk]
    assert page(Asked(kind="request"), by=OFFICER, at=MORNING).rows == ()


def test_opened_again_it_has_what_was_left_when_it_was_closed():
    matter = move(a_call(), "answer", city_time(11, 14))
    assert (matter.closed_at, matter.late, matter.due_at) == (city_time(11, 14), False, city_time(11, 18))
    assert move(matter, "close", city_time(11, 15)).closed_at == city_time(11, 14), "closing it for good closes nothing"

    again = move(matter, "reopen", city_time(13, 9))

    assert (again.closed_at, again.due_at, again.late) == (None, city_time(13, 14), False)
    assert [row.id for row in page(Asked(Which.OPEN), by=OFFICER, at=MORNING).rows] == [matter.pk]


def test_late_once_is_late_for_ever_even_when_opened_again():
    matter = move(a_call(), "answer", city_time(12, 14))

    again = move(matter, "reopen", city_time(13, 9))

    assert (again.late, again.due_at) == (True, city_time(11, 18))
    assert move(again, "answer", city_time(13, 10)).late


def test_a_priority_without_a_promise_has_no_deadline_and_stands_last():
    without, with_one = a_call(Priority.LOW), a_call()

    assert (without.due_at, without.promise, without.escalate_at) == (None, None, None)
    assert [row.id for row in page(Asked(), by=OFFICER, at=MORNING).rows] == [with_one.pk, without.pk]
    assert move(without, "answer", city_time(30, 9)).late is False


def test_the_ladder_in_force_when_it_was_opened_counts():
    assert a_call().escalate_at == city_time(11, 14)
    assert ladder_at(CALL.ladders, city_time(1, 0, month=12)).levels[0].share == 0.1
    assert ladder_at(CALL.ladders, city_time(1, 0) - timedelta(days=1)) is DEFAULT_LADDER


def test_its_own_sentences_stand_in_the_timeline():
    matter = a_call()
    line = commands.add_line(matter_id=matter.pk, what="called", details={"times": 2}, by=OFFICER, at=MORNING)

    assert presenters.sentence(line, CALL, names((), ())) == Words("回访了2次", "called back 2 times")


def test_safety_7_looking_at_somebodys_matter_is_in_the_log():
    matter = a_call()

    commands.look(matter_id=matter.pk, by=OFFICER, at=MORNING)

    row = Row.objects.get(what="calls.look")
    assert (row.subject, row.by, row.area) == (str(matter), "officer-1", matter.area)


def test_a_name_is_one_kinds_and_a_ladder_stands_in_order():
    with pytest.raises(ValueError, match="already"):
        register(replace(CALL))
    with pytest.raises(ValueError, match="in order"):
        Ladder(date(2021, 8, 1), "x", (Level(1, To.UNIT), Level(0.5, To.UNIT)))
    with pytest.raises(ValueError, match="has not"):
        replace(CALL, asks=frozenset({"sing"}))
