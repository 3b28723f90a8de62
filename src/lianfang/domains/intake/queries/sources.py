"""Sources: whose they are, and how each is doing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, Sum

from lianfang.domains.intake.errors import NoSource, NotYourTable
from lianfang.domains.intake.models import Source
from lianfang.domains.intake.states import BatchState
from lianfang.kernel.actors import Actor
from lianfang.kernel.refusals import NoSuch

SEE, MANAGE, GIVE = "intake.board", "intake.sources", "intake.give"


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source on the board: when it last spoke, how much, what waits and what was taken back."""

    code: str
    title: str
    organisation: str
    area: str
    tables: tuple[str, ...]
    usual_rows: int
    closed: bool
    last_at: datetime | None
    batches: int
    rows: int
    waiting: int
    undelivered: int
    retracted: int


def board(*, by: Actor) -> list[SourceRow]:
    """Every source in the areas of `by`, by its code. One query."""
    by.must_somewhere(SEE)
    where = Q(pk__in=[])
    for area in by.areas(SEE):
        where |= Q(area__startswith=area)
    accepted = Q(batches__state=BatchState.ACCEPTED.value)
    found = Source.objects.filter(where).annotate(
        last_at=Max("batches__given_at"),
        number=Count("batches"),
        all_rows=Sum("batches__rows", filter=accepted),
        waiting=Count("batches", filter=Q(batches__state=BatchState.WAITING.value)),
        undelivered=Count("batches", filter=accepted & Q(batches__delivered_at=None)),
        retracted=Count("batches", filter=Q(batches__state=BatchState.RETRACTED.value)),
    )
    return [_row(one) for one in found.order_by("code")]


def _row(one: Any) -> SourceRow:
    return SourceRow(
        code=one.code,
        title=one.title,
        organisation=one.organisation,
        area=one.area,
        tables=tuple(one.tables),
        usual_rows=one.usual_rows,
        closed=one.closed_at is not None,
        last_at=one.last_at,
        batches=one.number,
        rows=one.all_rows or 0,
        waiting=one.waiting,
        undelivered=one.undelivered,
        retracted=one.retracted,
    )


def source_to_manage(code: str, *, by: Actor, lock: bool = False) -> Source:
    """A source that `by` manages; elsewhere it does not exist. One query."""
    by.must_somewhere(MANAGE)
    found = Source.objects.select_for_update() if lock else Source.objects
    source = found.filter(code=code).first()
    if source is None or not by.may(MANAGE, area=source.area):
        raise NoSuch(what="source", id=code[:40])
    return source


def sources_of(*, by: Actor) -> list[Source]:
    """The open sources `by` may give for, by their code. One query."""
    found = Source.objects.filter(closed_at=None).order_by("code")
    return [one for one in found if by.may(GIVE, area=one.area, organisation=one.organisation)]


def source_of(code: str, table: str, *, by: Actor) -> Source:
    """The source `by` gives for: by its code, or the only one that may write `table`. One query.

    Raises NoSource, NotYourTable.
    """
    mine = [one for one in sources_of(by=by) if code in ("", one.code)]
    fitting = [one for one in mine if table in one.tables]
    if len(fitting) == 1:
        return fitting[0]
    if mine and not fitting:
        raise NotYourTable(source=code or mine[0].code, table=table[:40])
    raise NoSource
