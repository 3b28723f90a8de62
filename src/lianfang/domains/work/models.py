"""The queue's two tables. Times are the machine's, not the city's: a moved clock hurries nothing."""

from django.db import models
from django.db.models import Q

from lianfang.domains.work.states import ItemState


class Item(models.Model):
    """One piece of work. Of two waiting pieces with the same `key` only one is kept.

    While it runs, `holder` names the worker and `held_until` when it is taken for lost.
    """

    name = models.CharField(max_length=80)
    piece = models.JSONField()
    key = models.CharField(max_length=120, null=True)  # work that may wait many times over has none
    state = models.CharField(max_length=10, default=ItemState.WAITING.value)
    put_at = models.DateTimeField()
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=200, blank=True)
    holder = models.CharField(max_length=80, blank=True)
    held_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="work_item_state_is_known", condition=Q(state__in=[state.value for state in ItemState])
            ),
            models.CheckConstraint(
                name="work_item_is_held_while_it_runs",
                condition=(Q(state=ItemState.RUNNING.value, held_until__isnull=False) & ~Q(holder=""))
                | (~Q(state=ItemState.RUNNING.value) & Q(held_until=None, holder="")),
            ),
            models.UniqueConstraint(
                name="work_item_waits_once", fields=["key"], condition=Q(state=ItemState.WAITING.value)
            ),
        ]
        indexes = [
            models.Index(
                name="work_item_next", fields=["not_before", "id"], condition=Q(state=ItemState.WAITING.value)
            ),
            models.Index(name="work_item_held", fields=["held_until"], condition=Q(state=ItemState.RUNNING.value)),
            models.Index(name="work_item_dead", fields=["-id"], condition=Q(state=ItemState.DEAD.value)),
        ]

    def __str__(self) -> str:
        return f"work {self.pk}"


class Turn(models.Model):
    """When a duty comes round next, and how it went last."""

    name = models.CharField(max_length=80, unique=True)
    due_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"duty {self.name}"
