"""A watched folder: a file put there is taken into the lake, and what could not be read is said beside it.

`inbox/SOURCE/TABLE.csv` (or .parquet, or TABLE-anything.csv) holds rows of TABLE that SOURCE says. A file still being
written has a name that begins with a dot or ends in .part.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from pathlib import Path

from lianfang.facts.lake.judging import Delivery
from lianfang.facts.lake.writer import Receipt
from lianfang.facts.schemas import TABLES
from lianfang.kernel.refusals import Refusal

SUFFIXES = (".csv", ".parquet")
RECEIVED, REFUSED = ".received.txt", ".refused.txt"


@dataclass
class Inbox:
    """The folder. A file that was refused waits, unread, until it changes."""

    folder: Path
    _refused: dict[Path, int] = field(default_factory=dict)

    def deliveries(self) -> Iterator[tuple[Path, Delivery]]:
        """The files there are, oldest first, each as a delivery."""
        with suppress(OSError):
            found = [path for path in self.folder.glob("*/*") if path.suffix.lower() in SUFFIXES and _whole(path)]
            for path in sorted(found, key=lambda each: (each.stat().st_mtime_ns, each.name)):
                if self._refused.get(path) == path.stat().st_mtime_ns:
                    continue
                table = path.name.partition(".")[0].partition("-")[0]
                with path.open("rb") as file:
                    digest = file_digest(file, "sha256").hexdigest()
                yield path, Delivery(table, path, path.parent.name, f"file {digest}")

    def received(self, path: Path, receipt: Receipt) -> None:
        """The file's good rows are in the lake: it goes, and a report stands in its place."""
        lines = [f"{receipt.rows} rows, {receipt.rejected} left out, received at {receipt.received_at.isoformat()}"]
        if not receipt.new:
            lines = ["These very rows were received before; nothing was changed."]
        lines += [f"{row.sentence('en')} / {row.sentence('zh')}" for row in receipt.bad_rows]
        if not receipt.rejected:
            path.unlink(missing_ok=True)
        else:
            path.rename(path.with_name(f"{path.name}.left-out"))
        _say(path, RECEIVED, lines)

    def refused(self, path: Path, refusal: Refusal) -> None:
        """The file could not be read at all: it stays, with the reason beside it."""
        with suppress(OSError):
            self._refused[path] = path.stat().st_mtime_ns
            _say(path, REFUSED, [str(refusal), refusal.next_step(), f"Tables: {', '.join(TABLES)}"])


def _whole(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(".")


def _say(path: Path, suffix: str, lines: list[str]) -> None:
    part = path.with_name(f".{path.name}{suffix}.part")
    part.write_text("\n".join(lines) + "\n", encoding="utf-8")
    part.replace(path.with_name(path.name + suffix))


def set_aside(lake: Path, receipt: Receipt) -> None:
    """Keep the rows of a delivery that were left out, with their reasons, in the lake's folder `rejected`."""
    place = lake / "rejected"
    place.mkdir(exist_ok=True)
    rows = [{"row": dict(row.row), "says": row.sentence("en"), "zh": row.sentence("zh")} for row in receipt.bad_rows]
    told = {"batch": receipt.batch, "table": receipt.table, "left_out": receipt.rejected, "rows": rows}
    name = f"{sha256(f'{receipt.table} {receipt.batch}'.encode()).hexdigest()[:32]}.json"
    part = place / f".{name}.part"
    part.write_text(json.dumps(told, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8")
    part.replace(place / name)
