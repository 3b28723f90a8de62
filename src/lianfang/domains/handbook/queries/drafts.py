"""Everything that reads drafts. Each says how many queries it makes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import unified_diff
from pathlib import Path, PurePath, PurePosixPath
from typing import Any

from django.db.models import F, Max, OuterRef, Q, Subquery

from lianfang.domains.handbook.models import CheckRun, Draft, FileVersion, PreviewRun, PreviewSeen
from lianfang.domains.handbook.states import DraftState
from lianfang.kernel.actors import Actor
from lianfang.kernel.refusals import NoSuch
from lianfang.kernel.words import Words
from lianfang.policy.faults import Fault
from lianfang.policy.packs import release_of_files

SEE = "handbook.drafts"
PAGE, FEW = 50, 8
ROW = ("id", "title", "state", "author", "opened_at", "saved_at")
CONTEXT = 3  # lines around a change


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft in the list."""

    id: int
    title: str
    state: DraftState
    author: str
    opened_at: datetime
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of a draft as it stands now. `first`: the text is that of the release it was begun from."""

    path: str
    number: int
    text: str
    gone: bool
    saved_at: datetime
    saved_by: str

    @property
    def first(self) -> bool:
        """Whether nobody changed it since the draft was begun."""
        return self.number == 0


@dataclass(frozen=True, slots=True)
class FaultRow:
    """Something wrong, as it was found."""

    path: str
    line: int
    says: Words
    suggestion: Words

    @classmethod
    def of(cls, fault: Fault) -> "FaultRow":
        """A fault of a pack."""
        return cls(fault.place.file, fault.place.line, fault.says, fault.suggestion)

    def stored(self) -> list[object]:
        """As one JSON list."""
        return [self.path, self.line, self.says.zh, self.says.en, self.suggestion.zh, self.suggestion.en]


def fault_stored(row: list[Any]) -> FaultRow:
    """What FaultRow.stored wrote."""
    path, line, zh, en, more_zh, more_en = row
    return FaultRow(path, line, Words(zh, en), Words(more_zh, more_en))


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check of one content found."""

    at: datetime
    faults: tuple[FaultRow, ...]
    notes: tuple[FaultRow, ...]
    cases: int
    boundaries: int
    covered: int

    @property
    def passed(self) -> bool:
        """Whether it may be handed in."""
        return not self.faults


def drafts(*, by: Actor, before: tuple[datetime, int] | None = None) -> list[DraftRow]:
    """The drafts `by` may see, the last saved first, at most PAGE; `before`: (saved_at, id) of one. One query."""
    seen = Draft.objects.filter(_within(by))
    if before is not None:
        at, number = before
        seen = seen.filter(Q(saved_at__lt=at) | Q(saved_at=at, id__lt=number))
    rows = seen.order_by("-saved_at", "-id").values_list(*ROW)[:PAGE]
    return [DraftRow(pk, title, DraftState(state), *rest) for pk, title, state, *rest in rows]


def drafts_for(by: Actor) -> list[DraftRow]:
    """What waits for `by`: drafts to sign for those who sign, drafts being written for those who write. One query."""
    states = {"sign": DraftState.HANDED_IN, "write": DraftState.WRITING}
    wanted = Q(pk__in=[])
    for verb, state in states.items():
        for area in by.areas(f"handbook.{verb}"):
            wanted |= Q(state=state.value, area__startswith=area)
    rows = Draft.objects.filter(_within(by) & wanted).order_by("-saved_at", "-id").values_list(*ROW)[:FEW]
    return [DraftRow(pk, title, DraftState(state), *rest) for pk, title, state, *rest in rows]


def draft_of(draft_id: int, *, by: Actor, lock: bool = False) -> Draft:
    """The draft; out of the reader's area it does not exist (NoSuch). One query."""
    found = Draft.objects.select_for_update() if lock else Draft.objects
    draft = found.filter(_within(by), pk=draft_id).first()
    if draft is None:
        raise NoSuch(what="draft", id=draft_id)
    return draft


def files_of(draft: Draft) -> dict[str, FileRow]:
    """The files of a draft as they stand now, those taken out included, by path. One query."""
    newest = FileVersion.objects.filter(draft=draft, path=OuterRef("path")).values("path").annotate(n=Max("number"))
    rows = FileVersion.objects.filter(draft=draft).annotate(newest=Subquery(newest.values("n")))
    fields = ("path", "number", "text", "gone", "saved_at", "saved_by")
    found = rows.filter(number=F("newest")).order_by("path").values_list(*fields)
    return {row[0]: FileRow(*row) for row in found}


def history_of(draft: Draft, path: str) -> list[FileRow]:
    """Every version of one file, the newest first. One query."""
    fields = ("path", "number", "text", "gone", "saved_at", "saved_by")
    found = FileVersion.objects.filter(draft=draft, path=path).order_by("-number").values_list(*fields)
    return [FileRow(*row) for row in found]


def content_of(files: Mapping[str, FileRow]) -> dict[PurePath, bytes]:
    """The pack that the files make."""
    return {PurePosixPath(row.path): row.text.encode() for row in files.values() if not row.gone}


def write_pack(folder: Path, files: Mapping[PurePath, bytes]) -> Path:
    """The pack as a folder, for those who read folders."""
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder


def release_of_draft(files: Mapping[str, FileRow]) -> str:
    """The hash that names the content, as a release has it."""
    return release_of_files(content_of(files))


def checked(draft: Draft, release: str) -> Checked | None:
    """What the check of this content found; None when it was not checked yet. One query."""
    run = CheckRun.objects.filter(draft=draft, release=release).first()
    if run is None:
        return None
    faults, notes = (tuple(map(fault_stored, rows)) for rows in (run.faults, run.notes))
    return Checked(run.at, faults, notes, run.cases, run.boundaries, run.covered)


def difference(old: str, new: str) -> list[tuple[str, str]]:
    """The lines that differ, with some around them: (sign, text); sign is "+", "-", " " or "@" for where they stand."""
    lines = unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=CONTEXT)
    return [(line[0], line[1:]) for line in lines if not line.startswith(("---", "+++"))]


def _within(by: Actor) -> Q:
    """A filter for the areas in which drafts may be seen; nothing at all without the right."""
    by.must_somewhere(SEE)
    where = Q(pk__in=[])
    for area in by.areas(SEE):
        where |= Q(area__startswith=area)
    return where


def newest_preview(draft: Draft, release: str) -> PreviewRun | None:
    """The last preview that was asked for of this content. One query."""
    return PreviewRun.objects.filter(draft=draft, release=release).select_related("draft").order_by("-id").first()


def has_seen(draft: Draft, release: str, *, by: Actor) -> bool:
    """Whether somebody looked at a preview of this content that was done. One query."""
    return PreviewSeen.objects.filter(preview__draft=draft, preview__release=release, by=by.id).exists()


def writers_of(draft: Draft) -> frozenset[str]:
    """Everyone who wrote on a draft, began it or handed it in. One query."""
    saved = FileVersion.objects.filter(draft=draft).values_list("saved_by", flat=True).distinct()
    return frozenset(saved) | {draft.author, draft.handed_in_by} - {""}
