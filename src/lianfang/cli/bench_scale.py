"""`lianfang bench scale`: a whole city in seconds, measured against the bars this platform sets itself."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from lianfang.bench.scale import Scale, ScaleReport, as_object, working_folder
from lianfang.bench.scale_bars import CITY, Bar, Row
from lianfang.cli.bench_common import beijing, table_console, write_results
from lianfang.cli.common import FAULTS, JsonOption, open_pack, say
from lianfang.cli.speaking import in_words
from lianfang.kernel.words import Words


def scale(
    people: Annotated[int, typer.Option("--people", min=1000, help="People of the made-up city.")] = CITY,
    rounds: Annotated[int, typer.Option("--rounds", min=1, help="How often each piece of work is done.")] = 1,
    memory: Annotated[str, typer.Option("--memory", help="Most memory a run may use, e.g. 10GiB.")] = "10GiB",
    keep: Annotated[
        Path | None,
        typer.Option("--keep", help="Keep both cities and all answers here, and take the cities from here."),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write the results to this JSON file too.")] = None,
    pack: Annotated[
        Path | None, typer.Option("--pack", help="Folder of the policy pack; Beijing's unless set.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """A full run, its memory, ten times as many people, a snapshot: each against its bar, as ratios from one run.

    Exit 1 when decisions differ from the query by hand or a bar is missed.
    """
    folder = pack or beijing()
    release = open_pack(folder).release
    with working_folder(keep) as work, _Shown.on_standard_error() as shown:
        report = Scale(folder, release, people, rounds, memory, shown).run(work)
    text = json.dumps(as_object(report), ensure_ascii=False, indent=1)
    if out is not None:
        write_results(out, text + "\n")
    if as_json:
        typer.echo(text)
    else:
        _tell(report)
    for fault in report.faults:
        say(fault)
    if not report.kept:
        raise typer.Exit(FAULTS)


class _Shown:
    """Progress on standard error: the piece of work in hand, how far it is where that is known, and since when."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.task: TaskID | None = None

    @classmethod
    @contextmanager
    def on_standard_error(cls) -> "Iterator[_Shown]":
        """Shown while the block runs."""
        console = Console(stderr=True, highlight=False)
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
            yield cls(progress)

    def step(self, what: Words) -> None:
        """The piece before is done, the next begins."""
        if self.task is not None:
            self.progress.update(self.task, total=1, completed=1)
            self.progress.stop_task(self.task)
        self.task = self.progress.add_task(in_words(what), total=None)
        if self.progress.disable:
            say(in_words(what))

    def tick(self, done: int | None = None, of: int | None = None) -> None:
        """Show how far it is."""
        if self.task is not None and done is not None:
            self.progress.update(self.task, total=of, completed=done)


def _tell(report: ScaleReport) -> None:
    console = table_console()
    title = Words(
        f"{report.people:,} 人，{report.facts:,} 行事实", f"{report.people:,} people, {report.facts:,} rows of facts"
    )
    table = Table(title=in_words(title))
    headings = (
        Words("人数", "people"),
        Words("用时", "seconds"),
        Words("处理器时间", "processor s"),
        Words("内存", "memory"),
    )
    table.add_column("")
    for heading in (*headings, Words("标准", "bar"), Words("", "")):
        table.add_column(in_words(heading), justify="right")
    for row in report.rows:
        table.add_row(*_measured(row))
    table.add_section()
    for bar in report.bars:
        table.add_row(*_promised(bar))
    console.print(table)
    if not report.faults:
        console.print(in_words(Words("每个人的判定都与手写查询一致。", "All decisions agree with the query by hand.")))


def _measured(row: Row) -> tuple[str, ...]:
    title = in_words(row.title)
    return title, f"{row.people:,}", f"{row.seconds:.1f}", f"{row.cpu_seconds:.1f}", f"{row.peak_mb / 1024:.1f} GiB"


def _promised(bar: Bar) -> tuple[str, ...]:
    verdict = Words("", "") if bar.most is None else Words("达到", "met") if bar.met else Words("未达到", "MISSED")
    most = "" if bar.most is None else f"≤ {bar.most:g} {bar.unit}"
    return in_words(bar.title), "", f"{bar.measured:.2f} {bar.unit}", "", "", most, in_words(verdict)
