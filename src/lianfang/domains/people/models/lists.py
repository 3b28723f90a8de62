"""Lists of people on their way in: sealed as they came until they are taken or dropped."""

from django.db import models
from django.db.models import Q

from lianfang.domains.people.states import BatchState


class Batch(models.Model):
    """One list. `sealed` is the file, emptied when the batch has ended; `report` names lines and columns, no values."""

    token = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=10, default=BatchState.STAGED.value)
    file_sealed = models.TextField()
    digest = models.CharField(max_length=80)
    sealed = models.TextField(blank=True)
    lines = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=200, blank=True)
    report = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="people_batch_state_is_known", condition=Q(state__in=[state.value for state in BatchState])
            ),
            models.CheckConstraint(
                name="people_batch_ended_and_emptied_when_not_staged",
                condition=(Q(state=BatchState.STAGED.value, ended_at=None, ended_by="") & ~Q(sealed=""))
                | (~Q(state=BatchState.STAGED.value) & Q(ended_at__isnull=False, sealed="") & ~Q(ended_by="")),
            ),
        ]
        indexes = [models.Index(name="people_batch_of", fields=["made_by", "-id"])]

    def __str__(self) -> str:
        return f"batch {self.token}"
