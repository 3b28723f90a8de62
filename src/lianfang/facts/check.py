"""Look over a folder of facts: everything wrong with it at once, as a report."""

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from lianfang.facts.report import BadRow, Report, Warning_
from lianfang.facts.sources import find_sources
from lianfang.facts.store import connect, load
from lianfang.kernel.refusals import Refusal


def check_facts(directory: Path, *, zone: ZoneInfo, quarantine: Path | None = None) -> Report:
    """All faults of the tables in `directory`; with `quarantine`, every bad row is written to that file.

    Raises NoFactsFolder and QuarantineNotWritten; what is wrong with a table is in the report instead.
    """
    refused: list[Refusal] = []
    with connect(zone) as connection:
        sources, warnings = find_sources(directory, connection, refused)
        report = load(connection, sources, zone, quarantine=quarantine, judge_only=True)
    return replace(report, warnings=(*warnings, *report.warnings), refused=(*refused, *report.refused))


def as_json(report: Report, language: str) -> dict[str, object]:
    """The report as plain data. Each table lists its first bad rows; `bad` counts them all."""
    return {
        "tables": [
            {
                "table": table.table,
                "file": table.file,
                "rows": table.rows,
                "bad": table.bad,
                "bad_rows": [_bad_row(row, language) for row in table.bad_rows],
            }
            for table in report.tables
        ],
        "warnings": [_warning(warning, language) for warning in report.warnings],
        "refused": [
            {"code": refusal.code, "detail": refusal.sentence(language), "next": refusal.next_step(language)}
            for refusal in report.refused
        ],
    }


def _bad_row(row: BadRow, language: str) -> dict[str, object]:
    return {
        "file": row.file,
        row.counted_in: row.line,
        "column": row.column,
        "value": row.value,
        "reason": row.fault,
        "also": list(row.also),
        "sentence": row.sentence(language),
        "next": row.remedy(language),
    }


def _warning(warning: Warning_, language: str) -> dict[str, object]:
    return {
        "code": warning.code,
        "file": warning.file,
        "sentence": warning.says.in_(language),
        "count": warning.count,
        "examples": list(warning.examples),
    }
