"""Work put in by a change is done once, whatever dies; what cannot be done is set aside where a person sees it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from lianfang.domains.audit.models import Row
from lianfang.domains.work import commands, queries
from lianfang.domains.work.commands.queue import MACHINE
from lianfang.domains.work.models import Item, Turn
from lianfang.domains.work.public import Worker, backlog, enqueue
from lianfang.kernel.actors import NotPermitted
from lianfang.kernel.background import Duty, Job
from lianfang.kernel.refusals import NoSuch
from lianfang.kernel.roles import Role
from tests.given import NOON, actor

pytestmark = pytest.mark.django_db

AGES = timedelta(days=1)


class Done:
    """A job that writes down what it was given, and fails or dies when told to."""

    def __init__(self) -> None:
        self.pieces: list[Mapping[str, object]] = []
        self.raises: list[BaseException] = []

    def run(self, piece: Mapping[str, object], at: datetime) -> None:
        Turn.objects.create(name=f"effect {len(self.pieces)} of {piece['n']}", due_at=at)
        self.pieces.append(piece)
        if self.raises:
            raise self.raises.pop()


def a_worker(job: Done, *, name: str = "one", attempts: int = 6, duties: tuple[Duty, ...] = ()) -> Worker:
    return Worker(name, jobs=[Job("test.note", job.run, attempts=attempts)], duties=duties, city_now=lambda: NOON)


def effects() -> int:
    return Turn.objects.filter(name__startswith="effect").count()


def test_work_is_there_when_the_change_is_and_not_when_the_change_was_undone():
    job = Done()
    with transaction.atomic():
        enqueue("test.note", {"n": 1})
        transaction.set_rollback(True)
    enqueue("test.note", {"n": 2})

    assert a_worker(job).drain() == 1
    assert job.pieces == [{"n": 2}]
    assert not Item.objects.exists()


def test_a_failure_undoes_what_was_begun_and_waits_longer_each_time_then_is_set_aside():
    job = Done()
    enqueue("test.note", {"n": 1})
    worker = a_worker(job, attempts=3)
    waits = []
    for _ in range(3):
        job.raises.append(ValueError("张三 13800000000"))
        Item.objects.update(not_before=MACHINE.now())
        before = MACHINE.now()
        worker.drain()
        waits.append(Item.objects.get().not_before - before)

    item = Item.objects.get()
    assert (item.state, item.attempts, item.fault, effects()) == ("dead", 3, "ValueError", 0)
    assert waits[0] < waits[1] < waits[2]
    assert backlog(now=MACHINE.now() + AGES).dead == 1


def test_a_worker_killed_in_the_middle_leaves_nothing_half_done_and_its_successor_does_it_once():
    job = Done()
    enqueue("test.note", {"n": 1})
    job.raises.append(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        a_worker(job).drain()
    assert (effects(), Item.objects.get().state) == (0, "running")
    assert a_worker(job, name="two").drain() == 0, "it is held"

    again = a_worker(job)
    again.begin()
    again.drain()

    assert (effects(), Item.objects.count()) == (1, 0)


def test_a_lost_workers_piece_is_free_after_its_time_and_the_loser_cannot_finish_it():
    job = Done()
    enqueue("test.note", {"n": 1})
    lost = a_worker(job)
    stale = commands.queue.claim(holder="one", jobs=lost.jobs, now=MACHINE.now())
    Item.objects.update(held_until=MACHINE.now())
    assert a_worker(job, name="two").drain() == 1

    lost._do(stale, lost.jobs["test.note"])

    assert effects() == 1


def test_a_piece_that_kills_every_worker_is_given_up():
    job = Done()
    enqueue("test.note", {"n": 1})
    Item.objects.update(state="running", holder="one", held_until=MACHINE.now(), attempts=6)

    a_worker(job).drain()

    assert (Item.objects.get().state, Item.objects.get().fault, job.pieces) == ("dead", "WorkerLost", [])


def test_two_waiting_pieces_with_the_same_key_are_one():
    job = Done()
    for _ in range(3):
        enqueue("test.note", {"n": 1}, key="matter 1")

    assert a_worker(job).drain() == 1


def test_work_for_later_waits_and_the_backlog_says_how_long_the_oldest_has_waited():
    enqueue("test.note", {"n": 1}, after=timedelta(hours=1))
    assert a_worker(Done()).drain() == 0

    early, late = (backlog(now=MACHINE.now() + timedelta(hours=hours)) for hours in (0, 3))

    assert (early.later, early.waiting, early.age) == (1, 0, timedelta(0))
    assert (late.later, late.waiting) == (0, 1)
    assert timedelta(hours=1.9) < late.age < timedelta(hours=2.1)


def test_what_comes_round_runs_once_a_turn_whoever_looks_and_a_fault_is_shown():
    runs: list[datetime] = []

    def fails(at: datetime) -> None:
        raise RuntimeError(runs)

    duties = (Duty("test.seal", runs.append, AGES), Duty("test.broken", fails, AGES))
    for name in ("one", "two", "one"):
        worker = a_worker(Done(), name=name, duties=duties)
        worker.begin()
        worker.drain()

    assert runs == [NOON]
    shown = {duty.name: duty.fault for duty in queries.duties(by=actor(Role.ENGINEER))}
    assert shown == {"test.seal": "", "test.broken": "RuntimeError"}


def test_an_engineer_tries_again_or_drops_and_it_is_written_down():
    job = Done()
    for number in (1, 2):
        enqueue("test.note", {"n": number})
    Item.objects.update(state="dead", attempts=6)
    first, second = Item.objects.order_by("pk")
    engineer = actor(Role.ENGINEER)

    commands.retry(item_id=first.pk, by=engineer, at=NOON)
    commands.drop(item_id=second.pk, by=engineer, at=NOON)

    assert a_worker(job).drain() == 1
    assert job.pieces == [{"n": 1}]
    assert {(row.what, row.subject) for row in Row.objects.all()} == {
        ("work.retry", f"work {first.pk}"),
        ("work.drop", f"work {second.pk}"),
    }
    with pytest.raises(NoSuch):
        commands.retry(item_id=second.pk, by=engineer, at=NOON)
    with pytest.raises(NotPermitted):
        commands.drop(item_id=first.pk, by=actor(Role.HEADQUARTERS), at=NOON)


def test_the_page_shows_what_was_given_up_to_engineers_only(signed_in):
    enqueue("test.note", {"n": 1})
    Item.objects.update(state="dead", attempts=6, fault="ValueError")

    page = signed_in(Role.ENGINEER).get("/work/").content.decode()

    assert "ValueError" in page
    assert "重试" in page
    assert "重试" not in signed_in(Role.HEADQUARTERS).get("/work/").content.decode()
    assert signed_in(Role.INSPECTOR).get("/work/").status_code == 403


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_four_workers_do_two_hundred_pieces_each_once():
    for number in range(200):
        enqueue("test.note", {"n": number})
    done: list[int] = []
    start = Barrier(4)

    def work(name: str) -> None:
        start.wait()
        job = Job("test.note", lambda piece, at: done.append(int(piece["n"])))
        Worker(name, jobs=[job], duties=(), city_now=lambda: NOON).drain()
        connection.close()

    threads = [Thread(target=work, args=(f"w{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(done) == list(range(200))
