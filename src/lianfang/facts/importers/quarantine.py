"""Rows left out of an import as a CSV file: the place and the reason, without what identifies people."""

import csv
import io
import os
from pathlib import Path

from lianfang.facts.importers.report import ImportReport, Weight
from lianfang.facts.refusals import QuarantineNotWritten
from lianfang.kernel.reasons import reason
from lianfang.kernel.sheets import harmless

HEADER = ("file", "line", "column", "value", "sentence")


def write_quarantine(path: Path, report: ImportReport, language: str) -> None:
    """Write the file, whole or not at all. The line number leads to the row in the file that was given.

    Raises QuarantineNotWritten.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADER)
    for file in report.files:
        for remark in file.remarks:
            if remark.weight is Weight.LEFT_OUT:
                line = "" if remark.line is None else str(remark.line)
                cells = (file.file, line, remark.column, remark.value, remark.says.in_(language))
                writer.writerow([harmless(cell) for cell in cells])
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        partial.write_text(text.getvalue(), encoding="utf-8", newline="")
        partial.replace(path)
    except OSError as error:
        raise QuarantineNotWritten(path=path, why=reason(error)) from error
    finally:
        partial.unlink(missing_ok=True)
