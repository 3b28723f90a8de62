"""A part of the log for somebody outside: one signed JSON document, which they check with the public key alone."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lianfang.kernel.heads import Ends
from lianfang.kernel.ledger import Act, seal_of
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.signed import NotSigned, opened, signed
from lianfang.kernel.words import Words

KIND = "lianfang.audit.export"


class NotAnExport(Refusal):
    code = "not-an-audit-export"
    says = Words(
        "{file} 不是审计日志的导出文件：{why}。",
        "{file} is not an export of the audit log as this key signed it: {why}.",
    )
    remedy = Words(
        "请在审计日志页面重新导出；导出的是一个 JSON 文件，不能改动。",
        "Ask for the file and the public key again; it is one JSON document, and may not be edited.",
    )


@dataclass(frozen=True, slots=True)
class ExportedRow:
    """A sealed row with the seal `before` it, so that its own can be worked out again."""

    chain: str
    number: int
    before: str
    act: Act
    seal: str


@dataclass(frozen=True, slots=True)
class Export:
    """What was asked for, by whom and when, with the ends of all chains at that time."""

    at: datetime
    by: str
    asked: Mapping[str, str]
    heads: Ends
    rows: tuple[ExportedRow, ...]


def written(export: Export, key: Ed25519PrivateKey) -> str:
    """The document: one line of JSON with its signature."""
    rows = [
        {"chain": row.chain, "number": row.number, "before": row.before, "seal": row.seal, **_plain(row.act)}
        for row in export.rows
    ]
    statement = {
        "kind": KIND,
        "at": export.at.astimezone(UTC).isoformat(),
        "by": export.by,
        "asked": dict(export.asked),
        "heads": {chain: list(end) for chain, end in sorted(export.heads.items())},
        "rows": rows,
    }
    return signed(statement, key)


def read(text: str, key: Ed25519PublicKey, *, file: str) -> Export:
    """The export, when `key` signed it and every row is as it was sealed. Raises NotAnExport, which names the row."""
    try:
        statement = opened(text, key)
        if statement["kind"] != KIND:
            raise NotSigned("it is a statement of another kind")
        export = _export(statement)
    except NotSigned as error:
        raise NotAnExport(file=file, why=error) from None
    except (KeyError, TypeError, ValueError):
        raise NotAnExport(file=file, why="its parts are not those of an export") from None
    for wrong in _wrong_rows(export.rows):
        raise NotAnExport(file=file, why=f"row {wrong.number} of chain {wrong.chain} is not what was sealed")
    return export


def read_file(file: Path, key: Ed25519PublicKey) -> Export:
    """The export in a file. Raises NotAnExport."""
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise NotAnExport(file=file.name, why=error.strerror or type(error).__name__) from None
    return read(text, key, file=file.name)


def _wrong_rows(rows: Iterable[ExportedRow]) -> Iterator[ExportedRow]:
    """Rows whose seal is not their own, or that do not stand on the row before them."""
    seals: dict[tuple[str, int], str] = {}
    for row in sorted(rows, key=lambda row: (row.chain, row.number)):
        stands_on = seals.get((row.chain, row.number - 1), row.before)
        if row.before != stands_on or row.seal != seal_of(
            row.act, before=row.before, chain=row.chain, number=row.number
        ):
            yield row
        seals[row.chain, row.number] = row.seal


def _plain(act: Act) -> dict[str, object]:
    return asdict(act) | {"at": act.at.astimezone(UTC).isoformat(timespec="microseconds")}


def _export(statement: Mapping[str, Any]) -> Export:
    return Export(
        at=datetime.fromisoformat(statement["at"]),
        by=statement["by"],
        asked=statement["asked"],
        heads={chain: (number, seal) for chain, (number, seal) in statement["heads"].items()},
        rows=tuple(_row(row) for row in statement["rows"]),
    )


def _row(row: Mapping[str, Any]) -> ExportedRow:
    fields = ("token", "what", "subject", "by", "area", "purpose")
    act = Act(at=datetime.fromisoformat(row["at"]), **{name: row[name] for name in fields})
    return ExportedRow(row["chain"], row["number"], row["before"], act, row["seal"])
