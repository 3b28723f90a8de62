"""`lianfang facts import KIND FILE… --into DIR`: other people's files as facts, with a report of every row left out."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from lianfang.cli.common import say
from lianfang.cli.speaking import OWN, LangOption
from lianfang.facts.importers.kinds import KINDS, NATIONAL, Settings, kind_named
from lianfang.facts.importers.quarantine import write_quarantine
from lianfang.facts.importers.report import FileReport, ImportReport, Remark, Weight, listing
from lianfang.facts.importers.run import run_import
from lianfang.kernel.areas import register
from lianfang.kernel.clock import CITY_ZONE, Clock, MachineClock, parse_moment
from lianfang.kernel.words import Words

SHOWN = 200
CHANGES: Mapping[str, Words] = {
    "added": Words("新增", "added"),
    "corrected": Words("更正", "corrected"),
    "removed": Words("撤下", "removed"),
    "unchanged": Words("未变", "unchanged"),
}
WEIGHTS: Mapping[Weight, Words] = {
    Weight.LEFT_OUT: Words("未导入", "left out"),
    Weight.IGNORED: Words("不计", "ignored"),
    Weight.NOTE: Words("说明", "note"),
}
KIND_HELP = f"One of: {listing([kind.name for kind in KINDS])}."


def add_to(app: typer.Typer, *, clock: Clock | None = None) -> None:
    """Register the command on the `facts` group."""
    shown = clock or MachineClock()

    @app.command("import")
    def import_files(
        kind: Annotated[str, typer.Argument(help=KIND_HELP)],
        files: Annotated[list[Path], typer.Argument(help="Files of that kind.", show_default=False)],
        into: Annotated[Path, typer.Option("--into", help="Folder of facts; made when it is not there.")],
        quarantine: Annotated[Path | None, typer.Option("--quarantine", help="CSV file for the rows left out.")] = None,
        strict: Annotated[bool, typer.Option("--strict", help="Save nothing when any row is left out.")] = False,
        accept_incomplete: Annotated[
            bool, typer.Option("--accept-incomplete", help="Take a cut-off list: it opens areas and closes none.")
        ] = False,
        as_of: Annotated[str | None, typer.Option("--as-of", help="Moment of a list that does not state it.")] = None,
        source: Annotated[
            str, typer.Option("--source", help="Name that keeps apart lists that do not continue one another.")
        ] = NATIONAL,
        as_json: Annotated[bool, typer.Option("--json", help="One object on standard output.")] = False,
        lang: LangOption = OWN,
    ) -> None:
        """Import other people's files as facts. Bad rows are listed, good ones kept; twice changes nothing."""
        settings = Settings(
            register=register(),
            zone=CITY_ZONE,
            source=source,
            as_of=_moment(as_of, CITY_ZONE),
            accept_incomplete=accept_incomplete,
        )
        report = run_import(kind_named(kind), files, into=into, settings=settings, at=shown.now(), strict=strict)
        if quarantine is not None:
            write_quarantine(quarantine, report, lang)
        _tell(report, lang, as_json=as_json)
        raise typer.Exit(report.exit_code)


def _moment(text: str | None, zone: ZoneInfo) -> datetime | None:
    return None if text is None else parse_moment(text, zone=zone)


def _tell(report: ImportReport, language: str, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(as_object(report, language), ensure_ascii=False))
    else:
        for line in as_lines(report, language):
            typer.echo(line)
    for file in report.files:
        if file.refused is not None:
            say(f"{file.refused.says.in_(language)}\n{file.refused.next_step.in_(language)}")


def as_object(report: ImportReport, language: str) -> dict[str, object]:
    """The report as one JSON object."""
    return {
        "kind": report.kind,
        "into": report.into,
        "saved": report.saved,
        "left_out": report.left_out,
        "exit_code": report.exit_code,
        "tables": {
            name: {change: getattr(counts, change) for change in CHANGES} for name, counts in report.tables.items()
        },
        "files": [_file_object(file, language) for file in report.files],
    }


def _file_object(file: FileReport, language: str) -> dict[str, object]:
    refused = file.refused
    return {
        "file": file.file,
        "sha256": file.sha256,
        "rows": file.rows,
        "left_out": file.left_out,
        "refused": None
        if refused is None
        else {
            "code": refused.code,
            "says": refused.says.in_(language),
            "next_step": refused.next_step.in_(language),
        },
        "remarks": [
            {
                "weight": str(remark.weight),
                "line": remark.line,
                "column": remark.column,
                "value": remark.value,
                "says": remark.says.in_(language),
            }
            for remark in file.remarks
        ],
    }


def as_lines(report: ImportReport, language: str) -> Sequence[str]:
    """The report for people: first what happened, then every remark with its place."""
    lines = [line for file in report.files for line in _file_lines(file, language)]
    for name, counts in report.tables.items():
        told = [
            f"{words.in_(language)} {number}"
            for change, words in CHANGES.items()
            if (number := getattr(counts, change))
        ]
        lines.append(f"{name}: {', '.join(told)}" if told else f"{name}: 0")
    if not report.saved:
        lines.append(Words("没有保存任何内容。", "Nothing was saved.").in_(language))
    return lines


def _file_lines(file: FileReport, language: str) -> list[str]:
    read = Words(f"读{file.rows}行，未导入{file.left_out}行", f"{file.rows} rows read, {file.left_out} left out")
    refused = Words("整个文件未导入", "refused as a whole")
    first = f"{file.file}: {(refused if file.refused else read).in_(language)}"
    told = [_remark_line(file.file, remark, language) for remark in file.remarks[:SHOWN]]
    more = len(file.remarks) - SHOWN
    if more > 0:
        told.append(Words(f"  另有{more}条，见--json或--quarantine", f"  and {more} more; see --json").in_(language))
    return [first, *told]


def _remark_line(file: str, remark: Remark, language: str) -> str:
    place = f"{file}:{remark.line}" if remark.line is not None else file
    where = " ".join(part for part in (remark.column, f"“{remark.value}”" if remark.value else "") if part)
    weight = WEIGHTS[remark.weight].in_(language)
    return f"  {place} {weight}: {where + ' · ' if where else ''}{remark.says.in_(language)}"
