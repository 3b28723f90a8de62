"""What was imported into a folder before: `.imports.jsonl`, a line per import, and `.lists.jsonl`, a line per list.

Neither holds names of people; a file is known by its SHA-256.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lianfang.facts.importers.refusals import LedgerDamaged
from lianfang.facts.importers.snapshots import ListedArea, Snapshot

IMPORTS, LISTS = ".imports.jsonl", ".lists.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    """One import of one file."""

    at: datetime
    kind: str
    source: str
    sha256: str
    rows: int
    left_out: int
    tables: Mapping[str, int]

    def as_line(self) -> str:
        """Its line in `.imports.jsonl`; `tables` is how many rows were added, corrected or removed."""
        fields = {
            "at": self.at.isoformat(),
            "kind": self.kind,
            "source": self.source,
            "sha256": self.sha256,
            "rows": self.rows,
            "left_out": self.left_out,
            "tables": dict(sorted(self.tables.items())),
        }
        return json.dumps(fields, ensure_ascii=False)


def imported(folder: Path) -> list[Mapping[str, object]]:
    """The imports recorded in the folder, oldest first. Raises LedgerDamaged."""
    return _lines(folder / IMPORTS)


def snapshots(folder: Path) -> list[Snapshot]:
    """The lists of risk areas recorded in the folder. Raises LedgerDamaged."""
    found = []
    for number, line in enumerate(_lines(folder / LISTS), 1):
        try:
            found.append(_snapshot(line))
        except (KeyError, TypeError, ValueError):
            raise LedgerDamaged(file=LISTS, line=number) from None
    return found


def imports_text(folder: Path, new: Iterable[Entry]) -> str:
    """The whole text of `.imports.jsonl` with the new entries."""
    old = (folder / IMPORTS).read_text("utf-8") if (folder / IMPORTS).exists() else ""
    return old + "".join(entry.as_line() + "\n" for entry in new)


def lists_text(found: Iterable[Snapshot]) -> str:
    """The whole text of `.lists.jsonl`, ordered by source and moment."""
    ordered = sorted(found, key=lambda one: (one.source, one.as_of))
    return "".join(_as_line(snapshot) + "\n" for snapshot in ordered)


def _as_line(snapshot: Snapshot) -> str:
    fields = {
        "source": snapshot.source,
        "as_of": snapshot.as_of.isoformat(),
        "complete": snapshot.complete,
        "areas": sorted([area.area_id, area.name, area.area, area.level] for area in snapshot.areas),
    }
    return json.dumps(fields, ensure_ascii=False)


def _snapshot(line: Mapping[str, object]) -> Snapshot:
    areas = line["areas"]
    if not isinstance(areas, list):
        raise TypeError
    return Snapshot(
        str(line["source"]),
        datetime.fromisoformat(str(line["as_of"])),
        bool(line["complete"]),
        tuple(ListedArea(*map(str, area)) for area in areas),
    )


def _lines(path: Path) -> list[Mapping[str, object]]:
    if not path.exists():
        return []
    try:
        text = path.read_text("utf-8", errors="replace")
    except OSError:
        raise LedgerDamaged(file=path.name, line=1) from None
    found: list[Mapping[str, object]] = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            fields = json.loads(line)
            if not isinstance(fields, dict):
                raise TypeError
        except (ValueError, TypeError, RecursionError):
            raise LedgerDamaged(file=path.name, line=number) from None
        found.append(fields)
    return found
