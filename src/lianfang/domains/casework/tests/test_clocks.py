"""Lesson 11: pauses are honest, deadlines that passed stay, closed late stays late, nobody is reminded at midnight."""

import pytest
from django.db import IntegrityError, transaction

from lianfang.domains.casework import commands
from lianfang.domains.casework.errors import BadHolidays
from lianfang.domains.casework.models import HolidayFeed, Line, Matter, Notice
from lianfang.domains.casework.queries.figures import kept
from lianfang.domains.casework.queries.notices import notices
from lianfang.domains.casework.states import Priority
from lianfang.domains.casework.tests.given import CHIEF, HOUR, MORNING, OFFICER, a_matter, city_time

pytestmark = pytest.mark.django_db

HEADER = "day,kind,zh,en,cite\n"


def move(matter: Matter, verb: str, at) -> Matter:
    return commands.move(matter_id=matter.pk, verb=verb, by=CHIEF, at=at)


def test_a_promise_of_three_office_days_ends_on_the_third_and_an_urgent_one_runs_through_the_night():
    assert a_matter(at=MORNING).due_at == city_time(13, 18)
    assert a_matter(at=city_time(11, 22), priority=Priority.URGENT).due_at == city_time(12, 2)


def test_while_a_reply_is_awaited_the_clock_stands_and_then_gives_exactly_what_was_left():
    matter = move(a_matter(state="working", at=MORNING), "question", city_time(12, 9))
    assert (matter.due_at, matter.left) == (None, 16 * HOUR)

    back = move(matter, "reply", city_time(16, 14))

    assert (back.due_at, back.left, back.paused_at) == (city_time(18, 14), None, None)


def test_three_pauses_lead_to_no_alarm_at_once():
    matter = a_matter(state="working", at=MORNING)
    for day in (11, 12, 13):
        matter = move(move(matter, "question", city_time(day, 10)), "reply", city_time(day, 17))
    commands.escalate_due(city_time(13, 17))

    assert matter.due_at == city_time(18, 11)
    assert not Notice.objects.filter(what__in=["due_soon", "overdue"]).exists()


def test_a_deadline_that_passed_is_not_moved_by_a_pause_and_closed_late_stays_late():
    matter = a_matter(state="working", priority=Priority.HIGH, at=MORNING)
    late = city_time(12, 10)

    paused = move(matter, "question", late)
    assert (paused.due_at, paused.is_late(late)) == (city_time(11, 18), True)

    closed = move(move(move(paused, "reply", late + HOUR), "answer", late + HOUR), "confirm", late + 2 * HOUR)
    assert (closed.due_at, closed.late, closed.is_late(city_time(30, 9))) == (city_time(11, 18), True, True)


def test_answered_in_time_is_in_time_however_late_it_is_confirmed():
    matter = move(a_matter(state="working", at=MORNING), "answer", city_time(13, 17))

    assert not move(matter, "confirm", city_time(30, 9)).late


def test_open_and_overdue_counts_as_failure():
    def done(day: int) -> None:
        matter = move(a_matter(state="working", at=MORNING), "answer", city_time(day, 9))
        move(matter, "confirm", city_time(day, 9))

    done(12)
    done(18)
    a_matter(at=MORNING)
    a_matter(at=city_time(20, 9))

    figures = kept(by=CHIEF, at=city_time(20, 10))

    assert (figures.kept, figures.late, figures.overdue, figures.running) == (1, 1, 1, 1)
    assert figures.share == pytest.approx(1 / 3)


def test_a_late_matter_goes_up_the_ladder_once_a_level_and_nobody_is_woken_by_it():
    matter = a_matter(priority=Priority.URGENT, at=city_time(11, 22))

    for minutes in range(0, 600, 7):
        commands.escalate_due(city_time(11, 22) + minutes * HOUR / 60)

    matter.refresh_from_db()
    assert (matter.level, matter.escalate_at) == (3, None)
    told = Notice.objects.filter(what__in=["due_soon", "overdue"]).order_by("pk")
    assert [(notice.what, notice.to_unit) for notice in told] == [
        ("due_soon", matter.unit), ("overdue", matter.unit), ("overdue", "U-HQ"),
    ]  # fmt: skip
    assert {notice.show_at for notice in told} == {city_time(12, 9)}
    assert not notices(by=CHIEF, at=city_time(12, 8, 59))[1:]
    assert [line.what for line in matter.lines.order_by("pk")] == [
        "open",
        "due_soon_told",
        "overdue_told",
        "overdue_told",
    ]


def test_a_unit_on_watch_is_reminded_at_night():
    matter = a_matter(priority=Priority.URGENT, at=city_time(11, 22))
    commands.set_unit_hours(unit=matter.unit, on_watch=True, by=CHIEF, at=MORNING)

    commands.escalate_due(city_time(12, 1, 30))

    assert Notice.objects.get(what="due_soon").show_at == city_time(12, 1, 30)


def test_new_holidays_move_deadlines_ahead_and_none_that_passed():
    passed = a_matter(priority=Priority.HIGH, at=city_time(3, 9))
    ahead = a_matter(at=MORNING)
    standing = a_matter(state="waiting", at=MORNING)
    text = HEADER + "2021-08-12,holiday,临时放假,Special holiday,通告\n2021-08-14,working,临时上班,Working day,通告\n"

    commands.import_days(text=text, by=CHIEF, at=city_time(11, 13))
    assert commands.recount_due(city_time(11, 13)) == 2
    assert commands.recount_due(city_time(11, 13)) == 0, "run again, nothing is left to do"

    for matter in (passed, ahead, standing):
        matter.refresh_from_db()
    assert passed.due_at == city_time(3, 18)
    assert ahead.due_at == city_time(14, 18)
    assert (standing.due_at, standing.left) == (None, 24 * HOUR)
    assert Line.objects.filter(what="recounted").count() == 1


def test_a_pause_between_the_change_of_holidays_and_the_recount_is_counted_once():
    matter = a_matter(state="working", at=MORNING)
    text = HEADER + "2021-08-12,holiday,临时放假,Special holiday,通告\n"
    commands.import_days(text=text, by=CHIEF, at=city_time(11, 13))

    paused = move(matter, "question", city_time(11, 13))
    assert paused.left == 21 * HOUR
    commands.recount_due(city_time(11, 14))

    assert move(paused, "reply", city_time(11, 14)).due_at == city_time(17, 10)


def test_the_same_list_twice_changes_nothing_and_one_bad_line_refuses_the_whole():
    text = HEADER + "2021-08-12,holiday,临时放假,Special holiday,通告\n"
    first = commands.import_days(text=text, by=CHIEF, at=MORNING)

    assert commands.import_days(text="\ufeff" + text, by=CHIEF, at=MORNING) == first
    for bad in ("2021-13-01,holiday,a,b,c", "2021-08-12,feast,a,b,c", "2021-08-12,holiday,,b,c", "2021-08-12"):
        with pytest.raises(BadHolidays, match=r"line [23]"):
            commands.import_days(text=text + bad + "\n", by=CHIEF, at=MORNING)
    assert HolidayFeed.objects.count() == 2, "the shipped list, and the new one"


@pytest.mark.parametrize(
    "broken",
    [
        {"due_at": None},
        {"left": HOUR},
        {"promised": None},
        {"priority": 9},
        {"calendar": "moon"},
        {"due_at": None, "left": HOUR},
    ],
)
def test_the_store_refuses_a_clock_that_cannot_be(broken):
    matter = a_matter()

    with pytest.raises(IntegrityError), transaction.atomic():
        Matter.objects.filter(pk=matter.pk).update(**broken)


def test_nothing_escalates_while_the_clock_stands():
    matter = a_matter(state="waiting")

    with pytest.raises(IntegrityError), transaction.atomic():
        Matter.objects.filter(pk=matter.pk).update(escalate_at=MORNING)
    assert commands.escalate_due(city_time(30, 9)) == 0
    assert notices(by=OFFICER, at=city_time(30, 9))[-1].what == "open"
