"""Putting a matter into somebody's hands, one or many at once; handing it over to another unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lianfang.domains.accounts import public as accounts
from lianfang.domains.casework.commands.matters import Side
from lianfang.domains.casework.commands.notices import tell
from lianfang.domains.casework.commands.steps import keep, locked, text_of, unit_of, write
from lianfang.domains.casework.errors import MatterClosed, NoSuchColleague, NothingChosen, TooMany
from lianfang.domains.casework.models import Matter
from lianfang.domains.casework.queries.visible import may
from lianfang.domains.casework.states import To, kind_of
from lianfang.kernel.actors import Actor, NotPermitted
from lianfang.kernel.refusals import Refusal

MOST = 200


@dataclass(frozen=True, slots=True)
class Chosen:
    """A matter in a list, and the change of it that was on the screen."""

    id: int
    seen: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of many: nothing said when it was done, else why not."""

    id: int
    refusal: Refusal | None = None


@transaction.atomic
def assign(
    *, matter_id: int, seen: int, person: str = "", unit: Side | None = None, text: str = "", by: Actor, at: datetime
) -> Matter:
    """Put a matter into the hands of `person` (the token of an account; empty takes it out of anybody's).

    With another `unit` it is handed over to that, and `text` says why. Of two who do this at once the second is told
    (ChangedMeanwhile). The deadline stays: handing over buys no time.
    """
    matter = locked(matter_id, by=by, seen=seen)
    kind = kind_of(matter.kind)
    if not may(by, kind.assigns, matter, asks=False):
        raise NotPermitted
    if matter.closed_at is not None:
        raise MatterClosed(id=matter_id)
    over = unit is not None and (unit.area, unit.unit) != (matter.area, matter.unit)
    if over and unit is not None:
        reason = text_of(text, "text")
        matter.area, matter.unit = unit.area, unit_of(unit.unit, area=unit.area)
    if person and not accounts.is_colleague(person, kind.works, area=matter.area, organisation=matter.unit):
        raise NoSuchColleague
    matter.person = person
    keep(matter)
    if over:
        write(matter, "hand_over", by=by, at=at, text=reason, unit=matter.unit, area=matter.area)
    else:
        write(matter, "assign", by=by, at=at, text=text_of(text, "text", must=False), person=matter.person)
    tell(matter, "hand_over" if over else "assign", [To.PERSON], by=by, at=at)
    return matter


def assign_many(
    *, chosen: Sequence[Chosen], person: str, all_or_none: bool, by: Actor, at: datetime
) -> tuple[Outcome, ...]:
    """Put many into the same hands. Each is done or says why not; with `all_or_none` one refusal undoes all.

    Raises NothingChosen, TooMany.
    """
    if not chosen:
        raise NothingChosen
    if len(chosen) > MOST:
        raise TooMany(most=MOST)
    with transaction.atomic():
        outcomes = tuple(_tried(one, person, by=by, at=at) for one in sorted(chosen, key=lambda one: one.id))
        if all_or_none and any(outcome.refusal for outcome in outcomes):
            transaction.set_rollback(True)
    return outcomes


def _tried(one: Chosen, person: str, *, by: Actor, at: datetime) -> Outcome:
    try:
        assign(matter_id=one.id, seen=one.seen, person=person, by=by, at=at)
    except Refusal as refusal:
        return Outcome(one.id, refusal)
    return Outcome(one.id)
