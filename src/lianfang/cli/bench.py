"""`lianfang bench`: measures the engines against queries written by hand and against other people's engines."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from lianfang.bench.measure import Timing
from lianfang.bench.rules import RulesReport, as_object, bench_rules
from lianfang.cli.bench_codes import codes
from lianfang.cli.bench_common import beijing, table_console, write_results
from lianfang.cli.bench_edge import edge
from lianfang.cli.bench_scale import scale
from lianfang.cli.common import FAULTS, JsonOption, open_pack

RATIO_WORDS = {
    "engine_to_by_hand": "our engine, files to file, to the query by hand (which finds no holds_until)",
    "engine_to_by_hand_nearest": "our engine, files to file, to the query by hand with the nearest moment",
    "decide_to_by_hand": "our decide pass alone to the query by hand, files to file",
    "expressions_to_case": "our expressions to CASE by hand",
    "expressions_to_zen": "our expressions to zen-engine's decision table",
    "expressions_to_openfisca": "our expressions to OpenFisca-core",
}


def add_to(app: typer.Typer) -> None:
    """Register the group of commands."""
    bench_app = typer.Typer(help="Measure the engines and the codes.", no_args_is_help=True)

    @bench_app.callback()
    def bench() -> None:
        """Measure the engines and the codes."""

    bench_app.command("rules")(rules)
    bench_app.command("scale")(scale)
    bench_app.command("codes")(codes)
    bench_app.command("edge")(edge)
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
    report = bench_rules(open_pack(pack or beijing()), people=people, rounds=rounds, keep=keep, say=_say)
    text = json.dumps(as_object(report), ensure_ascii=False, indent=1)
    if out is not None:
        write_results(out, text + "\n")
    if as_json:
        typer.echo(text)
    else:
        _tell(report)
    for fault in report.faults:
        _say(fault)
    if report.faults:
        raise typer.Exit(FAULTS)


def _tell(report: RulesReport) -> None:
    console = table_console()
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


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
