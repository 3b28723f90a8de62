"""One matter as somebody may see it, and the lists they keep."""

from dataclasses import dataclass
from datetime import datetime

from lianfang.domains.casework.models import Attachment, Line, Matter, SavedList
from lianfang.domains.casework.queries.lists import Asked
from lianfang.domains.casework.queries.visible import matter_for, may, verbs_for
from lianfang.domains.casework.states import Kind, Scan, kind_of
from lianfang.kernel.actors import Actor

LINES = 300


@dataclass(frozen=True, slots=True)
class AttachmentShown:
    """An attached file, without where it lies."""

    id: int
    name: str
    size: int
    scan: Scan
    at: datetime
    by: str

    @property
    def is_ready(self) -> bool:
        """Whether it can be fetched."""
        return self.scan in {Scan.CLEAN, Scan.NOT_SCANNED}


@dataclass(frozen=True, slots=True)
class MatterShown:
    """A matter with its timeline (the newest first, at most 300 lines), its files, and what one can do with it."""

    matter: Matter
    kind: Kind
    is_late: bool
    lines: tuple[Line, ...]
    attachments: tuple[AttachmentShown, ...]
    verbs: tuple[str, ...]
    may_assign: bool


def matter(matter_id: int, *, by: Actor, at: datetime) -> MatterShown:
    """The matter, or NoSuch when `by` may not see it. Three queries."""
    found = matter_for(matter_id, by=by)
    kind = kind_of(found.kind)
    files = Attachment.objects.filter(matter=found).order_by("pk").values_list("pk", "name", "size", "scan", "at", "by")
    return MatterShown(
        matter=found,
        kind=kind,
        is_late=found.is_late(at),
        lines=tuple(Line.objects.filter(matter=found).order_by("-pk")[:LINES]),
        attachments=tuple(AttachmentShown(pk, name, size, Scan(scan), *rest) for pk, name, size, scan, *rest in files),
        verbs=verbs_for(found, kind, by=by),
        may_assign=found.closed_at is None and may(by, kind.assigns, found, asks=False),
    )


@dataclass(frozen=True, slots=True)
class KeptList:
    """A list somebody keeps."""

    id: int
    name: str
    asked: Asked


def kept_lists(*, by: Actor) -> tuple[KeptList, ...]:
    """The lists `by` keeps, by name. One query."""
    rows = SavedList.objects.filter(owner=by.id).order_by("name").values_list("pk", "name", "asked")
    return tuple(KeptList(pk, name, Asked.read(asked)) for pk, name, asked in rows)
