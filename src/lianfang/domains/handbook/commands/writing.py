"""Writing a draft: begun from the policy in force, saved version by version, uploaded whole."""

import re
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from django.db import transaction

from lianfang.domains.audit import public as audit
from lianfang.domains.handbook.errors import NotAFileOfAPack, NotUploaded, SomebodySaved, TextTooLong
from lianfang.domains.handbook.models import Draft, FileVersion
from lianfang.domains.handbook.queries.drafts import draft_of, files_of
from lianfang.domains.handbook.states import DRAFT
from lianfang.kernel.actors import Actor
from lianfang.policy.model import Pack
from lianfang.policy.reading.folder import MOST_BYTES, MOST_FILES
from lianfang.policy.yaml_files import LARGEST

NAME = r"[a-z0-9][a-z0-9_-]{0,80}"
PLACES = re.compile(
    rf"NOTES\.md|(?:pack|notices|duties)\.yaml|(?:values|facts|schedules|checklists|cases)/{NAME}\.yaml"
    rf"|measures/{NAME}/(?:measure|rules|questions)\.yaml"
)


@transaction.atomic
def open_draft(*, title: str, pack: Pack, by: Actor, at: datetime) -> Draft:
    """Begin a draft from a policy: every file of it becomes version 0."""
    area = pack.jurisdiction
    by.must(DRAFT.permission("write"), area=area)
    draft = Draft.objects.create(
        title=title.strip()[:120], area=area, based_on=pack.release, author=by.id, opened_at=at, saved_at=at
    )
    texts = _texts_in(Path(pack.root))
    FileVersion.objects.bulk_create(
        FileVersion(draft=draft, path=path, number=0, text=text, saved_at=at, saved_by=by.id)
        for path, text in texts.items()
    )
    audit.record("handbook.open_draft", subject=str(draft), by=by, at=at, area=area)
    return draft


@transaction.atomic
def save_file(*, draft_id: int, path: str, text: str, seen: int | None, by: Actor, at: datetime) -> FileVersion:
    """Save one file as a new version. `seen` is the version the writer began from; None for a file that is new.

    Raises NotAFileOfAPack, TextTooLong, SomebodySaved, MoveNotAllowed.
    """
    draft = _draft_to_write(draft_id, by)
    text = _acceptable(path, text)
    newest = FileVersion.objects.filter(draft=draft, path=path).order_by("-number").first()
    if newest is not None and newest.number != seen:
        raise SomebodySaved(path=path, number=newest.number, seen=seen if seen is not None else "none")
    if newest is not None and not newest.gone and newest.text == text:
        return newest
    return _save(draft, path, text, number=_next(newest), by=by, at=at)


@transaction.atomic
def take_out_file(*, draft_id: int, path: str, by: Actor, at: datetime) -> FileVersion:
    """Take a file out of a draft. Its earlier versions stay."""
    draft = _draft_to_write(draft_id, by)
    newest = FileVersion.objects.filter(draft=draft, path=path).order_by("-number").first()
    if newest is None:
        raise NotAFileOfAPack(path=path)
    if newest.gone:
        return newest
    return _save(draft, path, "", number=newest.number + 1, by=by, at=at, gone=True)


@transaction.atomic
def upload_files(*, draft_id: int, name: str, content: bytes, by: Actor, at: datetime) -> int:
    """Save every file of an upload: one ZIP archive of a pack's folder. Whole or not at all; gives how many changed.

    Files of the draft that the archive lacks are taken out. Raises NotUploaded, NotAFileOfAPack, TextTooLong.
    """
    draft = _draft_to_write(draft_id, by)
    texts = {path: _acceptable(path, text) for path, text in _unpacked(name, content).items()}
    now, changed = files_of(draft), 0
    for path, text in texts.items():
        held = now.get(path)
        if held is None or held.gone or held.text != text:
            _save(draft, path, text, number=held.number + 1 if held else 1, by=by, at=at)
            changed += 1
    for path, held in now.items():
        if path not in texts and not held.gone:
            _save(draft, path, "", number=held.number + 1, by=by, at=at, gone=True)
            changed += 1
    return changed


def _draft_to_write(draft_id: int, by: Actor) -> Draft:
    by.must_somewhere(DRAFT.permission("write"))
    draft = draft_of(draft_id, by=by, lock=True)
    by.must(DRAFT.permission("write"), area=draft.area)
    DRAFT.move(draft.state, "write", what=str(draft))
    return draft


def _save(
    draft: Draft, path: str, text: str, *, number: int, by: Actor, at: datetime, gone: bool = False
) -> FileVersion:
    saved = FileVersion.objects.create(
        draft=draft, path=path, number=number, text=text, gone=gone, saved_at=at, saved_by=by.id
    )
    draft.saved_at = at
    draft.save(update_fields=["saved_at"])
    verb = "take_out_file" if gone else "save_file"
    audit.record(f"handbook.{verb}", subject=f"{draft} {path} version {number}", by=by, at=at, area=draft.area)
    return saved


def _next(newest: FileVersion | None) -> int:
    return newest.number + 1 if newest is not None else 1


def _acceptable(path: str, text: str) -> str:
    """The text with plain line ends, when the pack has a place for it and it is not too long."""
    if not PLACES.fullmatch(path):
        raise NotAFileOfAPack(path=path[:200])
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if (size := len(plain.encode())) > LARGEST:
        raise TextTooLong(path=path, size=size, most=LARGEST)
    return plain


def _texts_in(root: Path) -> Mapping[str, str]:
    paths = sorted(path for path in root.rglob("*") if path.is_file())
    named = ((path.relative_to(root).as_posix(), path) for path in paths)
    return {name: path.read_text(encoding="utf-8") for name, path in named if PLACES.fullmatch(name)}


def _unpacked(name: str, content: bytes) -> Mapping[str, str]:
    """The YAML files and notes in an archive, without the folder they all stand in. Bounded before it is inflated."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            if len(members) > MOST_FILES or sum(info.file_size for info in members) > MOST_BYTES:
                raise NotUploaded(why="it is far larger than a policy is")
            wanted = [info for info in members if info.filename.endswith((".yaml", ".md"))]
            read = {info.filename: archive.read(info)[: info.file_size].decode("utf-8-sig") for info in wanted}
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise NotUploaded(why=f"{name[:80]} is not a ZIP archive that can be opened") from error
    except UnicodeDecodeError:
        raise NotUploaded(why="a file in it is not UTF-8") from None
    top = next((path.removesuffix("pack.yaml") for path in sorted(read, key=len) if path.endswith("pack.yaml")), None)
    if top is None:
        raise NotUploaded(why="there is no pack.yaml in it")
    return {path.removeprefix(top): text for path, text in read.items() if path.startswith(top)}
