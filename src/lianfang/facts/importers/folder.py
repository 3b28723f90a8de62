"""A folder of facts that is being added to: what is in it now, and a change to it that happens whole."""

import fcntl
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from lianfang.facts.importers.fhir_doses import KnownDose
from lianfang.facts.importers.refusals import FolderBusy, FolderNotWritten
from lianfang.facts.importers.report import Counts
from lianfang.facts.importers.snapshots import SpellKey
from lianfang.facts.refusals import TableInAnotherForm
from lianfang.facts.rows import RowsSource, table_named
from lianfang.facts.sources import find_table
from lianfang.facts.store import connect, load
from lianfang.facts.writer import merge_rows, write_rows
from lianfang.kernel.clock import from_day_number, from_micros
from lianfang.kernel.reasons import reason

Row = Mapping[str, object]


class Folder:
    """Use with `with`: changes are made beside the folder's tables and put in their place by `commit`."""

    def __init__(self, path: Path, zone: ZoneInfo) -> None:
        self.path, self.zone = path, zone
        self._stage = path / f".importing-{os.getpid()}"
        self._texts: dict[str, str] = {}

    def __enter__(self) -> Self:
        try:
            self._stage.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(self.path, os.O_RDONLY)
        except OSError as error:
            raise FolderNotWritten(folder=self.path, why=reason(error)) from None
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.__exit__(None, None, None)
            raise FolderBusy(folder=self.path) from None
        for left in self.path.glob(".importing-*"):  # of an import that was killed: nobody else holds the lock
            if left != self._stage:
                shutil.rmtree(left, ignore_errors=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        shutil.rmtree(self._stage, ignore_errors=True)
        os.close(self._lock)

    def rows(self, table: str, columns: Sequence[str]) -> list[tuple[object, ...]]:
        """These columns of all rows of a table in plain form; none when there is no table."""
        path = self._staged(table)
        if not path.exists():
            return []
        with connect(self.zone) as connection:
            source = find_table(table_named(table), path, connection)
            load(connection, [source], self.zone)
            names = ", ".join(f'"{name}"' for name in columns)
            return connection.execute(f'SELECT {names} FROM "{table}"').fetchall()

    def spells(self) -> dict[SpellKey, datetime | None]:
        """The `until_at` of every row of `area_levels`, by its key."""
        found = self.rows("area_levels", ("area_id", "level", "from_at", "until_at"))
        return {(str(area), str(level), self._at(start)): self._until(end) for area, level, start, end in found}

    def doses(self) -> list[KnownDose]:
        """The doses there are."""
        found = self.rows("doses", ("person_id", "number", "given_on"))
        return [KnownDose(str(who), int(str(number)), from_day_number(int(str(day)))) for who, number, day in found]

    def persons(self) -> dict[str, tuple[date | None, str | None]]:
        """Birth date and home area by person."""
        found = self.rows("persons", ("person_id", "birth_date", "home_area"))
        return {str(who): (_birthday(born), str(home) if home else None) for who, born, home in found}

    def tests(self) -> dict[tuple[str, datetime, str], tuple[datetime | None, str]]:
        """When each test was reported, and its result, by the key of the test."""
        found = self.rows("tests", ("person_id", "sampled_at", "method", "reported_at", "result"))
        return {
            (str(who), self._at(sampled), str(method)): (self._until(reported), str(result))
            for who, sampled, method, reported, result in found
        }

    def merge(self, table: str, rows: Sequence[Row]) -> Counts:
        """Add rows to a table; those with a known natural key take its place."""
        self._staged(table)
        merged = merge_rows(self._stage, table, rows, zone=self.zone)
        return Counts(merged.added, merged.unchanged, merged.corrected)

    def remove_spells(self, keys: Iterable[SpellKey]) -> Counts:
        """Take rows out of `area_levels`."""
        gone = set(keys)
        columns = [column.name for column in table_named("area_levels").columns]
        kept = []
        for cells in self.rows("area_levels", columns) if gone else []:
            row = dict(zip(columns, cells, strict=True))
            row["from_at"], row["until_at"] = self._at(row["from_at"]), self._until(row["until_at"])
            if (str(row["area_id"]), str(row["level"]), row["from_at"]) not in gone:
                kept.append(row)
        if gone:
            write_rows(self._stage, "area_levels", kept, zone=self.zone)
        return Counts(removed=len(gone))

    def write_text(self, name: str, text: str) -> None:
        """A small file of the folder, to appear with the tables."""
        self._texts[name] = text

    def commit(self) -> None:
        """Put everything in its place: tables first, then the log, so a broken run is repaired by running it again."""
        names = [staged.name for staged in sorted(self._stage.glob("*.parquet"))] + list(self._texts)
        kept = self._stage / "before"
        try:
            kept.mkdir()
            for name, text in self._texts.items():
                (self._stage / name).write_text(text, encoding="utf-8")
            for name in names:
                if (self.path / name).exists():
                    _linked(self.path / name, kept / name)
                (self._stage / name).replace(self.path / name)
        except OSError as error:
            self._put_back(kept, names)
            raise FolderNotWritten(folder=self.path, why=reason(error)) from None

    def _put_back(self, kept: Path, names: Sequence[str]) -> None:
        """Undo a commit that failed half way."""
        with suppress(OSError):
            for name in names:
                if (kept / name).exists():
                    (kept / name).replace(self.path / name)
                elif not (self._stage / name).exists():
                    (self.path / name).unlink(missing_ok=True)

    def _staged(self, table: str) -> Path:
        """The table's file beside the folder's own, brought there on first use. Raises TableInAnotherForm."""
        staged, there = self._stage / f"{table}.parquet", self.path / f"{table}.parquet"
        for other in (f"{table}.csv", table):
            if (self.path / other).exists():
                raise TableInAnotherForm(file=other, table=table)
        if not staged.exists() and there.exists():
            _linked(there, staged)
        return staged

    def _at(self, micros: object) -> datetime:
        return from_micros(int(str(micros)), zone=self.zone)

    def _until(self, micros: object) -> datetime | None:
        return None if micros is None else self._at(micros)


def judged(
    table: str, rows: Sequence[tuple[int, Row]], zone: ZoneInfo
) -> tuple[list[Row], list[tuple[int, str, str, str]]]:
    """The rows the store would take, and of the others: line, column, and why in Chinese and English."""
    good, bad = list(rows), []
    while good:
        with connect(zone, threads=1) as connection:
            report = load(connection, [RowsSource(table_named(table), [row for _, row in good])], zone, judge_only=True)
        found = {row.line - 1: row for one in report.tables for row in one.bad_rows}
        if not found:
            break
        bad += [(good[at][0], row.column, row.sentence("zh"), row.sentence("en")) for at, row in sorted(found.items())]
        good = [row for at, row in enumerate(good) if at not in found]
    return [row for _, row in good], bad


def _linked(there: Path, here: Path) -> None:
    """The same file under another name; a copy where the disk knows no links. Our writers replace files, never edit."""
    try:
        here.hardlink_to(there)
    except OSError:
        shutil.copyfile(there, here)


def _birthday(number: object) -> date | None:
    with suppress(ValueError, TypeError):
        return date(int(str(number)) // 10000, int(str(number)) // 100 % 100, int(str(number)) % 100)
    return None
