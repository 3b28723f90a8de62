"""Registering who may say what."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from lianfang.domains.audit import public as audit
from lianfang.domains.intake.errors import NotASource, SourceTaken
from lianfang.domains.intake.models import Source
from lianfang.domains.intake.queries.sources import source_to_manage
from lianfang.facts.schemas import TABLES
from lianfang.kernel.actors import Actor
from lianfang.kernel.words import Words

CODE = re.compile(r"[a-z][a-z0-9-]{1,39}")
MANAGE = "intake.sources"


@dataclass(frozen=True, slots=True)
class NewSource:
    """A source to be registered."""

    code: str
    title: str
    organisation: str
    area: str
    tables: tuple[str, ...]
    usual_rows: int


@transaction.atomic
def register_source(new: NewSource, *, by: Actor, at: datetime) -> Source:
    """Register a source. Raises NotASource, SourceTaken."""
    by.must(MANAGE, area=new.area)
    wrong = _wrong(new)
    if wrong is not None:
        raise NotASource(what=wrong)
    try:
        with transaction.atomic():
            source = Source.objects.create(
                code=new.code,
                title=new.title.strip()[:80],
                organisation=new.organisation.strip()[:40],
                area=new.area,
                tables=sorted(set(new.tables)),
                usual_rows=new.usual_rows,
                registered_at=at,
                registered_by=by.id,
            )
    except IntegrityError:
        raise SourceTaken(source=new.code) from None
    audit.record("intake.register_source", subject=str(source), by=by, at=at, area=new.area)
    return source


@transaction.atomic
def close_source(*, code: str, by: Actor, at: datetime) -> Source:
    """Nothing more is taken from a source. What it said stays."""
    source = source_to_manage(code, by=by, lock=True)
    if source.closed_at is None:
        source.closed_at, source.closed_by = at, by.id
        source.save(update_fields=["closed_at", "closed_by"])
        audit.record("intake.close_source", subject=str(source), by=by, at=at, area=source.area)
    return source


def _wrong(new: NewSource) -> Words | None:
    unknown = set(new.tables) - set(TABLES)
    checks = (
        (CODE.fullmatch(new.code) is None, Words("代码", "its code")),
        (not new.title.strip(), Words("名称", "its name")),
        (not new.organisation.strip(), Words("单位代码", "the code of its organisation")),
        (not new.tables or bool(unknown), Words("可写的表", "the tables it may write")),
        (new.usual_rows < 1, Words("通常数量", "its usual size")),
    )
    return next((what for is_wrong, what in checks if is_wrong), None)
