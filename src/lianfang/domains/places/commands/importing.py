"""Lists on their way in: kept as they came, looked at, then taken (the good lines) or dropped. Lessons 14."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from secrets import token_hex

from django.db import transaction

from lianfang.domains.audit import public as audit
from lianfang.domains.places.commands.changing import correct_place, rename_place
from lianfang.domains.places.commands.many import NewPlace, open_many
from lianfang.domains.places.models import Batch
from lianfang.domains.places.queries.judging import COLUMNS, MOST_LINES, Judged, Verdict, counts, judged
from lianfang.domains.places.states import BATCH, MANAGE
from lianfang.facts.importers.sheets import read_sheet
from lianfang.kernel.actors import Actor
from lianfang.kernel.refusals import NoSuch
from lianfang.kernel.words import Words

LONGEST_NAME = 120


@transaction.atomic
def stage_list(*, file: str, data: bytes, by: Actor, at: datetime) -> Batch:
    """Keep a list to be looked at; no place is changed. Raises what reading a list raises (facts.importers.sheets)."""
    by.must_somewhere(MANAGE)
    sheet = read_sheet(data, file=file[:LONGEST_NAME], columns=COLUMNS, most=MOST_LINES)
    batch = Batch.objects.create(
        token=token_hex(8),
        file=file[:LONGEST_NAME],
        digest=sha256(data).hexdigest(),
        content=data,
        lines=len(sheet.lines),
        made_at=at,
        made_by=by.id,
    )
    audit.record("places.stage_list", subject=str(batch), by=by, at=at)
    return batch


@transaction.atomic
def apply_list(*, token: str, by: Actor, at: datetime) -> Batch:
    """Take the good lines of a staged list; the others are in its report. The same list again changes nothing."""
    batch = _moved(token, "apply", by=by, at=at)
    sheet = read_sheet(bytes(batch.content), file=batch.file, columns=COLUMNS, most=MOST_LINES)
    lines = judged(sheet, by=by)
    new = [NewPlace(one.code, one.kind, one.area, one.details) for one in lines if one.verdict is Verdict.NEW]
    open_many(new, by=by, at=at)
    for one in lines:
        if one.verdict is Verdict.CHANGED:
            _put_right(one, batch, by=by, at=at)
    batch.report = _report(lines)
    return _ended(batch, "apply", by=by, at=at)


@transaction.atomic
def drop_list(*, token: str, by: Actor, at: datetime) -> Batch:
    """Forget a staged list; nothing of it is taken."""
    return _ended(_moved(token, "drop", by=by, at=at), "drop", by=by, at=at)


def _put_right(one: Judged, batch: Batch, *, by: Actor, at: datetime) -> None:
    reason = str(batch)
    rename_place(code=one.code, name=one.details.name, name_en=one.details.name_en, reason=reason, by=by, at=at)
    correct_place(code=one.code, details=one.details, reason=reason, by=by, at=at)


def _moved(token: str, verb: str, *, by: Actor, at: datetime) -> Batch:
    """A list is its maker's own: for anybody else there is none."""
    by.must_somewhere(BATCH.permission(verb))
    batch = Batch.objects.select_for_update().filter(token=token, made_by=by.id).first()
    if batch is None:
        raise NoSuch(what=Words("名单", "list"), id=token)
    batch.state = BATCH.move(batch.state, verb, what=str(batch)).target.value
    batch.ended_at, batch.ended_by = at, by.id
    return batch


def _ended(batch: Batch, verb: str, *, by: Actor, at: datetime) -> Batch:
    batch.content = b""
    batch.save()
    audit.record(f"places.{verb}_list", subject=str(batch), by=by, at=at)
    return batch


def _report(lines: Sequence[Judged]) -> dict[str, object]:
    bad = [
        {"line": one.line, "name": one.name, "column": one.column, "zh": one.why.zh, "en": one.why.en}
        for one in lines
        if one.why is not None
    ]
    return {**{verdict.value: number for verdict, number in counts(lines).items()}, "bad_lines": bad}
