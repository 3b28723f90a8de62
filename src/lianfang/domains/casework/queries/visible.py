"""Which matters somebody may see: by right and by place, on either side of a matter."""

from django.db.models import Q

from lianfang.domains.casework.models import Matter
from lianfang.domains.casework.states import Kind, all_kinds
from lianfang.kernel.actors import Actor, Grant, NotPermitted, area_prefix
from lianfang.kernel.areas import county_of
from lianfang.kernel.refusals import NoSuch
from lianfang.kernel.words import Words

COUNTY = 6
SIDES = (("county", "area", "unit"), ("asker_county", "asker_area", "asker_unit"))


def visible(by: Actor, *, only: str = "") -> Q:
    """What `by` may see, of all kinds or of one, as a condition. Raises NotPermitted when that can be nothing."""
    rights: dict[str, list[str]] = {}
    for kind in all_kinds():
        if only in {"", kind.name}:
            rights.setdefault(kind.sees, []).append(kind.name)
    parts = [Q(kind__in=names) & place for right, names in rights.items() if (place := _within(by, right)) is not None]
    if not parts:
        raise NotPermitted
    return _either(parts)


def _within(by: Actor, right: str) -> Q | None:
    """Where `by` holds `right`, on either side of a matter; None when nowhere."""
    grants = _widest([grant for grant in by.grants if grant.right == right])
    parts = [_ground(grant, *side) for grant in grants for side in SIDES]
    return _either(parts) if parts else None


def matter_for(matter_id: int, *, by: Actor, lock: bool = False) -> Matter:
    """The matter, with its list of holidays; out of what `by` may see it does not exist (NoSuch). One query."""
    rows = Matter.objects.select_related("feed").filter(visible(by), pk=matter_id)
    if lock:
        rows = rows.select_for_update(of=("self",))
    matter = rows.first()
    if matter is None:
        raise NoSuch(what=Words("事项", "matter"), id=matter_id)
    return matter


def may(by: Actor, right: str, matter: Matter, *, asks: bool) -> bool:
    """Whether `by` holds `right` on one side of a matter: the side that asked, or the owner's."""
    if asks:
        return by.may(right, area=matter.asker_area, organisation=matter.asker_unit)
    return by.may(right, area=matter.area, organisation=matter.unit)


def verbs_for(matter: Matter, kind: Kind, *, by: Actor) -> tuple[str, ...]:
    """What `by` can do with a matter now."""
    possible = kind.machine.verbs_from(matter.state)
    return tuple(verb for verb in possible if may(by, kind.machine.permission(verb), matter, asks=verb in kind.asks))


def _widest(grants: list[Grant]) -> list[Grant]:
    """Without those that lie inside another: one wide grant makes a plain condition."""
    return [
        grant
        for grant in grants
        if not any(
            other.covers(grant.right, grant.area, grant.organisation)
            and not (
                grant.covers(other.right, other.area, other.organisation) and grants.index(grant) < grants.index(other)
            )
            for other in grants
            if other is not grant
        )
    ]


def _ground(grant: Grant, county: str, area: str, unit: str) -> Q:
    prefix = area_prefix(grant.area)
    place = Q(**{f"{area}__startswith": prefix})
    if len(prefix) >= COUNTY:
        exact = Q(**{county: county_of(prefix)})
        place = exact if len(prefix) == COUNTY else exact & place
    return place & Q(**{unit: grant.organisation}) if grant.organisation else place


def _either(parts: list[Q]) -> Q:
    whole = parts[0]
    for part in parts[1:]:
        whole |= part
    return whole
