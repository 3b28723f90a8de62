"""`lianfang bench edge`: how many people one core answers, and what happens when ten times as many ask."""

import json
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from lianfang.bench.edge.overload import P99, Overload, overload
from lianfang.bench.edge.rates import BARS, HELLO, Plan, Rates, cores, measure
from lianfang.cli.bench_common import beijing, table_console, write_results
from lianfang.cli.common import FAULTS, JsonOption, open_pack, print_json, say
from lianfang.kernel.config import DEMONSTRATION_NOW

CORES_NEEDED = 2


def edge(
    people: Annotated[int, typer.Option("--people", min=1000, help="People of the made-up city.")] = 1_000_000,
    rounds: Annotated[int, typer.Option("--rounds", min=3, max=20, help="Rounds that count, after a first one.")] = 3,
    seconds: Annotated[int, typer.Option("--seconds", min=2, max=60, help="Seconds of one turn.")] = 5,
    flood: Annotated[int, typer.Option("--flood", min=0, max=300, help="Seconds of the flood; 0: none.")] = 60,
    port: Annotated[int, typer.Option("--port", min=1024, max=65000, help="First of four ports.")] = 8040,
    out: Annotated[Path | None, typer.Option("--out", help="Write the results to this JSON file too.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure an edge on one core, with wrk on another, against the same server's bare hello in the same round.

    Exit 1 when a bar is not met. Nothing is installed; what is missing is said.
    """
    if cores() < CORES_NEEDED:
        say("One core only: server and wrk share it, so that ratios say little.")
    pack, plan = open_pack(beijing()), Plan(people=people, rounds=rounds, seconds=seconds, port=port)
    with tempfile.TemporaryDirectory() as folder:
        rates = measure(pack, Path(folder) / "rates", plan, at=DEMONSTRATION_NOW, say=say)
        flooded = None
        if flood:
            flooded = overload(pack, Path(folder) / "flood", plan, seconds=flood, at=DEMONSTRATION_NOW, say=say)
    told = as_object(rates, flooded)
    if out is not None:
        write_results(out, json.dumps(told, indent=1) + "\n")
    if as_json:
        print_json(told)
    else:
        _tell(rates, flooded)
    faults = [*rates.faults, *(flooded.faults if flooded else [])]
    for fault in faults:
        say(fault)
    if faults:
        raise typer.Exit(FAULTS)


def as_object(rates: Rates, flooded: Overload | None) -> dict[str, object]:
    """The results for machines: requests a second, and ratios to a bare hello."""
    told: dict[str, object] = {
        "people": rates.plan.people,
        "rounds": rates.plan.rounds,
        "per_second": {timing.key: round(timing.people_per_second) for timing in rates.timings},
        "first_round_per_second": {timing.key: round(timing.people / timing.first) for timing in rates.timings},
        "ratios": {key: round(ratio, 3) for key, ratio in rates.ratios.items()},
        "bars": BARS,
    }
    if flooded is not None:
        told["flood"] = {
            "seconds": flooded.seconds,
            "clients": flooded.connections,
            "peak_per_second": round(flooded.peak.good_a_second),
            "good_per_second": round(flooded.during.good_a_second),
            "asked_per_second": round(flooded.during.answers / flooded.during.seconds),
            "goodput": round(flooded.goodput, 3),
            "p99_ms": round(flooded.during.p99 * 1000, 1),
            "beside_p99_ms": round(flooded.probe.accepted.at(0.99) * 1000, 1),
            "accepted_looked_at": sum(flooded.probe.accepted.counts),
            "wrong": flooded.probe.wrong,
            "recovered": round(flooded.recovered, 3),
            "grown_mb": round(flooded.grown / 2**20, 1),
        }
    return told


def _tell(rates: Rates, flooded: Overload | None) -> None:
    table = Table(title=f"One core, {rates.plan.people:,} people, median of {rates.plan.rounds} rounds")
    table.add_column("")
    for heading in ("first round", "a second", "of a hello", "bar"):
        table.add_column(heading, justify="right")
    for timing in rates.timings:
        first, each = f"{timing.people / timing.first:,.0f}", f"{timing.people_per_second:,.0f}"
        ratio = "" if timing.key == HELLO else f"{rates.ratios[timing.key]:.2f}"
        table.add_row(timing.title, first, each, ratio, f"{BARS.get(timing.key, 1):.2f}")
    console = table_console()
    console.print(table)
    if flooded is not None:
        console.print(
            f"{flooded.connections} clients for {flooded.seconds} s: {flooded.during.good_a_second:,.0f} codes signed "
            f"a second of {flooded.peak.good_a_second:,.0f} ({flooded.goodput:.2f} of the peak); answered within "
            f"{flooded.during.p99 * 1000:.0f} ms (p99, bar {P99 * 1000:.0f}); "
            f"{flooded.probe.wrong} wrong; "
            f"{flooded.recovered:.2f} of the peak right after; {flooded.grown / 2**20:+.0f} MB."
        )
