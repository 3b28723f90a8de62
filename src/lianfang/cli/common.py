"""What every command shares: options, opening packs and facts, printing JSON, and refusing in a sentence."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from lianfang.cli.speaking import in_words
from lianfang.facts.lake.lake import Lake, is_lake
from lianfang.facts.store import FactStore, open_store
from lianfang.kernel.clock import parse_moment
from lianfang.kernel.plain import plain
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words
from lianfang.policy.model import Pack
from lianfang.policy.packs import read_pack

DONE, FAULTS, REFUSED, INTERRUPTED = 0, 1, 2, 130
WARNING = Words("注意", "warning")


PackOption = Annotated[Path, typer.Option("--pack", help="Folder of the policy pack, e.g. policies/beijing.")]
FactsOption = Annotated[Path, typer.Option("--facts", help="Folder of the tables of facts.")]
AtOption = Annotated[str, typer.Option("--at", help="Moment, ISO 8601; without an offset the city's own time.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
PersonOption = Annotated[str, typer.Option("--person", help="The person's id in the facts.")]
QuarantineOption = Annotated[
    Path | None, typer.Option("--quarantine", help="Put rows that cannot be read into this CSV file and go on.")
]


def moment(text: str, pack: Pack) -> datetime:
    """The moment a text names, in the pack's zone when it has no offset."""
    return parse_moment(text, zone=ZoneInfo(pack.zone))


def open_pack(path: Path) -> Pack:
    """The pack in a folder; refused with its first fault when it is not whole."""
    return read_pack(path)


def open_facts(
    directory: Path,
    pack: Pack,
    *,
    quarantine: Path | None = None,
    person: str | None = None,
    known_at: datetime | None = None,
) -> FactStore:
    """The facts in a folder; says on standard error what was left out and what looks odd. Of a lake: what was known
    at `known_at`.
    """
    from lianfang.kernel.config import load

    config = load()
    memory = f"{int(config.memory_limit) // 2**20}MiB"
    if is_lake(directory):
        with Lake(directory, zone=ZoneInfo(pack.zone), memory_limit=memory) as lake:
            people = None if person is None else [person]
            return lake.store(known_at=known_at, people=people, threads=config.threads)
    store = open_store(
        directory,
        zone=ZoneInfo(pack.zone),
        quarantine=quarantine,
        person=person,
        memory_limit=memory,
        threads=config.threads,
    )
    for table, count in store.left_out.items():
        told = Words(
            f"表 {table} 有 {count} 行读不出来，已另存到 {quarantine}，没有计入。",
            f"{count} rows of {table} cannot be read; they are in {quarantine} and were left out.",
        )
        say(told)
    for warning in store.warnings:
        say(f"{in_words(WARNING)}: {in_words(warning.says)}")
    return store


def say(text: str | Words) -> None:
    """A line on standard error, in the language that is spoken."""
    print(in_words(text), file=sys.stderr, flush=True)


def print_json(value: object) -> None:
    """One JSON object on standard output and nothing else."""
    sys.stdout.write(json.dumps(plain(value), ensure_ascii=False, indent=2) + "\n")


def refuse(refusal: Refusal) -> int:
    """A sentence and a next step on standard error; gives the exit code."""
    say(f"{in_words(refusal.sentences)}\n{in_words(refusal.next_steps)}")
    return REFUSED
