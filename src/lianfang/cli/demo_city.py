"""`lianfang demo-city`: makes a demonstration city."""

import json
from pathlib import Path
from typing import Annotated

import typer

from lianfang.cli.common import say
from lianfang.cli.speaking import in_words
from lianfang.facts.demo import DemoCity, make_demo_city
from lianfang.kernel.words import Words

STEPS = 10


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("demo-city")(demo_city)


def demo_city(
    out: Annotated[Path, typer.Option("--out", help="Folder to write; a former demonstration city there is replaced.")],
    people: Annotated[int, typer.Option("--people", help="How many people, 100 to 22,000,000.")] = 20_000,
    seed: Annotated[int, typer.Option("--seed", help="The same number gives the same city.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was written as one JSON object.")] = False,
) -> None:
    """Make an invented city with the facts of August 2021, to look at, to train with and to measure with."""
    city = make_demo_city(out, people=people, seed=seed, progress=_Steps().show)
    typer.echo(_as_json(city) if as_json else in_words(_as_words(city)))


class _Steps:
    """Progress on standard error: a line for each tenth, so that it reads well in a log too."""

    def __init__(self) -> None:
        self._shown = 0

    def show(self, done: int, total: int) -> None:
        step = done * STEPS // total
        if step > self._shown:
            self._shown = step
            say(Words(f"已生成 {done:,}/{total:,} 人", f"{done:,} of {total:,} people"))


def _as_json(city: DemoCity) -> str:
    return json.dumps({"folder": str(city.folder), "people": city.people, "seed": city.seed, "rows": dict(city.rows)})


def _as_words(city: DemoCity) -> Words:
    rows = sum(city.rows.values())
    return Words(
        f"{city.people:,} 人的演示城市（{rows:,} 行）在 {city.folder}。内容全部是虚构的。",
        f"A demonstration city of {city.people:,} people ({rows:,} rows) is in {city.folder}. All of it is invented.",
    )
