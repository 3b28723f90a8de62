"""The log's one table. A row is written once by `record`; only its place in the chain is added later, by the sealer."""

from django.db import models
from django.db.models import Q


class Row(models.Model):
    """One act. `token` makes it unlike every other; `mark` is a keyed hash that only the platform can make.

    `number` and `seal` are its place in the chain of its jurisdiction, empty until the sealer has passed (a second).
    """

    token = models.CharField(max_length=32, unique=True)
    what = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    area = models.CharField(max_length=12, blank=True)
    purpose = models.CharField(max_length=500, blank=True)
    mark = models.CharField(max_length=64)
    chain = models.CharField(max_length=6)
    number = models.BigIntegerField(null=True)
    seal = models.CharField(max_length=64, null=True)  # absent until sealed, never an empty text

    class Meta:
        constraints = [
            models.UniqueConstraint(name="audit_row_place_in_chain_is_its_own", fields=["chain", "number"]),
            models.CheckConstraint(
                name="audit_row_number_and_seal_go_together",
                condition=Q(number=None, seal=None) | Q(number__gte=1, seal__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="audit_row_to_seal", fields=["id"], condition=Q(number=None)),
            models.Index(name="audit_row_subject", fields=["subject", "-id"]),
            models.Index(name="audit_row_by", fields=["by", "-id"]),
            models.Index(name="audit_row_what", fields=["what", "-id"]),
            models.Index(name="audit_row_area", fields=["chain", "-id"]),
        ]

    def __str__(self) -> str:
        return f"audit row {self.pk}"
