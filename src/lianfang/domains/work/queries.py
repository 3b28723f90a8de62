"""Everything that reads the queue. Each says how many queries it makes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from lianfang.domains.work.models import Item, Turn
from lianfang.domains.work.states import ItemState
from lianfang.kernel.actors import Actor

DEAD_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Backlog:
    """How far behind the workers are. `age` is how long the oldest piece that could run has waited."""

    waiting: int
    running: int
    dead: int
    later: int
    age: timedelta


@dataclass(frozen=True, slots=True)
class DeadItem:
    """A piece of work that was given up, with the kind of its last fault (never its text)."""

    id: int
    name: str
    put_at: datetime
    attempts: int
    fault: str


@dataclass(frozen=True, slots=True)
class DutyShown:
    """A duty, when it last began and ended, and what went wrong."""

    name: str
    due_at: datetime
    began_at: datetime | None
    ended_at: datetime | None
    fault: str

    @property
    def is_under_way(self) -> bool:
        """Whether it began and has not ended since."""
        return self.began_at is not None and (self.ended_at is None or self.ended_at < self.began_at)


def backlog(*, now: datetime) -> Backlog:
    """The queue in five figures. One query."""
    ready = Q(state=ItemState.WAITING.value, not_before__lte=now)
    found = Item.objects.aggregate(
        waiting=Count("pk", filter=ready),
        running=Count("pk", filter=Q(state=ItemState.RUNNING.value)),
        dead=Count("pk", filter=Q(state=ItemState.DEAD.value)),
        later=Count("pk", filter=Q(state=ItemState.WAITING.value, not_before__gt=now)),
        oldest=Min("not_before", filter=ready),
    )
    oldest = found.pop("oldest")
    return Backlog(**found, age=now - oldest if oldest else timedelta(0))


def dead_items(*, by: Actor) -> list[DeadItem]:
    """The newest pieces that were given up. One query."""
    by.must_somewhere("work.see")
    rows = Item.objects.filter(state=ItemState.DEAD.value).order_by("-pk")[:DEAD_SHOWN]
    return [DeadItem(*row) for row in rows.values_list("pk", "name", "put_at", "attempts", "fault")]


def duties(*, by: Actor) -> list[DutyShown]:
    """What comes round, by name. One query."""
    by.must_somewhere("work.see")
    rows = Turn.objects.order_by("name").values_list("name", "due_at", "began_at", "ended_at", "fault")
    return [DutyShown(*row) for row in rows]
