"""The check of a draft, once for each content."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from lianfang.domains.audit import public as audit
from lianfang.domains.handbook.models import CheckRun
from lianfang.domains.handbook.queries.drafts import (
    Checked,
    FaultRow,
    checked,
    content_of,
    draft_of,
    files_of,
    release_of_draft,
    write_pack,
)
from lianfang.kernel.actors import Actor
from lianfang.policy.checks import CheckReport, check
from lianfang.policy.packs import NO_PACK_FILE, NoPack


def check_draft(*, draft_id: int, by: Actor, at: datetime) -> Checked:
    """Check a draft as it is written now: a few seconds; at once when this content was checked before."""
    draft = draft_of(draft_id, by=by)
    files = files_of(draft)
    release = release_of_draft(files)
    if (known := checked(draft, release)) is not None:
        return known
    with TemporaryDirectory(prefix="lianfang-draft-") as folder:
        report = _report(write_pack(Path(folder), content_of(files)))
    with transaction.atomic():
        CheckRun.objects.get_or_create(
            draft=draft,
            release=release,
            defaults={
                "at": at,
                "faults": [FaultRow.of(fault).stored() for fault in report.faults],
                "notes": [FaultRow.of(note).stored() for note in report.notes],
                "cases": report.cases,
                "boundaries": report.boundaries,
                "covered": report.covered,
            },
        )
        audit.record("handbook.check_draft", subject=f"{draft} {release}", by=by, at=at, area=draft.area)
    found = checked(draft, release)
    assert found is not None
    return found


def _report(folder: Path) -> CheckReport:
    try:
        return check(folder)
    except NoPack:
        return CheckReport((NO_PACK_FILE,))
