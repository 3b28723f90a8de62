"""What somebody is told: by name, or because they answer for a unit."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from lianfang.domains.casework.models import Notice
from lianfang.domains.casework.queries.visible import within
from lianfang.domains.casework.states import Kind, kind_of
from lianfang.kernel.actors import Actor

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
    place = within(by, ANSWERS_FOR, (("", "to_area", "to_unit"),))
    return Notice.objects.filter(
        mine if place is None else mine | (~Q(to_area="") & place), read_at=None, show_at__lte=at
    )


def notices(*, by: Actor, at: datetime) -> tuple[NoticeShown, ...]:
    """The newest unread notices. One query."""
    rows = for_me(by=by, at=at).order_by("-pk").select_related("matter")[:SHOWN]
    return tuple(
        NoticeShown(row.pk, row.what, row.show_at, row.matter_id, kind_of(row.matter.kind), row.matter.title)
        for row in rows
    )
