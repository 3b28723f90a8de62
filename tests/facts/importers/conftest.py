"""What the tests of imports share: a way to import files as the command does, and to read the tables back."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from lianfang.facts.importers.kinds import Settings, kind_named
from lianfang.facts.importers.report import ImportReport
from lianfang.facts.importers.run import run_import
from lianfang.kernel.areas import register
from lianfang.kernel.clock import CITY_ZONE

IMPORTED_AT = datetime(2021, 8, 11, 4, tzinfo=UTC)

Importing = Callable[..., ImportReport]
Rows = Callable[[str], list[Mapping[str, object]]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of facts that is imported into."""
    return tmp_path / "facts"


@pytest.fixture
def importing(folder: Path) -> Importing:
    """importing(kind, *paths, **options): what `lianfang facts import` does."""

    def run(kind: str, *paths: Path, **options: object) -> ImportReport:
        strict = bool(options.pop("strict", False))
        settings = Settings(register=register(), zone=CITY_ZONE, **options)  # type: ignore[arg-type]
        return run_import(kind_named(kind), paths, into=folder, settings=settings, at=IMPORTED_AT, strict=strict)

    return run


@pytest.fixture
def rows(folder: Path) -> Rows:
    """rows(table): the rows of a table in the folder, in order; times in the city's zone."""

    def read(table: str) -> list[Mapping[str, object]]:
        path = folder / f"{table}.parquet"
        if not path.exists():
            return []
        found = pq.read_table(path).to_pylist()
        return sorted((_in_zone(row) for row in found), key=lambda row: [str(cell) for cell in row.values()])

    return read


def _in_zone(row: Mapping[str, object]) -> Mapping[str, object]:
    return {name: cell.astimezone(CITY_ZONE) if isinstance(cell, datetime) else cell for name, cell in row.items()}


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """written(name, content): a file made for the test."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def bytes_of(folder: Path) -> Callable[[], Mapping[str, bytes]]:
    """bytes_of(): everything in the folder."""
    return lambda: {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
