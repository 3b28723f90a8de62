"""`lianfang policy check PACK`: everything that keeps a pack from being published, by file and line."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from lianfang.cli.common import DONE, FAULTS, JsonOption, print_json, say
from lianfang.cli.speaking import OWN, LangOption, Language
from lianfang.kernel.words import Words
from lianfang.policy.checking.by_sql import on_duckdb, on_spark
from lianfang.policy.checking.cases import Engine
from lianfang.policy.checks import CheckReport, check
from lianfang.policy.faults import Fault
from lianfang.policy.model import Pack

CLEAN = Words(
    "{pack}：没有发现问题。{cases}个案例、{expectations}个预期全部符合；{boundaries}处界限两侧都有案例。",
    "{pack}: nothing is wrong. All {expectations} expectations of {cases} cases hold;"
    " {boundaries} boundaries have a case on both sides.",
)
COUNTED = Words("{pack}：{count}个问题。", "{pack}: {count} faults.")
ONE = Words("{pack}：1个问题。", "{pack}: 1 fault.")
NOTE = Words("注意", "note")
DECIDED = Words("已判定{done}/{total}个预期", "{done} of {total} expectations decided")


class EngineName(StrEnum):
    """The engines that can decide the cases."""

    REFERENCE = "reference"
    DUCKDB = "duckdb"
    SPARK = "spark"


ENGINES: dict[EngineName, Callable[[Pack], AbstractContextManager[Engine]]] = {
    EngineName.DUCKDB: on_duckdb,
    EngineName.SPARK: on_spark,
}


def add_to(app: typer.Typer) -> None:
    """Register the command on the `policy` group."""
    app.command("check")(check_pack)


def check_pack(
    pack: Annotated[Path, typer.Argument(help="Folder of the policy pack, e.g. policies/beijing.", metavar="PACK")],
    as_json: JsonOption = False,
    lang: LangOption = OWN,
    engine: Annotated[
        EngineName, typer.Option("--engine", help="Decide the cases on this engine too; the others take minutes.")
    ] = EngineName.REFERENCE,
) -> None:
    """Check a pack: types, citations, cases, both sides of every boundary. Exit 0: nothing wrong; 1: faults."""
    progress = _Steps(lang).show
    report = check(pack, engine=ENGINES.get(engine), said_by=engine.value, progress=progress)
    if as_json:
        print_json(_as_object(report, pack, engine, lang))
    else:
        _tell(report, pack, lang)
    raise typer.Exit(FAULTS if report.faults else DONE)


class _Steps:
    """Progress of a second engine on standard error, a line for each tenth."""

    def __init__(self, lang: Language) -> None:
        self.lang, self.shown = lang, 0

    def show(self, done: int, total: int) -> None:
        """Say how far it is, when it is a tenth further."""
        step = done * 10 // max(total, 1)
        if step > self.shown:
            self.shown = step
            say(DECIDED.in_(self.lang).format(done=done, total=total))


def _as_object(report: CheckReport, pack: Path, engine: EngineName, lang: Language) -> dict[str, object]:
    return {
        "pack": str(pack),
        "release": report.release,
        "ok": not report.faults,
        "engine": engine,
        "cases": report.cases,
        "expectations": report.expectations,
        "boundaries": report.boundaries,
        "covered": report.covered,
        "faults": [_fault(fault, lang) for fault in report.faults],
        "notes": [_fault(note, lang) for note in report.notes],
    }


def _fault(fault: Fault, lang: Language) -> dict[str, object]:
    return {
        "file": fault.place.file,
        "line": fault.place.line,
        "says": fault.says.in_(lang),
        "suggestion": fault.suggestion.in_(lang) or None,
    }


def _tell(report: CheckReport, pack: Path, lang: Language) -> None:
    console = Console(soft_wrap=True, highlight=False, markup=False, emoji=False)
    for fault in report.faults:
        console.print(_shown(fault, lang) if console.is_terminal else fault.line.in_(lang))
    for note in report.notes:
        say(f"{NOTE.in_(lang)}: {note.line.in_(lang)}")
    words = CLEAN if not report.faults else ONE if len(report.faults) == 1 else COUNTED
    summary = words.in_(lang).format(
        pack=pack,
        count=len(report.faults),
        cases=report.cases,
        expectations=report.expectations,
        boundaries=report.boundaries,
    )
    if report.faults:
        say(summary)
    else:
        console.print(summary)


def _shown(fault: Fault, lang: Language) -> Text:
    told = Text(f"{fault.place}: ", style="bold").append(fault.says.in_(lang), style="not bold")
    suggestion = fault.suggestion.in_(lang)
    return told.append(f" {suggestion}", style="green not bold") if suggestion else told
