"""What is written down about every read of another's personal data and every change. Pseudonyms only.

The kernel knows the shape of an entry and of the place it goes; who keeps it, and proves that it was not edited,
is decided above.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

PSEUDONYM = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._:/#@=-]{0,199}")
AREA = re.compile(r"[0-9]{2,12}")
# A mobile number or a resident identity number, alone or inside a longer text.
IDENTIFIES = re.compile(r"(?<![0-9A-Za-z])(?:1[3-9][0-9]{9}|[0-9]{17}[0-9Xx])(?![0-9A-Za-z])")


class AuditMissing(Refusal):
    code = "audit-missing"
    says = Words(
        "没有连上审计日志时，任何读取或改动个人数据的操作都不会运行。",
        "Nothing that reads or changes people's data runs without an audit log, and none is connected.",
    )
    remedy = Words(
        "请连上审计日志，重新启动平台；在此之前平台保持关闭。",
        "Connect an audit log and start the platform again; until then it stays closed.",
    )
    status = 503


@dataclass(frozen=True, slots=True)
class Entry:
    """Who did what to what, when, where and why.

    `what` is room and verb (`hotline.answer`); `by` and `subject` are pseudonyms; `area` a GB/T 2260 code or empty.
    Raises ValueError, without repeating the value, for anything that looks like a name or a number of a person, and
    for a time without a zone.
    """

    what: str
    subject: str
    by: str
    at: datetime
    area: str = ""
    purpose: str = ""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("an audit entry's time needs a zone")
        for name in ("what", "subject", "by"):
            if not _is_pseudonym(getattr(self, name)):
                raise ValueError(
                    f"an audit entry's {name} must be a pseudonym: plain ASCII, no phone or identity number"
                )
        if self.area and not AREA.fullmatch(self.area):
            raise ValueError("an audit entry's area must be the digits of a GB/T 2260 code")
        if IDENTIFIES.search(self.purpose):
            raise ValueError("an audit entry's purpose must not name a phone or identity number")


class Sink(Protocol):
    """Where entries go. It returns only when the entry is kept; it raises when it cannot keep it."""

    def record(self, entry: Entry) -> None:
        """Keep `entry`."""


@dataclass
class MemorySink:
    """Keeps entries in memory, in order. For tests and rehearsals."""

    entries: list[Entry] = field(default_factory=list)

    def record(self, entry: Entry) -> None:
        self.entries.append(entry)


def connected(sink: Sink | None) -> Sink:
    """The sink, or a refusal (AuditMissing): there is no way to run without one."""
    if sink is None:
        raise AuditMissing
    return sink


def _is_pseudonym(text: object) -> bool:
    return isinstance(text, str) and PSEUDONYM.fullmatch(text) is not None and not IDENTIFIES.search(text)
