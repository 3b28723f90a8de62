"""Two entries that may be one person, and what was done about it."""

from django.db import models
from django.db.models import F, Q

from lianfang.domains.people.models.person import Person
from lianfang.domains.people.states import Likeness, TwinState


class Twin(models.Model):
    """Two entries that are alike. Noticed when an entry is written; settled by a person, never by itself."""

    first = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="twins_after")
    second = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="twins_before")
    likeness = models.CharField(max_length=20)
    state = models.CharField(max_length=10, default=TwinState.SUSPECTED.value)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="people_twin_once", fields=["first", "second"]),
            models.CheckConstraint(
                name="people_twin_likeness_and_state_are_known",
                condition=Q(
                    likeness__in=[likeness.value for likeness in Likeness],
                    state__in=[state.value for state in TwinState],
                ),
            ),
            models.CheckConstraint(name="people_twin_in_order", condition=Q(first__lt=F("second"))),
        ]
        indexes = [models.Index(name="people_twin_open", fields=["id"], condition=Q(state=TwinState.SUSPECTED.value))]

    def __str__(self) -> str:
        return f"twin {self.pk}"


class Merge(models.Model):
    """`dropped` became part of `kept`. What moved is remembered, so that it can go back within thirty days."""

    twin = models.ForeignKey(Twin, on_delete=models.CASCADE, related_name="merges")
    kept = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="took_in")
    dropped = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="went_into")
    documents = models.JSONField()
    matters = models.JSONField()
    sealed_before = models.TextField()
    version_after = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    until = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="people_merge_undone_at_and_by_go_together",
                condition=Q(undone_at=None, undone_by="") | (Q(undone_at__isnull=False) & ~Q(undone_by="")),
            ),
            models.UniqueConstraint(name="people_merge_dropped_once", fields=["dropped"], condition=Q(undone_at=None)),
        ]

    def __str__(self) -> str:
        return f"merge {self.pk}"
