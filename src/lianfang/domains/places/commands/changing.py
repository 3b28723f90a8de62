"""What is done to one place: opened, renamed, corrected, closed, reopened, merged. Each leaves a line of history."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from lianfang.domains.audit import public as audit
from lianfang.domains.places.errors import NotMergeable, PlaceExists, UnitStillAnswers
from lianfang.domains.places.models import (
    Change,
    Details,
    Duty,
    Place,
    checked_area,
    checked_code,
    code_for,
    district_of,
    searched_text,
)
from lianfang.domains.places.states import MANAGE, PLACE, Kind, PlaceState
from lianfang.kernel.actors import Actor
from lianfang.kernel.refusals import ChangedMeanwhile, NoSuch
from lianfang.kernel.words import Words


@transaction.atomic
def open_place(*, kind: Kind, area: str, details: Details, code: str = "", by: Actor, at: datetime) -> Place:
    """A new place; without a `code` it gets one. Raises NotAPlace, PlaceExists."""
    by.must(MANAGE, area=area)
    kept = details.checked(kind)
    code = checked_code(code or code_for(kind, area, kept.name))
    place = Place(
        code=code, kind=kind.value, area=checked_area(kind, code, area), district=district_of(area), opened_at=at
    )
    _put(place, kept, former=[])
    try:
        with transaction.atomic():
            place.save(force_insert=True)
    except IntegrityError:
        raise PlaceExists(place=code) from None
    _remember(place, "open", before={}, after=kept.as_data(), reason="", by=by, at=at)
    return place


@transaction.atomic
def rename_place(
    *, code: str, name: str, name_en: str = "", reason: str = "", version: int | None = None, by: Actor, at: datetime
) -> Place:
    """A place is called something else from now on; it is still found by its former name. Raises NotAPlace."""
    place = _moved(code, "rename", version=version, by=by)
    now = place.details
    return _change(
        place, "rename", Details(name, name_en, now.sort, now.address, now.size), reason=reason, by=by, at=at
    )


@transaction.atomic
def correct_place(
    *, code: str, details: Details, reason: str = "", version: int | None = None, by: Actor, at: datetime
) -> Place:
    """What is said of a place is put right. Changes nothing when it is said already. Raises NotAPlace."""
    place = _moved(code, "correct", version=version, by=by)
    return _change(place, "correct", details, reason=reason, by=by, at=at)


@transaction.atomic
def close_place(*, code: str, reason: str, version: int | None = None, by: Actor, at: datetime) -> Place:
    """A place is no longer in use. A unit must have handed over its duties: raises UnitStillAnswers."""
    place = _moved(code, "close", version=version, by=by)
    if number := Duty.objects.filter(unit=place, until_at=None).count():
        raise UnitStillAnswers(number=number)
    place.ended_at = at
    return _end(place, "close", reason=reason, by=by, at=at)


@transaction.atomic
def reopen_place(*, code: str, reason: str, version: int | None = None, by: Actor, at: datetime) -> Place:
    """A closed place is in use again."""
    place = _moved(code, "reopen", version=version, by=by)
    place.ended_at = None
    return _end(place, "reopen", reason=reason, by=by, at=at)


@transaction.atomic
def merge_places(*, code: str, into: str, reason: str, version: int | None = None, by: Actor, at: datetime) -> Place:
    """The place goes on as another, which takes over its duties; who asks for it is led there. Raises NotMergeable."""
    both = {place.code: place for place in _locked(code, into)}
    place, successor = both.get(code), both.get(into)
    if place is None or successor is None:
        raise NoSuch(what=Words("地点", "place"), id=into if place else code)
    _permitted(place, "merge", version=version, by=by)
    by.must(MANAGE, area=successor.area)
    _must_fit(place, successor)
    place.merged_into, place.ended_at = successor, at
    Place.objects.filter(merged_into=place).update(merged_into=successor)
    for duty in Duty.objects.filter(unit=place, until_at=None):
        _hand_over(duty, successor, by=by, at=at)
    after = {"into": into, "into_name": successor.name}
    return _end(place, "merge", reason=reason, by=by, at=at, after=after)


def _hand_over(duty: Duty, successor: Place, *, by: Actor, at: datetime) -> None:
    Duty.objects.filter(pk=duty.pk).update(until_at=max(at, duty.from_at), until_by=by.id)
    Duty.objects.create(unit=successor, duty=duty.duty, area=duty.area, from_at=max(at, duty.from_at), from_by=by.id)


def _must_fit(place: Place, successor: Place) -> None:
    if place.pk == successor.pk:
        raise NotMergeable(why=Words("是同一个地点", "they are the same place"))
    if place.kind != successor.kind:
        raise NotMergeable(why=Words("种类不同", "they are of different kinds"))
    if successor.state != PlaceState.OPEN.value:
        raise NotMergeable(why=Words("并入的地点已不在使用", "the one to stay is not open"))


def _moved(code: str, verb: str, *, version: int | None, by: Actor) -> Place:
    place = next(iter(_locked(code)), None)
    if place is None:
        raise NoSuch(what=Words("地点", "place"), id=code)
    _permitted(place, verb, version=version, by=by)
    return place


def _permitted(place: Place, verb: str, *, version: int | None, by: Actor) -> None:
    """Places are public, so that there is one is no secret; what may be done with it is asked before its state."""
    by.must(PLACE.permission(verb), area=place.area)
    if version is not None and version != place.version:
        raise ChangedMeanwhile
    place.state = PLACE.move(place.state, verb, what=str(place)).target.value


def _locked(*codes: str) -> list[Place]:
    return list(Place.objects.select_for_update().filter(code__in=codes).order_by("pk"))


def _change(place: Place, verb: str, details: Details, *, reason: str, by: Actor, at: datetime) -> Place:
    before, after = place.details.as_data(), details.checked(Kind(place.kind))
    changed = {name: value for name, value in after.as_data().items() if before[name] != value}
    if changed:
        former = place.searched.split("\n")
        _put(place, after, former=former)
        place.version += 1
        place.save()
        _remember(
            place, verb, before={name: before[name] for name in changed}, after=changed, reason=reason, by=by, at=at
        )
    return place


def _end(
    place: Place, verb: str, *, reason: str, by: Actor, at: datetime, after: Mapping[str, object] | None = None
) -> Place:
    place.version += 1
    place.save()
    _remember(place, verb, before={}, after=after or {}, reason=reason, by=by, at=at)
    return place


def _put(place: Place, details: Details, *, former: list[str]) -> None:
    for name, value in details.as_data().items():
        setattr(place, name, value)
    place.searched = "\n".join(dict.fromkeys([*searched_text([details.name, details.name_en]).split("\n"), *former]))


def _remember(
    place: Place,
    verb: str,
    *,
    before: Mapping[str, object],
    after: Mapping[str, object],
    reason: str,
    by: Actor,
    at: datetime,
) -> None:
    Change.objects.create(
        place=place,
        number=place.version,
        verb=verb,
        at=at,
        by=by.id,
        reason=reason.strip()[:300],
        before=before,
        after=after,
    )
    audit.record(f"places.{verb}", subject=str(place), by=by, at=at, area=place.area)
