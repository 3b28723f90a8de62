"""The city's areas from the kernel's register: opened at the first run, renamed when the register has a new name."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from lianfang.domains.audit import public as audit
from lianfang.domains.places.commands.changing import rename_place
from lianfang.domains.places.commands.many import NewPlace, open_many
from lianfang.domains.places.models import Details, Place, within
from lianfang.domains.places.states import AREA_KINDS, MANAGE, PlaceState
from lianfang.kernel.actors import Actor
from lianfang.kernel.area_names import ENGLISH
from lianfang.kernel.areas import register


@transaction.atomic
def fill_areas(*, city: str, by: Actor, at: datetime) -> int:
    """Open each district, street and community of `city` (a prefix such as `11`) that lacks; gives their number."""
    by.must(MANAGE, area=city)
    here = Place.objects.filter(within([city]), kind__in=AREA_KINDS.values())
    known = {code: (name, state) for code, name, state in here.values_list("code", "name", "state")}
    listed = list(_listed(city))
    opened = open_many((one for one in listed if one.code not in known), by=by, at=at)
    for one in listed:
        name, state = known.get(one.code, (one.details.name, ""))
        if name != one.details.name and state == PlaceState.OPEN.value:
            rename_place(code=one.code, name=one.details.name, reason="register of areas", by=by, at=at)
    audit.record("places.fill_areas", subject=f"areas of {city}", by=by, at=at, area=city)
    return opened


def _listed(city: str) -> Iterator[NewPlace]:
    known = register()
    for district in known.counties_of(city):
        yield _area(district)
        for street in known.streets_of(district):
            yield _area(street)
            yield from (_area(community) for community in known.communities_of(street))


def _area(code: str) -> NewPlace:
    return NewPlace(code, AREA_KINDS[len(code)], code, Details(register().name(code), ENGLISH.get(code, "")))
