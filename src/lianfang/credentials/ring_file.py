"""`ring.json`: which keys there are and when each signs. Public halves only; always replaced whole."""

import base64
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from lianfang.credentials.algorithms import PublicKey
from lianfang.credentials.trust import NotAKey, from_spki, kid_of, spki
from lianfang.kernel.reasons import reason
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

RING = "ring.json"


class KeyRingNotWhole(Refusal):
    code = "key-ring-not-whole"
    says = Words("密钥册 {file} 读不出来：{why}。", "The key ring {file} cannot be read: {why}.")
    remedy = Words(
        "请用封存的副本恢复；旁边的私钥没有动。",
        "Restore it from the sealed copy; private keys beside it are not touched.",
    )
    status = 500


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """One key of a ring."""

    kid: bytes
    algorithm: str
    public: PublicKey
    signs_from: datetime
    signs_until: datetime | None = None
    retired: datetime | None = None

    @property
    def open_ended(self) -> bool:
        """Whether no end is set for it yet."""
        return self.retired is None and self.signs_until is None

    def signs_at(self, at: datetime) -> bool:
        """Whether it signs at `at`."""
        return self.retired is None and self.signs_from <= at and (self.signs_until is None or at < self.signs_until)

    def plain(self) -> dict[str, str | None]:
        """As the file has it: texts."""
        return {
            "kid": self.kid.hex(),
            "algorithm": self.algorithm,
            "public": base64.b64encode(spki(self.public)).decode(),
            "signs_from": self.signs_from.isoformat(),
            "signs_until": self.signs_until.isoformat() if self.signs_until else None,
            "retired": self.retired.isoformat() if self.retired else None,
        }


def read_ring(folder: Path) -> list[KeyEntry]:
    """The keys in `folder`, oldest first; none when there is no ring. Raises KeyRingNotWhole."""
    file = folder / RING
    try:
        if not file.exists():
            return []
        return [_entry(told) for told in json.loads(file.read_text(encoding="utf-8"))["keys"]]
    except OSError as error:
        raise KeyRingNotWhole(file=RING, why=reason(error)) from None
    except (ValueError, LookupError, TypeError, AttributeError):
        raise KeyRingNotWhole(file=RING, why=Words("格式不对", "not in its own form")) from None


def write_ring(folder: Path, entries: Sequence[KeyEntry]) -> None:
    """Replace the ring whole."""
    text = json.dumps({"keys": [entry.plain() for entry in entries]}, indent=2) + "\n"
    with NamedTemporaryFile("w", dir=folder, prefix=".new-ring-", delete=False, encoding="utf-8") as new:
        new.write(text)
        new.flush()
        os.fsync(new.fileno())
    Path(new.name).replace(folder / RING)


def _entry(told: Mapping[str, str | None]) -> KeyEntry:
    public = from_spki(base64.b64decode(told["public"] or "", validate=True))
    if kid_of(public).hex() != told["kid"]:
        raise NotAKey("an id that is not its key's")
    return KeyEntry(
        kid=kid_of(public),
        algorithm=told["algorithm"] or "",
        public=public,
        signs_from=datetime.fromisoformat(told["signs_from"] or ""),
        signs_until=datetime.fromisoformat(told["signs_until"]) if told["signs_until"] else None,
        retired=datetime.fromisoformat(told["retired"]) if told["retired"] else None,
    )
