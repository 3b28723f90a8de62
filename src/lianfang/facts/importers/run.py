"""The staged import: read every file, say every bad row, then write what is good, whole or not at all."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from lianfang.facts.importers import ledger
from lianfang.facts.importers.fhir_doses import known_dose
from lianfang.facts.importers.folder import Folder, judged
from lianfang.facts.importers.kinds import ImportKind, Reading, Settings
from lianfang.facts.importers.lists import merge_lists
from lianfang.facts.importers.refusals import FileTooLarge, FileUnreadable, RowsLeftOut, WrongKind
from lianfang.facts.importers.report import Counts, FileReport, ImportReport, Refused, Remarks
from lianfang.facts.importers.settle import settle_persons, settle_tests
from lianfang.facts.importers.sniff import looks_like
from lianfang.facts.importers.text import decode
from lianfang.kernel.reasons import reason
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

LARGEST_MB = 512
MEGABYTE = 1024 * 1024


@dataclass(slots=True)
class _File:
    """One file on its way: its name for the report, its hash, what it says."""

    name: str
    sha256: str
    remarks: Remarks
    reading: Reading | None = None
    refused: Refused | None = None

    def report(self) -> FileReport:
        count = self.reading.count if self.reading else 0
        return FileReport(self.name, self.sha256, count, tuple(self.remarks.found), self.refused)


def run_import(
    kind: ImportKind, paths: Sequence[Path], *, into: Path, settings: Settings, at: datetime, strict: bool = False
) -> ImportReport:
    """Import files into the folder `into`. `at` is the moment of the import, for the log.

    A file that cannot be read is refused as a whole and the others are imported. With `strict`, a single row that was
    left out keeps everything from being saved. Raises Refusal when the folder itself cannot take rows.
    """
    with Folder(into, settings.zone) as folder:
        files = _read_all(paths, kind, settings, folder)
        tables = _stage(files, folder)
        reports = tuple(file.report() for file in files)
        if strict and any(report.left_out or report.refused for report in reports):
            return ImportReport(kind.name, str(into), _refuse_all(reports), {}, saved=False)
        _log(files, kind, settings, folder, tables, at)
        folder.commit()
    saved = any(file.refused is None for file in files)
    return ImportReport(kind.name, str(into), reports, tables, saved)


def _read_all(paths: Sequence[Path], kind: ImportKind, settings: Settings, folder: Folder) -> list[_File]:
    """Every file, each knowing the doses that are known before it."""
    files: list[_File] = []
    doses = folder.doses() if kind.name == "fhir" else []
    for path in paths:
        file = _read(path, kind, replace(settings, known_doses=tuple(doses)))
        doses += [known_dose(row) for _, row in file.reading.rows.get("doses", [])] if file.reading else []
        files.append(file)
    return files


def _read(path: Path, kind: ImportKind, settings: Settings) -> _File:
    file = _File(path.name, "", Remarks())
    text = ""
    try:
        data = _bytes(path)
        file.sha256 = hashlib.sha256(data).hexdigest()
        decoded = decode(data, file=path.name)
        text = decoded.text
        if not decoded.certain:
            says = Words(
                f"编码假定为{decoded.encoding}，请核对",
                f"the encoding is assumed to be {decoded.encoding}; please check",
            )
            file.remarks.note(says)
        file.reading = kind.read(text, path.name, settings, file.remarks)
    except WrongKind as refusal:
        file.refused = _refused(refusal, looks_like(text), kind)
    except Refusal as refusal:
        file.refused = _refused(refusal, None, kind)
    return file


def _bytes(path: Path) -> bytes:
    try:
        megabytes = path.stat().st_size // MEGABYTE
        if megabytes > LARGEST_MB:
            raise FileTooLarge(file=path.name, megabytes=megabytes, limit=LARGEST_MB)
        return path.read_bytes()
    except OSError as error:
        raise FileUnreadable(file=path.name, why=reason(error)) from None


def _refused(refusal: Refusal, looks: str | None, kind: ImportKind) -> Refused:
    step = refusal.next_steps
    if looks is not None and looks != kind.name:
        command = f"lianfang facts import {looks}"
        step = Words(
            f"看起来是 {looks}：{command} 文件 --into 文件夹", f"It looks like {looks}: {command} FILE --into DIR"
        )
    return Refused(refusal.code, refusal.sentences, step)


def _stage(files: Sequence[_File], folder: Folder) -> dict[str, Counts]:
    """Write all good rows beside the folder's tables. Remarks about rows that the store would not take are added."""
    tables: dict[str, Counts] = {}
    for name in dict.fromkeys(name for file in files if file.reading for name in file.reading.rows):
        rows = [row for file in files for row in _good(file, name, folder)]
        if name == "persons":
            rows = settle_persons(rows, folder.persons())
        elif name == "tests":
            rows = settle_tests(rows, folder.tests())
        if rows:
            tables[name] = folder.merge(name, rows)
    read = [(file.reading.snapshot, file.remarks) for file in files if file.reading and file.reading.snapshot]
    if read:
        tables["area_levels"] = merge_lists(read, folder)
    return tables


def _good(file: _File, table: str, folder: Folder) -> list[Mapping[str, object]]:
    if file.reading is None:
        return []
    good, bad = judged(table, file.reading.rows.get(table, []), folder.zone)
    for line, column, zh, en in bad:
        file.remarks.left_out(Words(zh, en), line=line, column=column)
    return good


def _refuse_all(reports: Sequence[FileReport]) -> tuple[FileReport, ...]:
    refusal = RowsLeftOut(rows=sum(report.left_out for report in reports))
    whole = Refused(refusal.code, refusal.sentences, refusal.next_steps)
    return tuple(replace(report, refused=report.refused or whole) for report in reports)


def _log(
    files: Sequence[_File],
    kind: ImportKind,
    settings: Settings,
    folder: Folder,
    tables: Mapping[str, Counts],
    at: datetime,
) -> None:
    """One line per file, unless the file was imported before and changed nothing now."""
    before = {(entry.get("kind"), entry.get("sha256")) for entry in ledger.imported(folder.path)}
    changed = {name: n.added + n.corrected + n.removed for name, n in tables.items() if n.changed}
    new = [
        ledger.Entry(at, kind.name, settings.source, file.sha256, file.reading.count, file.remarks.lost, changed)
        for file in files
        if file.reading and (changed or (kind.name, file.sha256) not in before)
    ]
    if new:
        folder.write_text(ledger.IMPORTS, ledger.imports_text(folder.path, new))
