"""The demonstration city's places, made once: all areas, where people live, venues, sites, units and their duties."""

from collections import Counter
from datetime import datetime

from django.db import transaction

from lianfang.domains.audit import public as audit
from lianfang.domains.places.commands import invented
from lianfang.domains.places.commands.filling import fill_areas
from lianfang.domains.places.commands.many import AT_ONCE, NewPlace, open_many
from lianfang.domains.places.models import Duty, Place
from lianfang.domains.places.states import MANAGE, Kind
from lianfang.kernel.actors import Actor, area_prefix
from lianfang.kernel.areas import register

STREET_DIGITS = 9


@transaction.atomic
def fill_demonstration(*, city: str, only: tuple[str, ...] = (), by: Actor, at: datetime) -> int:
    """Invent the places of `city` (a prefix such as `11`); gives their number, 0 when they are there already.

    `only`: these districts and no others (a smaller demonstration).
    """
    by.must(MANAGE, area=city)
    if Place.objects.filter(kind=Kind.UNIT.value).exists():
        return 0
    districts = only or register().counties_of(city)
    areas = sum(fill_areas(city=district, by=by, at=at) for district in districts)
    homes = invented.compounds(districts)
    opened = open_many([*homes, *invented.others(districts, _residents(homes))], by=by, at=at)
    opened += _units(city, districts, by=by, at=at)
    audit.record("places.fill_demonstration", subject=f"places of {city}", by=by, at=at, area=city)
    return areas + opened


def _units(city: str, districts: tuple[str, ...], *, by: Actor, at: datetime) -> int:
    made = list(invented.units(city, districts))
    open_many([unit for unit, _ in made], by=by, at=at)
    numbers = dict(Place.objects.filter(kind=Kind.UNIT.value).values_list("code", "pk"))
    duties = [
        Duty(unit_id=numbers[one.unit], duty=one.duty.value, area=area_prefix(one.area), from_at=at, from_by=by.id)
        for _, given in made
        for one in given
    ]
    Duty.objects.bulk_create(duties, batch_size=AT_ONCE)
    return len(made)


def _residents(homes: list[NewPlace]) -> Counter[str]:
    """People by street; of a compound whose street is not known they count for none."""
    found: Counter[str] = Counter()
    for home in homes:
        found[home.area[:STREET_DIGITS]] += home.details.size or 0
    return found
