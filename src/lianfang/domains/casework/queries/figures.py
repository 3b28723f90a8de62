"""How well promises are kept. What is open and overdue counts as failure, like what was closed late."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from lianfang.domains.casework.models import Matter
from lianfang.domains.casework.queries.visible import visible
from lianfang.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Kept:
    """Promises by how they stand: kept, closed late, open and overdue, still running in time."""

    kept: int
    late: int
    overdue: int
    running: int

    @property
    def share(self) -> float | None:
        """Kept among those that are decided; None when none is."""
        decided = self.kept + self.late + self.overdue
        return self.kept / decided if decided else None


def kept(*, by: Actor, at: datetime, kind: str = "", since: datetime | None = None) -> Kept:
    """The promises `by` may see, of all kinds or of one, made `since` a moment. One query; it reads them all."""
    rows = Matter.objects.filter(visible(by, only=kind), promised__isnull=False)
    if since is not None:
        rows = rows.filter(opened_at__gte=since)
    closed, passed = Q(closed_at__isnull=False), Q(due_at__lt=at)
    figures = rows.aggregate(
        kept=Count("pk", filter=closed & Q(late=False)),
        late=Count("pk", filter=closed & Q(late=True)),
        overdue=Count("pk", filter=~closed & passed),
        running=Count("pk", filter=~closed & ~passed | ~closed & Q(due_at=None)),
    )
    return Kept(**figures)
