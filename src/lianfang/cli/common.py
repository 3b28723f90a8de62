"""What every command shares: options, opening packs and facts, printing JSON, and refusing in a sentence."""

import json
import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from lianfang.facts.store import FactStore, open_store
from lianfang.kernel.clock import parse_moment
from lianfang.kernel.plain import plain
from lianfang.kernel.refusals import Refusal
from lianfang.policy.model import Pack
from lianfang.policy.packs import read_pack

DONE, FAULTS, REFUSED, INTERRUPTED = 0, 1, 2, 130


class Language(StrEnum):
    """The languages of the command line."""

    ZH = "zh"
    EN = "en"


PackOption = Annotated[Path, typer.Option("--pack", help="Folder of the policy pack, e.g. policies/beijing.")]
FactsOption = Annotated[Path, typer.Option("--facts", help="Folder of the tables of facts.")]
AtOption = Annotated[str, typer.Option("--at", help="Moment, ISO 8601; without an offset the city's own time.")]
LangOption = Annotated[Language, typer.Option("--lang", help="Language of what is said.")]
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


def open_facts(directory: Path, pack: Pack, *, quarantine: Path | None = None, person: str | None = None) -> FactStore:
    """The facts in a folder; says on standard error what was left out and what looks odd."""
    from lianfang.kernel.config import load

    config = load()
    store = open_store(
        directory,
        zone=ZoneInfo(pack.zone),
        quarantine=quarantine,
        person=person,
        memory_limit=f"{int(config.memory_limit) // 2**20}MiB",
        threads=config.threads,
    )
    for table, count in store.left_out.items():
        say(f"{count} rows of {table} cannot be read; they are in {quarantine} and were left out.")
    for warning in store.warnings:
        say(f"warning: {warning.says.en}")
    return store


def say(text: str) -> None:
    """A line on standard error."""
    print(text, file=sys.stderr, flush=True)


def print_json(value: object) -> None:
    """One JSON object on standard output and nothing else."""
    sys.stdout.write(json.dumps(plain(value), ensure_ascii=False, indent=2) + "\n")


def refuse(refusal: Refusal) -> int:
    """A sentence and a next step on standard error; gives the exit code."""
    say(f"{refusal}\n{refusal.next_step()}")
    return REFUSED
