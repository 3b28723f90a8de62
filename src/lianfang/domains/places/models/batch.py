"""Lists on their way in: kept as they came until they are taken or dropped, and what became of each line."""

from django.db import models
from django.db.models import Q

from lianfang.domains.places.states import BatchState


class Batch(models.Model):
    """One list. `content` is the file as it came, emptied when the batch has ended; `report` is what was done then."""

    token = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=10, default=BatchState.STAGED.value)
    file = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    lines = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=200, blank=True)
    report = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="places_batch_state_is_known", condition=Q(state__in=[state.value for state in BatchState])
            ),
            models.CheckConstraint(
                name="places_batch_ended_when_not_staged",
                condition=Q(state=BatchState.STAGED.value, ended_at=None, ended_by="")
                | (~Q(state=BatchState.STAGED.value) & Q(ended_at__isnull=False) & ~Q(ended_by="")),
            ),
        ]
        indexes = [models.Index(name="places_batch_of", fields=["made_by", "-id"])]

    def __str__(self) -> str:
        return f"batch {self.token}"
