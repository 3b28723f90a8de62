"""What was erased, when and by which clause: counts, and the mark of the list, so that it names nobody."""

from django.db import models


class Erasure(models.Model):
    """One run. Its counts grow with each part of it; `ended_at` is empty when it was interrupted."""

    token = models.CharField(max_length=32, unique=True)
    begun_at = models.DateTimeField()
    by = models.CharField(max_length=200)
    plan = models.CharField(max_length=64)
    keep_days = models.PositiveIntegerField()
    clause = models.JSONField()
    people = models.PositiveIntegerField(default=0)
    documents = models.PositiveIntegerField(default=0)
    matters = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    certificate = models.TextField(blank=True)
    signature = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"erasure {self.token}"
