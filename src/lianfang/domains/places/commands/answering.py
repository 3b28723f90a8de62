"""Giving and ending duties: one unit answers for a kind of thing in an area at a time."""

from datetime import datetime

from django.db import transaction

from lianfang.domains.audit import public as audit
from lianfang.domains.places.errors import NotAPlace
from lianfang.domains.places.models import Duty, Place
from lianfang.domains.places.states import MANAGE, DutyKind, Kind, PlaceState
from lianfang.kernel.actors import Actor, area_prefix
from lianfang.kernel.areas import is_wellformed
from lianfang.kernel.refusals import NoSuch
from lianfang.kernel.words import Words


@transaction.atomic
def give_duty(*, unit: str, duty: DutyKind, area: str, by: Actor, at: datetime) -> Duty:
    """From now on `unit` answers for `duty` in `area`; who did so before no longer does.

    Changes nothing when it is so already. Raises NotAPlace, NoSuch.
    """
    if not is_wellformed(area):
        raise NotAPlace(column="area", why=Words("区划代码应为6、9或12位", "an area has 6, 9 or 12 digits"))
    by.must(MANAGE, area=area)
    taker = (
        Place.objects.select_for_update().filter(code=unit, kind=Kind.UNIT.value, state=PlaceState.OPEN.value).first()
    )
    if taker is None:
        raise NoSuch(what=Words("在用的单位", "open unit"), id=unit)
    held = _held(duty, area)
    if held is not None and held.unit_id == taker.pk:
        return held
    if held is not None:
        _end(held, by=by, at=at)
    given = Duty.objects.create(unit=taker, duty=duty.value, area=area_prefix(area), from_at=at, from_by=by.id)
    audit.record("places.give_duty", subject=f"{taker} {duty}", by=by, at=at, area=area_prefix(area))
    return given


@transaction.atomic
def end_duty(*, duty: DutyKind, area: str, by: Actor, at: datetime) -> None:
    """Nobody answers for `duty` in just this area from now on; the area it lies in may have somebody. Raises NoSuch."""
    by.must(MANAGE, area=area)
    held = _held(duty, area)
    if held is None:
        raise NoSuch(what=Words("职责", "duty"), id=f"{duty} in {area}")
    _end(held, by=by, at=at)
    audit.record("places.end_duty", subject=f"{held.unit} {duty}", by=by, at=at, area=held.area)


def _held(duty: DutyKind, area: str) -> Duty | None:
    rows = Duty.objects.select_for_update(of=("self",)).select_related("unit")
    return rows.filter(duty=duty.value, area=area_prefix(area), until_at=None).first()


def _end(held: Duty, *, by: Actor, at: datetime) -> None:
    held.until_at, held.until_by = max(at, held.from_at), by.id
    held.save(update_fields=["until_at", "until_by"])
