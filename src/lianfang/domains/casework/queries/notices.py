"""What somebody is told: by name, or because they answer for a unit."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from lianfang.domains.casework.models import Notice
from lianfang.domains.casework.queries.visible import COUNTY
from lianfang.domains.casework.states import Kind, kind_of
from lianfang.kernel.actors import Actor, Grant, area_prefix

SHOWN = 50
ANSWERS_FOR = "casework.assign"


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """A notice, and the matter it is about."""

    id: int
    what: str
    show_at: datetime
    matter: int
    kind: Kind
    title: str


def for_me(*, by: Actor, at: datetime) -> QuerySet[Notice]:
    """The unread notices that `by` may see at `at`. No query yet."""
    mine = Q(to_person=by.id)
    for grant in by.grants:
        if grant.right == ANSWERS_FOR:
            mine |= _answered_by(grant)
    return Notice.objects.filter(mine, read_at=None, show_at__lte=at)


def _answered_by(grant: Grant) -> Q:
    """What somebody is told for a place: a district's officers of all their ground, a city's only of the city's own.

    A headquarters may see everything, but is not told what each district is.
    """
    if grant.organisation:
        return Q(to_unit=grant.organisation)
    prefix = area_prefix(grant.area)
    if len(prefix) < COUNTY:
        return Q(to_area__in={prefix, prefix.ljust(COUNTY, "0")})
    return Q(to_area__startswith=prefix)


def notices(*, by: Actor, at: datetime) -> tuple[NoticeShown, ...]:
    """The newest unread notices. One query."""
    rows = for_me(by=by, at=at).order_by("-show_at", "-pk").select_related("matter")[:SHOWN]
    return tuple(
        NoticeShown(row.pk, row.what, row.show_at, row.matter_id, kind_of(row.matter.kind), row.matter.title)
        for row in rows
    )
