"""Who is due leaves the register, part by part, and a signed certificate says how many and by which clause."""

import json
from collections.abc import Callable
from datetime import datetime
from secrets import token_hex

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from lianfang.domains.audit import public as audit
from lianfang.domains.people.errors import PlanChanged
from lianfang.domains.people.models import Document, Erasure, Matter, Person
from lianfang.domains.people.queries.retention import Clause, Plan, plan
from lianfang.domains.people.states import RETAIN
from lianfang.kernel.actors import Actor
from lianfang.kernel.ledger_key import ledger_key

AT_ONCE = 500


def erase_due(
    *,
    clause: Clause,
    expect: str,
    city: str,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
    by: Actor,
    at: datetime,
) -> Erasure:
    """Erase those of the trial run whose mark is `expect`. Stopped half-way, what is done stays done and is counted.

    Raises PlanChanged when others are due by now.
    """
    by.must(RETAIN, area=city)
    due = plan(clause, at=at)
    if due.mark != expect:
        raise PlanChanged
    run = _begun(due, city, by=by, at=at)
    for begin in range(0, len(due.numbers), AT_ONCE):
        _erase(run, due.numbers[begin : begin + AT_ONCE], by=by, at=at)
        progress(min(begin + AT_ONCE, len(due.numbers)), len(due.numbers))
    return _certified(run, at)


@transaction.atomic
def _begun(due: Plan, city: str, *, by: Actor, at: datetime) -> Erasure:
    run = Erasure.objects.create(
        token=token_hex(8),
        begun_at=at,
        by=by.id,
        plan=due.mark,
        keep_days=due.clause.days,
        clause=due.clause.as_data(),
    )
    audit.record("people.erase_due", subject=str(run), by=by, at=at, area=city)
    return run


@transaction.atomic
def _erase(run: Erasure, numbers: tuple[int, ...], *, by: Actor, at: datetime) -> None:
    """One part of the list, whole or not at all. A matter opened meanwhile keeps its person."""
    people = _with_merged(Person.objects.select_for_update().filter(pk__in=numbers, idle_since__isnull=False))
    held = Person.objects.filter(pk__in=[person.pk for person in people])
    run.documents += Document.objects.filter(person__in=held).count()
    run.matters += Matter.objects.filter(person__in=held).count()
    run.people += len(people)
    for person in people:
        audit.record("people.erase", subject=str(person), by=by, at=at, area=person.area, purpose=str(run))
    held.delete()
    run.save()


def _with_merged(rows: QuerySet[Person]) -> list[Person]:
    """The entries, and before each those that were merged into it: they are due as well and go with it."""
    people = list(rows.order_by("pk"))
    while more := list(Person.objects.filter(merged_into__in=people).exclude(pk__in=[one.pk for one in people])):
        people = [*more, *people]
    return people


@transaction.atomic
def _certified(run: Erasure, at: datetime) -> Erasure:
    """Signed with the key of the audit log: a stranger checks it with that log's public key."""
    run.ended_at = at
    said = {
        "erasure": run.token,
        "at": run.begun_at.isoformat(),
        "sha256_of_ids": run.plan,
        "clause": run.clause,
        "people": run.people,
        "documents": run.documents,
        "matters": run.matters,
    }
    run.certificate = json.dumps(said, ensure_ascii=False, sort_keys=True, indent=1)
    run.signature = ledger_key(settings.CONFIG.audit_key_file).private.sign(run.certificate.encode()).hex()
    run.save()
    return run
