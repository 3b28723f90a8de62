"""The tables of the room. Rows of a batch are kept, sealed, only until the lake has them or they are refused."""

from django.db import models
from django.db.models import F, Q

from lianfang.domains.intake.states import BatchKind, BatchState


class Source(models.Model):
    """An organisation's feed: which tables it may write, and how many rows a batch of it usually has."""

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=80)
    organisation = models.CharField(max_length=40)
    area = models.CharField(max_length=12)
    tables = models.JSONField()
    usual_rows = models.PositiveIntegerField()
    registered_at = models.DateTimeField()
    registered_by = models.CharField(max_length=200)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="intake_source_has_a_usual_size", condition=Q(usual_rows__gte=1)),
            models.CheckConstraint(
                name="intake_source_closed_at_and_by_go_together",
                condition=Q(closed_at=None, closed_by="") | (Q(closed_at__isnull=False) & ~Q(closed_by="")),
            ),
        ]
        indexes = [models.Index(name="intake_source_organisation", fields=["organisation"])]

    def __str__(self) -> str:
        return f"source {self.code}"


class Batch(models.Model):
    """Rows of one table that came at once. `name` is the batch's name in the lake, for ever; `mark` of its content.

    `delivered_at` is when the lake's queue had it; `given_by` and `decided_by` are pseudonyms.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="batches")
    name = models.CharField(max_length=140, unique=True)
    table = models.CharField(max_length=40)
    kind = models.CharField(max_length=6)
    state = models.CharField(max_length=10, default=BatchState.ARRIVED.value)
    rows = models.PositiveIntegerField()
    rows_sealed = models.TextField(blank=True)
    mark = models.CharField(max_length=80)
    ground = models.CharField(max_length=400, blank=True)
    evidence = models.CharField(max_length=400, blank=True)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=200)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="intake_batch_kind_and_state_are_known",
                condition=Q(
                    kind__in=[kind.value for kind in BatchKind], state__in=[state.value for state in BatchState]
                ),
            ),
            models.CheckConstraint(
                name="intake_batch_decided_at_and_by_go_together",
                condition=Q(decided_at=None, decided_by="") | (Q(decided_at__isnull=False) & ~Q(decided_by="")),
            ),
            models.CheckConstraint(name="intake_batch_has_a_second_person", condition=~Q(decided_by=F("given_by"))),
            models.CheckConstraint(
                name="intake_batch_only_what_was_accepted_is_delivered",
                condition=Q(delivered_at=None) | Q(state__in=[BatchState.ACCEPTED.value, BatchState.RETRACTED.value]),
            ),
        ]
        indexes = [
            models.Index(name="intake_batch_newest", fields=["source", "-id"]),
            models.Index(
                name="intake_batch_to_deliver", fields=["id"], condition=Q(delivered_at=None, state="accepted")
            ),
            models.Index(name="intake_batch_waiting", fields=["id"], condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"batch {self.pk}"


class Retraction(models.Model):
    """A batch taken back whole: it waits until the lake has done it."""

    batch = models.OneToOneField(Batch, on_delete=models.PROTECT, related_name="retraction")
    reason = models.CharField(max_length=400)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="intake_retraction_has_a_reason", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"retraction of batch {self.batch_id}"
