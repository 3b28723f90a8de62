"""Lists of people on their way in: sealed as they came, looked at, then taken or dropped. Lessons 14."""

import base64
from collections.abc import Sequence
from datetime import datetime
from secrets import token_hex

from django.db import transaction

from lianfang.domains.audit import public as audit
from lianfang.domains.people.commands.registering import register_person
from lianfang.domains.people.models import Batch, seal_text, vault
from lianfang.domains.people.models.said import BATCH as SEALED_AS
from lianfang.domains.people.queries.batches import LIST, MOST_LINES, lines_of
from lianfang.domains.people.queries.judging import COLUMNS, Judged, counts
from lianfang.domains.people.states import BATCH, IMPORT
from lianfang.facts.importers.sheets import read_sheet
from lianfang.kernel.actors import Actor
from lianfang.kernel.personal import Personal
from lianfang.kernel.refusals import NoSuch
from lianfang.kernel.words import Words

LONGEST_NAME = 120


@transaction.atomic
def stage_list(*, file: str, data: bytes, by: Actor, at: datetime) -> Batch:
    """Keep a list, sealed, to be looked at; nobody is registered. Raises what reading a list raises."""
    by.must_somewhere(IMPORT)
    sheet = read_sheet(data, file=LIST, columns=COLUMNS, most=MOST_LINES)
    text = Personal(base64.b64encode(data).decode())
    batch = Batch.objects.create(
        token=token_hex(8),
        file_sealed=seal_text(Personal(file[:LONGEST_NAME]), about=SEALED_AS),
        digest=vault().mark(text, about=SEALED_AS),
        sealed=seal_text(text, about=SEALED_AS),
        lines=len(sheet.lines),
        made_at=at,
        made_by=by.id,
    )
    audit.record("people.stage_list", subject=str(batch), by=by, at=at)
    return batch


@transaction.atomic
def apply_list(*, token: str, by: Actor, at: datetime) -> Batch:
    """Register the good lines of a staged list; the others are in its report. The same list again changes nothing."""
    batch = _moved(token, "apply", by=by, at=at)
    lines = lines_of(batch, by=by, at=at)
    for one in lines:
        _take(one, by=by, at=at)
    batch.report = _report(lines)
    return _ended(batch, "apply", by=by, at=at)


@transaction.atomic
def drop_list(*, token: str, by: Actor, at: datetime) -> Batch:
    """Forget a staged list; nobody of it is registered."""
    return _ended(_moved(token, "drop", by=by, at=at), "drop", by=by, at=at)


def _take(one: Judged, *, by: Actor, at: datetime) -> None:
    good = one.good
    if good is not None:
        register_person(paper=good.paper, said=good.said, area=good.area, matter=good.matter, by=by, at=at)


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
    batch.sealed = ""
    batch.save()
    audit.record(f"people.{verb}_list", subject=str(batch), by=by, at=at)
    return batch


def _report(lines: Sequence[Judged]) -> dict[str, object]:
    bad = [
        {"line": one.line, "column": one.column, "zh": one.why.zh, "en": one.why.en}
        for one in lines
        if one.why is not None
    ]
    return {**counts(lines), "bad_lines": bad}
