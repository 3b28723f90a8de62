"""The preview of a draft on today's people: asked for, worked out in the background, seen."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from lianfang.decisions.preview import preview
from lianfang.domains.audit import public as audit
from lianfang.domains.handbook.errors import NotChecked
from lianfang.domains.handbook.models import PreviewRun, PreviewSeen
from lianfang.domains.handbook.queries.drafts import (
    checked,
    content_of,
    draft_of,
    files_of,
    release_of_draft,
    write_pack,
)
from lianfang.domains.handbook.states import PreviewState
from lianfang.domains.work import public as work
from lianfang.facts.store import FactStore
from lianfang.kernel.actors import Actor
from lianfang.kernel.plain import plain
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import LANGUAGES
from lianfang.policy.model import Pack
from lianfang.policy.packs import read_pack

JOB = "handbook.preview"
Facts = Callable[[], AbstractContextManager[FactStore]]


@transaction.atomic
def ask_for_preview(*, draft_id: int, in_force: Pack, by: Actor, at: datetime) -> PreviewRun:
    """Put the preview of a draft, as it is written now, into the queue. The same question is worked out once.

    Raises NotChecked: what does not pass its check cannot be decided by.
    """
    draft = draft_of(draft_id, by=by, lock=True)
    release = release_of_draft(files_of(draft))
    found = checked(draft, release)
    if found is None or not found.passed:
        raise NotChecked
    same = PreviewRun.objects.filter(draft=draft, release=release, against=in_force.release, at=at)
    run = same.exclude(state=PreviewState.FAILED.value).first()
    if run is None:
        run = PreviewRun.objects.create(
            draft=draft, release=release, against=in_force.release, at=at, asked_by=by.id, asked_at=at
        )
        work.enqueue(JOB, {"preview": run.pk})
        audit.record("handbook.ask_for_preview", subject=str(run), by=by, at=at, area=draft.area)
    return run


def see_preview(*, run: PreviewRun, by: Actor, at: datetime) -> None:
    """Remember that `by` looked at a preview that is done. Kept once."""
    if run.state != PreviewState.DONE.value:
        return
    with transaction.atomic():
        _, new = PreviewSeen.objects.get_or_create(preview=run, by=by.id, defaults={"at": at})
        if new:
            audit.record("handbook.see_preview", subject=str(run), by=by, at=at, area=run.draft.area)


def work_out_preview(*, preview_id: int, in_force: Pack, facts: Facts) -> None:
    """Work a preview out and keep it. May be run again after a kill; a draft that changed since keeps its question."""
    run = PreviewRun.objects.filter(pk=preview_id).exclude(state=PreviewState.DONE.value).first()
    if run is None:
        return
    try:
        result = _worked_out(run, in_force, facts)
    except Refusal as refusal:
        fault = {language: f"{refusal.sentence(language)} {refusal.next_step(language)}" for language in LANGUAGES}
        _told(run, state=PreviewState.FAILED.value, fault=fault)
        return
    _told(run, state=PreviewState.DONE.value, result=result)


def _worked_out(run: PreviewRun, in_force: Pack, facts: Facts) -> object:
    def progress(step: str, people: int) -> None:
        _told(run, state=PreviewState.RUNNING.value, step=step, people=people)

    progress("reading", 0)
    with TemporaryDirectory(prefix="lianfang-preview-") as folder, facts() as store:
        draft = read_pack(write_pack(Path(folder), content_of(files_of(run.draft))))
        return plain(preview(draft, in_force, store, at=run.at, progress=progress))


def _told(run: PreviewRun, **values: object) -> None:
    PreviewRun.objects.filter(pk=run.pk).update(**values)
