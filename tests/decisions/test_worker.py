"""The worker takes in what was acknowledged, once, through kills and full disks, and says how long people waited."""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from lianfang.decisions.ahead import evaluate_ahead
from lianfang.decisions.history import Cursor
from lianfang.decisions.inbox import Inbox
from lianfang.decisions.lag import lag_of, together
from lianfang.decisions.worker import Worker
from lianfang.facts.lake.queue import Queue, enqueue, enqueue_retraction
from lianfang.facts.lake.refusals import DeliveryUnreadable, LakeBusy, LakeNotWritten, NoLake
from lianfang.facts.refusals import UnknownTable
from lianfang.facts.schemas import TABLES
from lianfang.kernel.clock import CITY_ZONE, MachineClock, SetClock, to_micros
from tests.conformance.worlds import Maker
from tests.decisions.keeping import by_everybody, by_history, by_snapshot, kept, new_lake, standings, written

NOON = datetime(2021, 8, 11, 12, tzinfo=CITY_ZONE)
WORKING = """
import sys
from datetime import timedelta
from pathlib import Path
from threading import Event
from lianfang.decisions.inbox import Inbox
from lianfang.decisions.worker import Worker
from lianfang.facts.lake.queue import Queue
from tests.decisions.keeping import kept
from tests.decisions.test_worker import Shifted
folder, clock = Path(sys.argv[1]), Shifted(timedelta(seconds=float(sys.argv[2])))
with kept(folder, clock.now()) as keeper:
    print("started", flush=True)
    Worker(keeper, Queue(folder), Inbox(folder / "inbox"), clock, print, every=timedelta(milliseconds=20)).run(Event())
"""


class Shifted:
    """The machine's clock, moved."""

    def __init__(self, by):
        self.by = by

    def now(self):
        return MachineClock().now() + self.by


@pytest.fixture
def folder(tmp_path):
    """A lake of a city whose policy is in force."""
    new_lake(tmp_path / "lake", NOON)
    return tmp_path / "lake"


@pytest.fixture
def worker(folder):
    """A worker that was started at NOON, and a clock that stands there."""
    with kept(folder, NOON) as keeper:
        clock = SetClock(NOON)
        keeper.recorder.now = clock.now
        yield Worker(keeper, Queue(folder), Inbox(folder / "inbox"), clock, lambda line: None)


def high_area(until=None):
    return {"area_id": "a1", "area": "410102", "level": "high", "from_at": "2021-08-01", "until_at": until}


def a_stay(person):
    return {"person_id": person, "area": "410102", "arrived_at": "2021-08-02", "left_at": None}


def colours(folder, *people):
    return {person: standing[0] for person, standing in by_snapshot(folder, list(people)).items()}


@pytest.mark.parametrize("kills", [2, pytest.param(50, marks=pytest.mark.thorough)])
def test_a_kill_at_any_moment_loses_nothing_and_decides_nothing_differently(kills, folder, beijing):
    shift, chosen = NOON - MachineClock().now(), random.Random(kills)
    maker = Maker(chosen, to_micros(NOON), (), tuple(rule.id for rule in beijing.rules), 40)
    tables = ("stays", "tests", "area_levels", "persons", "residences", "links")
    sent, number = set(), 0
    for _ in range(kills):
        command = [sys.executable, "-c", WORKING, str(folder), str(shift.total_seconds())]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path.cwd()) as process:
            process.stdout.readline()
            ends = time.monotonic() + chosen.random() * 1.5
            while time.monotonic() < ends:
                table = chosen.choice(tables)
                rows = [written(table, maker.row(TABLES[table]))]
                enqueue(folder, table, rows, source="lab", batch=f"b{number}", at=Shifted(shift).now())
                sent.add(f"b{number}")
                number += 1
                time.sleep(0.01)
            process.send_signal(signal.SIGKILL)

    clock = Shifted(shift)
    with kept(folder, clock.now()) as keeper:
        worker = Worker(keeper, Queue(folder), Inbox(folder / "inbox"), clock, lambda line: None)
        while worker.step():
            pass
        connection = keeper.lake.connection
        batches = connection.execute(f"SELECT batch FROM ({keeper.lake.lineage.every(connection)})").fetchall()
        assert sorted(row[0] for row in batches) == sorted(sent)
        decided = by_everybody(keeper.lake, keeper.decided_to)
        assert by_history(keeper) == decided
        assert by_snapshot(folder, [row["person_id"] for row in decided]) == standings(decided)
        runs = keeper.history.run_records(connection)
        for run in chosen.sample(runs, min(3, len(runs))):
            assert by_history(keeper, run["at"]) == by_everybody(keeper.lake, run["at"])
        assert keeper.check(clock.now()) == 0


def test_an_area_is_lowered_and_everybody_concerned_is_free_in_the_snapshot_with_the_time_it_took(worker, folder):
    enqueue(folder, "area_levels", [high_area()], source="state council", batch="b1", at=NOON)
    enqueue(folder, "stays", [a_stay("p1"), a_stay("p2")], source="desk", batch="b2", at=NOON)
    enqueue(folder, "persons", [{"person_id": "p3", "home_area": "110105"}], source="desk", batch="b3", at=NOON)
    worker.step()
    before = colours(folder, "p1", "p2", "p3")
    worker.clock.advance(minutes=1)
    enqueue(
        folder,
        "area_levels",
        [high_area("2021-08-11T12:00:30")],
        source="state council",
        batch="b4",
        at=worker.clock.now(),
    )
    worker.clock.advance(seconds=1.2)

    worker.step()

    assert before == {"p1": "yellow", "p2": "yellow", "p3": "green"}
    assert colours(folder, "p1", "p2", "p3") == dict.fromkeys(("p1", "p2", "p3"), "green")
    last = worker.keeper.history.run_records(worker.keeper.lake.connection)[0]
    assert (last["kind"], last["evaluated"], last["restored"]) == ("area_levels", 2, 2)
    assert together([last]).quantile(0.99) == pytest.approx(1.2) == last["lag_max"]
    worker.write_metrics()
    assert 'lag_seconds_bucket{le="1.5"} 2' in (folder / "metrics.prom").read_text()


def test_rooms_hear_of_changes_in_order_and_of_each_once_from_their_cursor(worker, folder):
    enqueue(folder, "area_levels", [high_area()], source="state council", batch="b1", at=NOON)
    enqueue(folder, "stays", [a_stay(f"p{n}") for n in range(5)], source="desk", batch="b2", at=NOON)
    worker.step()
    connection, history = worker.keeper.lake.connection, worker.keeper.history
    heard, cursor = [], Cursor()
    while True:
        rows, cursor = history.changes(connection, Cursor.of(str(cursor)), most=2)
        if not rows:
            break
        heard += rows
    worker.clock.advance(minutes=1)
    worker.keeper.retract("b2", source="desk", at=worker.clock.now())

    later, _ = history.changes(connection, cursor)

    assert [(row["person_id"], row["colour"]) for row in heard] == [(f"p{n}", "yellow") for n in range(5)]
    assert {(row["person_id"], row["colour"]) for row in later} == {(f"p{n}", None) for n in range(5)}
    assert colours(folder, *(f"p{n}" for n in range(5))) == {}
    assert history.changes(connection, Cursor()) == (heard + later, Cursor(later[-1]["run"], 4))


def test_a_batch_is_taken_back_in_its_turn_and_all_whom_it_flagged_are_free_at_once(worker, folder):
    enqueue(folder, "area_levels", [high_area()], source="state council", batch="b1", at=NOON)
    enqueue(
        folder,
        "persons",
        [{"person_id": f"p{n}", "home_area": "110105"} for n in range(3)],
        source="desk",
        batch="b2",
        at=NOON,
    )
    enqueue(folder, "stays", [a_stay(f"p{n}") for n in range(3)], source="feed", batch="b3", at=NOON)
    worker.step()
    before = set(colours(folder, "p0", "p1", "p2").values())
    worker.clock.advance(minutes=1)

    for batch in ("b3", "never came"):
        enqueue_retraction(folder, batch, table="stays", source="feed", at=worker.clock.now())
    enqueue(folder, "persons", [{"person_id": "p9", "home_area": "110105"}], source="desk", batch="b4", at=NOON)
    worker.step()

    assert before == {"yellow"}
    assert colours(folder, "p0", "p1", "p2", "p9") == dict.fromkeys(("p0", "p1", "p2", "p9"), "green")
    assert len(worker.queue) == 0


def test_a_file_in_the_inbox_is_taken_in_and_what_it_lacks_is_said_beside_it(worker, folder):
    place = folder / "inbox" / "lab"
    place.mkdir(parents=True)
    head = "person_id,area,arrived_at,left_at"
    (place / "stays-1.csv").write_text(f"{head}\np1,410102,2021-08-02,\np2,here,2021-08-02,\n")
    (place / "stays-2.csv").write_text(f"{head}\np3,410102,2021-08-02,\n")
    (place / "nothing.csv").write_text("a,b\n1,2\n")
    (place / ".stays-4.csv").write_text("person_id,ar")

    worker.step()
    worker.step()

    assert sorted(path.name for path in place.iterdir()) == [
        ".stays-4.csv",
        "nothing.csv",
        "nothing.csv.refused.txt",
        "stays-1.csv.left-out",
        "stays-1.csv.received.txt",
        "stays-2.csv.received.txt",
    ]
    assert "1 left out" in (place / "stays-1.csv.received.txt").read_text()
    assert "“area”" in (place / "stays-1.csv.received.txt").read_text()
    assert set(colours(folder, "p1", "p2", "p3")) == {"p1", "p3"}
    assert [path.suffix for path in (folder / "rejected").iterdir()] == [".json"]


def test_a_second_worker_is_told_who_is_first(worker, folder):
    with pytest.raises(LakeBusy) as refused, kept(folder, NOON):
        pass

    assert f"process {os.getpid()}" in str(refused.value)


def test_a_full_disk_holds_the_worker_up_and_loses_nothing(worker, folder):
    rows = [a_stay(f"q{number}-{os.urandom(30).hex()}") for number in range(3000)]
    enqueue(folder, "stays", rows, source="desk", batch="b1", at=NOON)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
    try:
        with pytest.raises(LakeNotWritten):
            worker.step()
        with pytest.raises(LakeNotWritten):
            enqueue(folder, "stays", rows, source="desk", batch="b2", at=NOON)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert len(worker.queue) == 1
    assert worker.step() is False
    assert len(by_history(worker.keeper)) == 3000
    assert worker.keeper.check(NOON) == 0


@pytest.mark.parametrize("lost", ["snapshot", "timers", "index"])
def test_what_is_made_from_the_history_and_the_tables_is_made_again_when_it_is_lost(lost, folder):
    with kept(folder, NOON) as keeper:
        enqueue(folder, "area_levels", [high_area()], source="state council", batch="b1", at=NOON)
        enqueue(folder, "stays", [a_stay("p1")], source="desk", batch="b2", at=NOON)
        Worker(keeper, Queue(folder), Inbox(folder / "inbox"), SetClock(NOON), lambda line: None).step()
        before = by_history(keeper)
    shutil.rmtree(folder / lost)

    later = NOON + timedelta(days=30)
    with kept(folder, NOON + timedelta(seconds=1)) as keeper:
        assert by_snapshot(folder, ["p1"]) == standings(before)
        keeper.advance(later)
        assert by_history(keeper) == by_everybody(keeper.lake, later)


def test_a_release_evaluated_ahead_takes_force_at_its_minute_with_what_came_meanwhile(worker, folder, stricter):
    enqueue(folder, "area_levels", [high_area()], source="state council", batch="b1", at=NOON)
    enqueue(folder, "stays", [a_stay("p1"), a_stay("p2")], source="desk", batch="b2", at=NOON)
    worker.step()
    keeper, minute = worker.keeper, NOON + timedelta(minutes=10)
    keeper.releases.stage(stricter, starts=minute, by="a desk", at=NOON)
    assert evaluate_ahead(keeper.lake, keeper.releases, at=NOON).starts == minute
    worker.clock.advance(minutes=5)
    enqueue(folder, "stays", [a_stay("p3")], source="desk", batch="b3", at=worker.clock.now())
    gone = {**a_stay("p2"), "left_at": "2021-08-02T10:00"}
    enqueue(folder, "stays", [gone], source="desk", batch="b4", at=worker.clock.now())
    worker.step()
    worker.clock.advance(minutes=6)

    worker.step()

    last = keeper.history.run_records(keeper.lake.connection)[0]
    assert (last["kind"], last["at"], last["evaluated"]) == ("release", minute, 3)
    assert by_history(keeper, minute) == by_everybody(keeper.lake, minute)
    assert by_history(keeper) == by_everybody(keeper.lake, worker.clock.now())
    assert list((folder / "ahead").iterdir()) == []
    assert keeper.check(worker.clock.now()) == 0


def test_what_is_past_its_days_is_erased_at_night_and_nobody_is_decided_by_it_any_more(worker, folder):
    left = {**a_stay("p1"), "left_at": "2021-08-03"}
    enqueue(folder, "stays", [left], source="desk", batch="b1", at=NOON)
    enqueue(folder, "persons", [{"person_id": "p2", "home_area": "110105"}], source="desk", batch="b2", at=NOON)
    worker.step()
    before = by_history(worker.keeper)
    worker.clock.advance(days=100)

    worker.step()

    assert [row["person_id"] for row in before] == ["p1", "p2"]
    assert list(colours(folder, "p1", "p2")) == ["p2"]
    assert [row["person_id"] for row in by_history(worker.keeper)] == ["p2"]
    assert by_history(worker.keeper, NOON + timedelta(seconds=1)) == before
    assert len(list((folder / "certificates").iterdir())) == 1
    assert worker.keeper.check(worker.clock.now()) == 0


def test_a_batch_sent_again_after_a_release_took_force_moves_nothing_back(worker, folder, stricter):
    enqueue(folder, "stays", [a_stay("p1")], source="desk", batch="b1", at=NOON)
    worker.step()
    keeper = worker.keeper
    keeper.releases.stage(stricter, starts=NOON + timedelta(minutes=10), by="a desk", at=NOON)
    worker.clock.advance(minutes=20)
    worker.step()
    runs, decided = keeper.history.last, keeper.decided_to

    enqueue(folder, "stays", [a_stay("p1")], source="desk", batch="b1", at=worker.clock.now())
    enqueue(folder, "stays", [{"person_id": "p2"}], source="desk", batch="b2", at=worker.clock.now())
    worker.clock.advance(minutes=1)
    worker.step()

    assert keeper.history.last == runs
    assert keeper.decided_to > decided
    assert by_history(keeper) == by_everybody(keeper.lake, worker.clock.now())


def test_only_known_tables_and_lakes_are_handed_rows(folder, tmp_path):
    with pytest.raises(UnknownTable):
        enqueue(folder, "sightings", [{}], source="desk", batch="b1", at=NOON)
    with pytest.raises(NoLake):
        enqueue(tmp_path, "stays", [a_stay("p1")], source="desk", batch="b1", at=NOON)
    with pytest.raises(DeliveryUnreadable):
        enqueue(folder, "stays", [a_stay("p\ud800")], source="desk", batch="b1", at=NOON)


def test_rubbish_that_was_acknowledged_is_left_out_and_holds_nothing_up(worker, folder):
    odd = [
        {},
        {"person_id": None},
        {"person_id": "p\x00", "area": [1], "arrived_at": {"a": 1}},
        {"nonsense": 1},
        a_stay("p1"),
    ]
    enqueue(folder, "stays", [*odd, a_stay("p1")], source="desk", batch="b1", at=NOON)
    enqueue(folder, "stays", [], source="desk", batch="b2", at=NOON)
    enqueue(folder, "stays", [a_stay("p2")], source="", batch="", at=NOON)

    worker.step()

    assert set(colours(folder, "p1", "p2")) == {"p1", "p2"}
    assert len(worker.queue) == 0


def test_lags_are_counted_within_bounds_and_never_said_to_be_shorter():
    lag = lag_of([0.05, 0.3, 0.9, 7.0])

    assert (lag.people, lag.quantile(0.5), lag.quantile(0.75), lag.quantile(1.0)) == (4, 0.5, 1.0, 7.0)
    assert lag_of([]).quantile(0.5) is None


def test_a_line_of_the_queue_that_was_cut_off_was_never_acknowledged_and_hides_no_other(folder, monkeypatch):
    monkeypatch.setattr("lianfang.facts.lake.queue.LARGEST", 600)
    for number in range(3):
        enqueue(folder, "stays", [a_stay(f"p{number}")], source="desk", batch=f"b{number}", at=NOON)
    with max((folder / "queue").glob("*.log")).open("ab") as file:
        file.write(b'0badf00d {"table": "stays", "rows": [{"person')
    for number in range(3, 6):
        enqueue(folder, "stays", [a_stay(f"p{number}")], source="desk", batch=f"b{number}", at=NOON)

    queue = Queue(folder)
    first, after = queue.waiting(most_rows=2)
    queue.done(after)
    rest, after = Queue(folder).waiting(most_rows=100)

    assert [delivery.batch for delivery in [*first, *rest]] == [f"b{number}" for number in range(6)]
    assert len(queue) == 4
    queue.done(after)
    assert (len(queue), len(list((folder / "queue").glob("*.log")))) == (0, 1)
