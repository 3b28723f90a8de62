"""`lianfang facts`: look a folder of facts over before anything is decided from it."""

import json
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table

from lianfang.cli.common import DONE, FAULTS, REFUSED, WARNING, refuse
from lianfang.cli.speaking import OWN, LangOption
from lianfang.facts.check import as_json, check_facts
from lianfang.facts.report import BadRow, Report
from lianfang.kernel.clock import CITY_ZONE
from lianfang.kernel.words import Words

SHOWN = 20

HEADINGS = (Words("表", "Table"), Words("文件", "File"), Words("行", "Rows"), Words("不可读", "Bad"))
CLEAN = Words("没有发现问题。", "Nothing is wrong.")
COUNTED = Words("{file}：{rows}行，其中{bad}行不可读", "{file}: {rows} rows, {bad} of them bad")
MORE = Words(
    "{file}：另有{more}行，用--quarantine可全部写出", "{file}: and {more} more; --quarantine FILE writes them all"
)
PLACE = {
    "line": Words("{file} 第{at}行", "{file} line {at}"),
    "row": Words("{file} 第{at}条", "{file} row {at}"),
}

facts_app = typer.Typer(help="Tables of facts: check, import.", no_args_is_help=True)


@facts_app.callback()
def facts() -> None:
    """Tables of facts: check, import."""


@facts_app.command()
def check(
    directory: Annotated[Path, typer.Argument(help="The folder that holds the tables.", metavar="DIR")],
    quarantine: Annotated[Path | None, typer.Option(help="Write every bad row to this CSV file.")] = None,
    as_data: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
    lang: LangOption = OWN,
    zone: Annotated[str, typer.Option(help="The city's time zone.")] = CITY_ZONE.key,
) -> None:
    """Say what is wrong with a folder of facts. Exit 0: nothing; 1: bad rows; 2: something cannot be read at all."""
    report = check_facts(directory, zone=_zone(zone), quarantine=quarantine)
    if as_data:
        print(json.dumps(as_json(report, lang.value), ensure_ascii=False, indent=2))
    else:
        _tell(report, lang.value)
    for unreadable in report.refused:
        refuse(unreadable)
    raise typer.Exit(REFUSED if report.refused else FAULTS if report.total_bad else DONE)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise typer.BadParameter(f"“{name}” is not a time zone; write it as Asia/Shanghai.") from None


def _tell(report: Report, language: str) -> None:
    console = Console(soft_wrap=True, highlight=False, markup=False, emoji=False)
    if console.is_terminal:
        console.print(_table(report, language))
    else:
        for table in report.tables:
            print(COUNTED.in_(language).format(file=table.file, rows=table.rows, bad=table.bad))
    for table in report.tables:
        for row in table.bad_rows[:SHOWN]:
            console.print(_sentence(row, language))
        if table.bad > SHOWN:
            console.print(MORE.in_(language).format(file=table.file, more=table.bad - SHOWN))
    for warning in report.warnings:
        console.print(f"{WARNING.in_(language)}: {warning.says.in_(language)}")
    if not (report.total_bad or report.refused):
        console.print(CLEAN.in_(language))


def _table(report: Report, language: str) -> Table:
    table = Table()
    for at, heading in enumerate(HEADINGS):
        table.add_column(heading.in_(language), justify="right" if at > 1 else "left")
    for one in report.tables:
        table.add_row(one.table, one.file, f"{one.rows:,}", f"{one.bad:,}", style="bold" if one.bad else None)
    return table


def _sentence(row: BadRow, language: str) -> str:
    place = PLACE[row.counted_in].in_(language).format(file=row.file, at=row.line)
    return f"{place}: {row.sentence(language)} [{row.value}]. {row.remedy(language)}"
