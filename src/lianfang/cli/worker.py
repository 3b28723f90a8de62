"""`lianfang worker`, `status` and `release …`: the city's decisions kept true, how that goes, and by which policy."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from types import FrameType
from typing import Annotated

import typer

from lianfang.cli.common import DONE, FAULTS, JsonOption, print_json, say
from lianfang.decisions.ahead import evaluate_ahead
from lianfang.decisions.history import History
from lianfang.decisions.inbox import Inbox
from lianfang.decisions.installed import pack_folder
from lianfang.decisions.keeper import Keeper
from lianfang.decisions.lag import together
from lianfang.decisions.releases import Release, Releases
from lianfang.decisions.worker import Worker
from lianfang.facts.lake.lake import Lake, make_lake
from lianfang.facts.lake.loading import load_folder
from lianfang.facts.lake.queue import Queue
from lianfang.facts.lake.writer import LakeWriter
from lianfang.kernel.clock import Clock, MachineClock, SetClock, parse_moment
from lianfang.kernel.config import Config, load

LakeOption = Annotated[
    Path | None, typer.Option("--lake", help="Folder of the lake; lake in the data folder when not given.")
]
SnapshotOption = Annotated[
    Path | None, typer.Option("--snapshot", help="Folder of the snapshot; snapshot in the data folder when not given.")
]
FromOption = Annotated[str, typer.Option("--from", help="The whole minute from which it is in force, ISO 8601.")]
ByOption = Annotated[str, typer.Option("--by", help="Who stages it; it stands beside the release.")]
OF_A_RUN = ("run", "kind", "at", "ended_at", "evaluated", "changed")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
SHARES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}

release_app = typer.Typer(help="Releases of the policy: stage, withdraw, list.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(worker)
    app.command()(status)
    for command in (stage, withdraw, ahead):
        release_app.command()(command)
    release_app.command("list")(listed)
    app.add_typer(release_app, name="release")


def worker(
    lake: LakeOption = None,
    snapshot: SnapshotOption = None,
    once: Annotated[bool, typer.Option("--once", help="Take in what waits, decide what is due, and end.")] = False,
    begin_with: Annotated[
        Path | None,
        typer.Option("--begin-with", help="First receive this folder of tables, under the pack of the installation."),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="With --once: then decide for everybody and compare.")] = False,
) -> int:
    """Keep the decisions true: take in facts from the queue and the inbox, decide what is due, publish what changed."""
    config = load()
    folder, clock = lake_folder(config, lake), clock_of(config)
    if begin_with is not None:
        _begin(config, folder, begin_with, clock)
    with running(config, folder, snapshot_folder(config, snapshot), clock) as working:
        if once:
            while working.step():
                pass
            differences = working.keeper.check(clock.now()) if check else 0
            if check:
                typer.echo(f"{differences:,} differences")
            return FAULTS if differences else DONE
        say(f"Keeping the decisions of {folder} (Ctrl-C stops it).")
        with _told_by_signals() as stop:
            working.run(stop)
    return DONE


def _begin(config: Config, lake: Path, tables: Path, clock: Clock) -> None:
    """A lake of a folder's tables and the installation's pack, when they lack; harmless when they do not."""
    make_lake(lake, tables_at=config.lake_tables)
    releases = Releases(lake / "releases")
    if not releases.all():
        releases.stage(pack_folder(), starts=LONG_AGO, by="the installation", at=clock.now())
    with LakeWriter(lake, zone=config.city_zone, who="lianfang worker") as writer:
        load_folder(writer, tables, source="the installation", at=clock.now(), progress=lambda what, count: None)


@contextmanager
def running(config: Config, lake: Path, snapshot: Path, clock: Clock) -> Iterator[Worker]:
    """A worker over a lake, its keeper started. Raises LakeBusy, NoLake, NoRelease and what Keeper.start raises."""
    memory = f"{int(config.memory_limit) // 2**20}MiB"
    with LakeWriter(lake, zone=config.city_zone, who="lianfang worker", memory_limit=memory) as writer:
        releases = Releases(lake / "releases")
        keeper = Keeper(writer, releases, snapshot, now=clock.now, threads=config.threads)
        try:
            keeper.start(clock.now())
            yield Worker(keeper, Queue(lake), Inbox(lake / "inbox"), clock, say)
        finally:
            keeper.close()


def status(lake: LakeOption = None, as_json: JsonOption = False) -> int:
    """How the decisions are kept: the last runs, what waits, and how long people wait to be restored."""
    config = load()
    folder = lake_folder(config, lake)
    waiting = len(Queue(folder))
    with Lake(folder, zone=config.city_zone) as there:
        runs = History(there.place).run_records(there.connection)
    lag = together(runs)
    told = {
        "runs": len(runs),
        "last_run": {n: runs[0][n] for n in ("run", "kind", "at", "ended_at", "evaluated", "changed")}
        if runs
        else None,
        "queue": waiting,
        "differences": sum(run["differences"] or 0 for run in runs),
        "restored": lag.people,
        "restoration_lag_seconds": {name: lag.quantile(share) for name, share in SHARES.items()} | {"max": lag.longest},
    }
    if as_json:
        print_json(told)
        return DONE
    for name, value in told.items():
        typer.echo(f"{name.replace('_', ' ')}: {_shown(value)}")
    return DONE


def _shown(value: object) -> str:
    return ", ".join(f"{n} {each}" for n, each in value.items()) if isinstance(value, dict) else str(value)


def stage(
    pack: Annotated[Path, typer.Argument(help="Folder of the policy pack.")],
    starts: FromOption,
    lake: LakeOption = None,
    by: ByOption = "the command line",
) -> int:
    """Keep a pack as a release that takes force at a minute, in every channel at once."""
    config = load()
    found = _releases(config, lake).stage(
        pack, starts=parse_moment(starts, zone=config.city_zone), by=by, at=clock_of(config).now()
    )
    typer.echo(_line(found))
    return DONE


def withdraw(starts: FromOption, lake: LakeOption = None) -> int:
    """Take back a release that has not taken force yet."""
    config = load()
    moment = parse_moment(starts, zone=config.city_zone)
    found = _releases(config, lake).withdraw(starts=moment, at=clock_of(config).now())
    typer.echo(f"withdrawn: {_line(found)}")
    return DONE


def ahead(lake: LakeOption = None) -> int:
    """Decide for everybody as of the minute of the next release, beside the worker, so that it takes force at once."""
    config = load()
    folder, now = lake_folder(config, lake), clock_of(config).now()
    memory = f"{int(config.memory_limit) // 2**20}MiB"
    with Lake(folder, zone=config.city_zone, memory_limit=memory) as there:
        found = evaluate_ahead(there, Releases(folder / "releases"), at=now, threads=config.threads)
    typer.echo("No release is staged." if found is None else f"evaluated: {_line(found)}")
    return DONE


def listed(lake: LakeOption = None) -> int:
    """Every release and its minute."""
    for each in _releases(load(), lake).all():
        typer.echo(_line(each))
    return DONE


def lake_folder(config: Config, given: Path | None) -> Path:
    """The lake that was asked for, else the installation's own."""
    return given or config.data_dir / "lake"


def snapshot_folder(config: Config, given: Path | None) -> Path:
    """The snapshot that was asked for, else the installation's own."""
    return given or config.data_dir / "snapshot"


def clock_of(config: Config) -> Clock:
    """The machine's clock; in demonstration mode the one that stands still."""
    return SetClock(config.demonstration_now) if config.demonstration else MachineClock()


def _releases(config: Config, lake: Path | None) -> Releases:
    return Releases(lake_folder(config, lake) / "releases")


def _line(release: Release) -> str:
    return f"{release.release} in force from {release.starts.isoformat()}, staged by {release.by}"


@contextmanager
def _told_by_signals() -> Iterator[Event]:
    """Ctrl-C and SIGTERM end the step under way and then the work."""
    stop = Event()

    def told(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, told) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
