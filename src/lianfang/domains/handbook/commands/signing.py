"""The second signature, and what follows: the release is staged for its minute, or taken back before it.

The signature is committed first, with a piece of work that stages the release. Killed in between, the piece is done at
the next start; a signature without a release decides nothing, a release without a signature cannot be.
"""

from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from lianfang.decisions.releases import ReleaseNotStaged, Releases
from lianfang.domains.audit import public as audit
from lianfang.domains.handbook.errors import NoReason, NotChecked, NotSeen, NotThatMinute, SignedByWriter
from lianfang.domains.handbook.models import Draft, Signature
from lianfang.domains.handbook.queries.drafts import (
    checked,
    content_of,
    draft_of,
    files_of,
    has_seen,
    release_of_draft,
    write_pack,
    writers_of,
)
from lianfang.domains.handbook.states import DRAFT
from lianfang.domains.work import public as work
from lianfang.kernel.actors import Actor
from lianfang.kernel.words import LANGUAGES, Words
from lianfang.policy.model import Pack

JOB = "handbook.publish"
NOTICE = "publication_notice_hours"
PLATFORM = "platform"
NOT_WHOLE = Words("不是整分钟", "it is not a whole minute")
TOO_SOON = Words("至少要提前{hours}小时", "the policy asks for {hours} hours of notice")
PAST = Words("那一分钟已经过去", "that minute has passed")


@transaction.atomic
def sign_draft(
    *, draft_id: int, starts: datetime, emergency: str, in_force: Pack, by: Actor, at: datetime
) -> Signature:
    """Sign a draft that was handed in; it takes force at `starts`. `emergency` (a reason) skips the notice, only that.

    Raises SignedByWriter, NotChecked, NotSeen, NotThatMinute, MoveNotAllowed.
    """
    by.must_somewhere(DRAFT.permission("sign"))
    draft = draft_of(draft_id, by=by, lock=True)
    by.must(DRAFT.permission("sign"), area=draft.area)
    move = DRAFT.move(draft.state, "sign", what=str(draft))
    release = release_of_draft(files_of(draft))
    _must_be_ready(draft, release, by)
    _must_be_in_time(starts, at, in_force, emergency=bool(emergency.strip()))
    signature = Signature.objects.create(
        draft=draft,
        release=release,
        against=in_force.release,
        starts=starts,
        emergency=emergency.strip()[:400],
        signed_by=by.id,
        signed_at=at,
    )
    _set(draft, str(move.target))
    work.enqueue(JOB, {"signature": signature.pk})
    audit.record("handbook.sign", subject=f"{draft} {release}", by=by, at=at, area=draft.area)
    return signature


@transaction.atomic
def withdraw_release(*, draft_id: int, reason: str, releases: Releases, by: Actor, at: datetime) -> Signature:
    """Take back what was published, before its minute. Raises NoReason, ReleaseNotStaged (it is in force by now)."""
    by.must_somewhere(DRAFT.permission("withdraw"))
    draft = draft_of(draft_id, by=by, lock=True)
    by.must(DRAFT.permission("withdraw"), area=draft.area)
    if not reason.strip():
        raise NoReason
    move = DRAFT.move(draft.state, "withdraw", what=str(draft))
    signature = draft.signatures.latest("id")
    releases.withdraw(starts=signature.starts, at=at)
    signature.withdrawn_at, signature.withdrawn_by, signature.withdrawn_for = at, by.id, reason.strip()[:400]
    signature.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_for"])
    _set(draft, str(move.target))
    audit.record("handbook.withdraw", subject=str(draft), by=by, at=at, area=draft.area)
    return signature


def publish_signed(*, signature_id: int, releases: Releases, at: datetime) -> None:
    """Stage what was signed, once. What cannot be staged any more goes back to be signed for another minute."""
    signature = Signature.objects.select_related("draft").get(pk=signature_id)
    if signature.staged_at is not None or signature.fault is not None:
        return
    fault = _staged(signature, releases, at)
    with transaction.atomic():
        draft = Draft.objects.select_for_update().get(pk=signature.draft_id)
        verb = "miss" if fault else "publish"
        _set(draft, str(DRAFT.move(draft.state, verb, what=str(draft)).target))
        signature.staged_at, signature.fault = (None, fault) if fault else (at, None)
        signature.save(update_fields=["staged_at", "fault"])
        audit.record(f"handbook.{verb}", subject=str(draft), by=Actor(PLATFORM), at=at, area=draft.area)


def _staged(signature: Signature, releases: Releases, at: datetime) -> dict[str, str] | None:
    """None when the release stands in the index; otherwise why it cannot, in every language."""
    if any((each.release, each.starts) == (signature.release, signature.starts) for each in releases.all()):
        return None
    try:
        with TemporaryDirectory(prefix="lianfang-release-") as folder:
            pack = write_pack(Path(folder), content_of(files_of(signature.draft)))
            releases.stage(pack, starts=signature.starts, by=signature.signed_by, at=at)
    except ReleaseNotStaged as refused:
        return {language: f"{refused.sentence(language)} {refused.next_step(language)}" for language in LANGUAGES}
    return None


def _must_be_ready(draft: Draft, release: str, by: Actor) -> None:
    """Checked and seen as it is now, and written by others."""
    if by.id in writers_of(draft):
        raise SignedByWriter
    found = checked(draft, release)
    if found is None or not found.passed:
        raise NotChecked
    if not has_seen(draft, release, by=by):
        raise NotSeen


def _must_be_in_time(starts: datetime, at: datetime, in_force: Pack, *, emergency: bool) -> None:
    shown = starts.isoformat(timespec="minutes")
    if starts.second or starts.microsecond:
        raise NotThatMinute(starts=shown, why=NOT_WHOLE)
    if starts <= at:
        raise NotThatMinute(starts=shown, why=PAST)
    hours = notice_hours(in_force, at)
    if not emergency and starts < at + timedelta(hours=hours):
        why = Words(TOO_SOON.zh.format(hours=hours), TOO_SOON.en.format(hours=hours))
        raise NotThatMinute(starts=shown, why=why)


def notice_hours(pack: Pack, at: datetime) -> int:
    """The least notice of a new release, as the policy in force states it; none when it states none."""
    value = pack.values.get(NOTICE)
    step = value.at(at) if value is not None else None
    return int(step.value) if step is not None else 0


def _set(draft: Draft, state: str) -> None:
    draft.state = state
    draft.save(update_fields=["state"])
