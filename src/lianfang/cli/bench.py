"""`lianfang bench`: measures the engines against queries written by hand and against other people's engines."""

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from lianfang.bench.measure import Timing
from lianfang.bench.rules import RulesReport, as_object, bench_rules
from lianfang.cli.common import FAULTS, INTERRUPTED, JsonOption, open_pack
from lianfang.kernel.reasons import reason
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

QUERY_INTERRUPTED = "Query interrupted"
WIDTH = 132  # columns, where the table goes into a file
RATIO_WORDS = {
    "engine_to_by_hand": "our engine, files to file, to the query by hand (which finds no holds_until)",
    "engine_to_by_hand_nearest": "our engine, files to file, to the query by hand with the nearest moment",
    "decide_to_by_hand": "our decide pass alone to the query by hand, files to file",
    "expressions_to_case": "our expressions to CASE by hand",
    "expressions_to_zen": "our expressions to zen-engine's decision table",
    "expressions_to_openfisca": "our expressions to OpenFisca-core",
}


class ResultsNotWritten(Refusal):
    code = "bench-results-not-written"
    says = Words("结果写不进 {path}：{why}。", "The results could not be written to {path}: {why}.")
    remedy = Words("请换一个可以写入的文件夹里的文件名。", "Name a file in a folder you may write to.")


def add_to(app: typer.Typer) -> None:
    """Register the group of commands."""
    bench_app = typer.Typer(help="Measure the engines on made-up people.", no_args_is_help=True)

    @bench_app.callback()
    def bench() -> None:
        """Measure the engines on made-up people."""

    bench_app.command("rules")(rules)
    app.add_typer(bench_app, name="bench")


def rules(
    people: Annotated[int, typer.Option("--people", help="People of the made-up city.")] = 1_000_000,
    rounds: Annotated[int, typer.Option("--rounds", min=3, help="Rounds that count, after a first one.")] = 3,
    keep: Annotated[
        Path | None, typer.Option("--keep", help="Keep the city and all answers here, and take the city from here.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write the results to this JSON file too.")] = None,
    pack: Annotated[
        Path | None, typer.Option("--pack", help="Folder of the policy pack; Beijing's unless set.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """People per second: the whole pack and twelve colour rules, against SQL by hand and other engines.

    Exit 1 when any answers differ, or a million people need more than 4 GiB.
    """
    try:
        with _stoppable():
            report = bench_rules(open_pack(pack or _beijing()), people=people, rounds=rounds, keep=keep, say=_say)
    except KeyboardInterrupt:
        _say("Interrupted; only what --keep names was left.")
        raise typer.Exit(INTERRUPTED) from None
    text = json.dumps(as_object(report), ensure_ascii=False, indent=1)
    if out is not None:
        _write(out, text + "\n")
    if as_json:
        typer.echo(text)
    else:
        _tell(report)
    for fault in report.faults:
        _say(fault)
    if report.faults:
        raise typer.Exit(FAULTS)


def _beijing() -> Path:
    from lianfang.decisions.installed import pack_folder

    return pack_folder()


def _write(out: Path, text: str) -> None:
    part = out.with_name(f".{out.name}.part-{os.getpid()}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8")
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise ResultsNotWritten(path=out, why=reason(error)) from None


def _tell(report: RulesReport) -> None:
    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console = Console(width=WIDTH, highlight=False, markup=False, emoji=False)
    table = Table(title=f"{report.people:,} people, median of {report.rounds} rounds")
    table.add_column("")
    for heading in ("people", "first round", "median", "people/s"):
        table.add_column(heading, justify="right")
    table.add_row("The whole pack, all cores", style="bold")
    for timing in report.whole_pack:
        table.add_row(*_cells(timing))
    table.add_section()
    table.add_row("Twelve colour rules, one core", style="bold")
    for timing in report.twelve:
        table.add_row(*_cells(timing))
    table.add_section()
    table.add_row("Times as many people per second", style="bold")
    for name, ratio in report.ratios.items():
        table.add_row(RATIO_WORDS[name], "", "", "", f"{ratio:,.3g} ×")
    console.print(table)
    console.print(f"Highest memory of our process up to the end of its first run: {report.evaluate_peak_rss_mb:,} MB.")
    if not report.faults:
        console.print("All answers agree on every row.")
    for skipped in report.skipped:
        console.print(skipped)


def _cells(timing: Timing) -> tuple[str, ...]:
    return (
        timing.title,
        f"{timing.people:,}",
        f"{timing.first:.3f} s",
        f"{timing.seconds:.3f} s",
        f"{timing.people_per_second:,.0f}",
    )


@contextmanager
def _stoppable() -> Iterator[None]:
    """A request to end (SIGTERM) is taken like Ctrl-C, so that temporary folders are cleared away.

    DuckDB says RuntimeError when either comes in the middle of a query.
    """

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    former = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except RuntimeError as error:
        if str(error) == QUERY_INTERRUPTED:
            raise KeyboardInterrupt from None
        raise
    finally:
        signal.signal(signal.SIGTERM, former)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
