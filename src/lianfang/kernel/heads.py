"""The signed ends of the log's chains, in files outside the store: what shows that the end of a chain was cut off.

`heads.jsonl` gets a line an hour, which names the hash of the line before it; `latest.json` is replaced each time.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from lianfang.kernel.ledger_key import LedgerKey
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.signed import NotSigned, opened, signed
from lianfang.kernel.words import Words

Ends = Mapping[str, tuple[int, str]]  # chain → number and seal of its last row
EVERY = timedelta(hours=1)
KIND = "lianfang.audit.heads"


class HeadsNotKept(Refusal):
    code = "audit-heads-not-kept"
    says = Words(
        "审计日志的签名链尾不能存入 {folder}：{why}。",
        "The signed heads of the audit log cannot be kept in {folder}: {why}.",
    )
    remedy = Words(
        "请给平台一个可以写入的文件夹（LIANFANG_AUDIT_HEADS）；在此之前平台保持关闭。",
        "Give the platform a folder it may write to (LIANFANG_AUDIT_HEADS); until then it stays closed.",
    )
    status = 503


class HeadsNotOurs(Refusal):
    code = "audit-heads-not-ours"
    says = Words("{file} 第 {line} 行：{why}。", "{file}, line {line}: {why}.")
    remedy = Words(
        "请用封存的副本恢复这个文件和密钥。没有人能说清是谁改的，就按遭到攻击处置。",
        "Restore the file and the key from the sealed copy. If nobody can say who changed them, treat it as an attack.",
    )
    status = 503


@dataclass(frozen=True, slots=True)
class Heads:
    """The files of one installation."""

    folder: Path
    key: LedgerKey

    @property
    def _lines(self) -> Path:
        return self.folder / "heads.jsonl"

    @property
    def _latest(self) -> Path:
        return self.folder / "latest.json"

    def must_be_kept(self) -> None:
        """Refuse (HeadsNotKept, HeadsNotOurs) where heads cannot be written, or are another key's."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=self.folder, prefix=".probe-"):
                pass
        except OSError as error:
            raise HeadsNotKept(folder=self.folder, why=error.strerror or type(error).__name__) from None
        self.latest()

    def latest(self) -> Ends:
        """Where each chain ended at the last sealing; nothing before the first."""
        return _ends(self._latest_statement())

    def keep(self, ends: Ends, *, at: datetime) -> None:
        """Replace `latest.json`, whole or not at all; before that add a line, when the last one is an hour old."""
        last = self._latest_statement()
        lines, line_at, line_hash = last.get("lines", 0), last.get("line_at", ""), last.get("line", "")
        if not line_at or at - datetime.fromisoformat(line_at) >= EVERY:
            lines, line_hash = self._append(ends, at=at)
            line_at = at.isoformat()
        statement = _statement(ends, at) | {"lines": lines, "line_at": line_at, "line": line_hash}
        with NamedTemporaryFile("w", encoding="utf-8", dir=self.folder, prefix=".latest-", delete=False) as new:
            new.write(signed(statement, self.key.private))
            new.flush()
            os.fsync(new.fileno())
        Path(new.name).replace(self._latest)

    def all(self) -> Iterator[Ends]:
        """Every head there is, oldest first. Raises HeadsNotOurs at the first line that was edited or taken away."""
        hashes = [""]
        for number, line in enumerate(self._whole_lines(), start=1):
            statement = self._opened(line.decode(errors="replace"), self._lines, number)
            if statement.get("before") != hashes[-1]:
                raise HeadsNotOurs(file=self._lines.name, line=number, why="the line before it is missing or edited")
            hashes.append(_hash(line))
            yield _ends(statement)
        latest = self._latest_statement()
        if hashes[latest.get("lines", 0) :][:1] != [latest.get("line", "")]:
            raise HeadsNotOurs(file=self._lines.name, line=len(hashes), why="the last lines are missing or edited")
        yield _ends(latest)

    def _append(self, ends: Ends, *, at: datetime) -> tuple[int, str]:
        """Add a line on top of the last whole one (a line torn by a kill is taken away); lines and its hash."""
        lines = self._whole_lines()
        line = signed(_statement(ends, at) | {"before": _hash(lines[-1]) if lines else ""}, self.key.private).encode()
        with self._lines.open("ab") as file:
            file.truncate(sum(len(whole) + 1 for whole in lines))
            file.write(line + b"\n")
            file.flush()
            os.fsync(file.fileno())
        return len(lines) + 1, _hash(line)

    def _whole_lines(self) -> list[bytes]:
        return self._lines.read_bytes().split(b"\n")[:-1] if self._lines.exists() else []

    def _latest_statement(self) -> dict[str, Any]:
        if not self._latest.exists():
            return {}
        return self._opened(self._latest.read_text(encoding="utf-8", errors="replace"), self._latest, 1)

    def _opened(self, text: str, file: Path, line: int) -> dict[str, Any]:
        try:
            statement = opened(text, self.key.private.public_key())
        except NotSigned as error:
            raise HeadsNotOurs(file=file.name, line=line, why=error) from None
        if statement.get("kind") != KIND:
            raise HeadsNotOurs(file=file.name, line=line, why="it is a statement of another kind")
        return statement


def _statement(ends: Ends, at: datetime) -> dict[str, object]:
    return {"kind": KIND, "at": at.isoformat(), "heads": {chain: list(end) for chain, end in sorted(ends.items())}}


def _ends(statement: Mapping[str, Any]) -> Ends:
    return {chain: (number, seal) for chain, (number, seal) in statement.get("heads", {}).items()}


def _hash(line: bytes) -> str:
    return sha256(line).hexdigest()
