"""Attachments: taken by what they are, kept outside the store and the web's folders, fetched by one door."""

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from tempfile import NamedTemporaryFile
from urllib.parse import quote

from django.conf import settings
from django.db import transaction

from lianfang.domains.audit import public as audit
from lianfang.domains.casework.commands.steps import locked, room_of, write
from lianfang.domains.casework.errors import FileNotReady, FileRefused
from lianfang.domains.casework.models import Attachment
from lianfang.domains.casework.queries.visible import matter_for
from lianfang.domains.casework.states import Scan
from lianfang.domains.casework.states.files import content_of, name_of
from lianfang.domains.work import public as work
from lianfang.kernel.actors import Actor
from lianfang.kernel.refusals import NoSuch
from lianfang.kernel.words import Words

SCAN = "casework.scan"
MOST_MB = 10
MOST_BYTES = MOST_MB * 2**20
SCAN_WITHIN = 120  # seconds
EMPTY, TOO_LARGE = Words("是空的", "it is empty"), Words("太大", "it is too large")
NOT_YET = Words("还没有经过病毒扫描", "the scanner has not looked at it yet")
HARMFUL = Words("扫描认定有害", "the scanner found it harmful")
CHANGED = Words("内容缺失或在磁盘上被改动", "its content is missing or was changed on the disk")


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file on its way to somebody: its name, its type, its content."""

    name: str
    type: str
    data: bytes


@transaction.atomic
def attach(*, matter_id: int, name: str, data: bytes, by: Actor, at: datetime) -> Attachment:
    """Add a file to a matter. Raises FileRefused by what it is, whatever its name says.

    The content is on the disk before the row is; a file whose row was undone is nobody's and is never served.
    """
    matter = locked(matter_id, by=by, seen=None)
    content = EMPTY if not data else TOO_LARGE if len(data) > MOST_BYTES else content_of(data)
    if isinstance(content, Words):
        raise FileRefused(why=content, most=MOST_MB)
    stored = token_hex(24)
    _put(_place(stored), data)
    attachment = Attachment.objects.create(
        matter=matter, name=name_of(name, content), type=content.type, size=len(data), sha256=sha256(data).hexdigest(),
        stored=stored, scan=Scan.WAITING if _scanner() else Scan.NOT_SCANNED, at=at, by=by.id,
    )  # fmt: skip
    if _scanner():
        work.enqueue(SCAN, {"attachment": attachment.pk})
    write(matter, "attach", by=by, at=at, name=attachment.name, attachment=attachment.pk)
    return attachment


@transaction.atomic
def fetch(*, matter_id: int, attachment_id: int, by: Actor, at: datetime) -> Fetched:
    """A file, for somebody who may see its matter; on the record. Raises NoSuch, FileNotReady."""
    matter = matter_for(matter_id, by=by)
    attachment = Attachment.objects.filter(pk=attachment_id, matter=matter).first()
    if attachment is None:
        raise NoSuch(what=Words("附件", "attachment"), id=attachment_id)
    if attachment.scan in {Scan.WAITING, Scan.REFUSED}:
        waiting = attachment.scan == Scan.WAITING
        raise FileNotReady(why=NOT_YET if waiting else HARMFUL)
    try:
        data = _place(attachment.stored).read_bytes()
    except OSError:
        data = b""
    if sha256(data).hexdigest() != attachment.sha256:
        raise FileNotReady(why=CHANGED)
    audit.record(f"{room_of(matter)}.fetch", subject=str(attachment), by=by, at=at, area=matter.area)
    return Fetched(attachment.name, attachment.type, data)


def disposition(name: str) -> str:
    """The header that lets a browser save a file under its name, whatever script that is written in (RFC 6266)."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def scan_attachment(attachment_id: int) -> None:
    """Ask the scanner (setting `scan_command`): 0 is clean, 1 harmful; anything else is tried again later."""
    attachment = Attachment.objects.filter(pk=attachment_id, scan=Scan.WAITING).first()
    if attachment is None:
        return
    place = _place(attachment.stored)
    command = [*_scanner(), str(place)]
    ran = subprocess.run(command, capture_output=True, timeout=SCAN_WITHIN, check=False)  # noqa: S603 — the operator's own
    if ran.returncode not in {0, 1}:
        raise RuntimeError("the scanner could not say")
    verdict = Scan.REFUSED if ran.returncode else Scan.CLEAN
    Attachment.objects.filter(pk=attachment_id).update(scan=verdict)
    if verdict is Scan.REFUSED:
        place.unlink(missing_ok=True)


def _scanner() -> Sequence[str]:
    return settings.CONFIG.scan_command


def _place(stored: str) -> Path:
    folder: Path = settings.CONFIG.data_dir.resolve() / "attachments" / stored[:2]
    return folder / stored


def _put(place: Path, data: bytes) -> None:
    """Whole or not at all, for the platform's own user only."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=place.parent, prefix=".new-", delete=False) as new:
        try:
            new.write(data)
            new.flush()
            os.fsync(new.fileno())
            Path(new.name).replace(place)
        except OSError:
            Path(new.name).unlink(missing_ok=True)
            raise
