"""Where bad rows go: one CSV file with the place, the reason and the whole row, written whole or not at all."""

import csv
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from lianfang.facts.refusals import QuarantineNotWritten
from lianfang.facts.report import BadRow
from lianfang.facts.schemas import TABLES
from lianfang.kernel.reasons import reason
from lianfang.kernel.sheets import harmless
from lianfang.kernel.words import Words

HEADER = ("table", "file", "line", "column", "value", "sentence", "row")


class Quarantine:
    """Use with `with`: the file appears under its name only when everything was written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._partial = path.with_name(f".{path.name}.{os.getpid()}.partial")

    def __enter__(self) -> Self:
        try:
            self._file = self._partial.open("w", encoding="utf-8", newline="")
        except OSError as error:
            raise QuarantineNotWritten(path=self.path, why=reason(error)) from error
        self._writer = csv.writer(self._file)
        self._writer.writerow(HEADER)
        return self

    def add_all(self, rows: Iterable[BadRow]) -> None:
        """Write the rows."""
        for row in rows:
            whole = json.dumps(dict(row.row), ensure_ascii=False)
            cells = (row.table, row.file, str(row.line), row.column, row.value, row.sentence(), whole)
            self._writer.writerow([harmless(cell) for cell in cells])

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            self._file.close()
            if kind is None:
                self._partial.replace(self.path)
        except OSError as problem:
            raise QuarantineNotWritten(path=self.path, why=reason(problem)) from problem
        finally:
            self._partial.unlink(missing_ok=True)


def check_place(path: Path, read: Sequence[Path]) -> None:
    """Refuse to put bad rows over a file they were read from, or where a table is looked for."""
    names = {file.resolve() for file in read}
    taken = path.stem in TABLES and path.parent.resolve() in {file.parent for file in names}
    if path.resolve() in names or taken:
        raise QuarantineNotWritten(
            path=path, why=Words("它会占用读取事实表的位置", "it would stand where a table of facts is read")
        )
    if path.is_dir():
        raise QuarantineNotWritten(path=path, why=Words("它是文件夹", "it is a folder"))
