"""A draft of the policy. Its files are never overwritten: saving adds a version, so nothing written is lost."""

from django.db import models
from django.db.models import F, Q

from lianfang.domains.handbook.states import DraftState, PreviewState


class Draft(models.Model):
    """A policy being written, begun from the release `based_on` (its hash). `author`: the pseudonym of who began it."""

    title = models.CharField(max_length=120)
    area = models.CharField(max_length=12)
    state = models.CharField(max_length=12, default=DraftState.WRITING.value)
    based_on = models.CharField(max_length=64)
    author = models.CharField(max_length=200)
    opened_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True)
    handed_in_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="handbook_draft_state_is_known", condition=Q(state__in=[state.value for state in DraftState])
            ),
            models.CheckConstraint(name="handbook_draft_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="handbook_draft_handed_in_at_and_by_go_together",
                condition=Q(handed_in_at=None, handed_in_by="") | (Q(handed_in_at__isnull=False) & ~Q(handed_in_by="")),
            ),
        ]
        indexes = [models.Index(name="handbook_draft_newest", fields=["area", "-saved_at", "-id"])]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class FileVersion(models.Model):
    """One file of a draft as it was saved once. The highest `number` of a path counts; `gone`: it was taken out."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="versions")
    path = models.CharField(max_length=200)
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    gone = models.BooleanField(default=False)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="handbook_file_version_is_its_own", fields=["draft", "path", "number"]),
            models.CheckConstraint(name="handbook_file_gone_is_empty", condition=Q(gone=False) | Q(text="")),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of a file of draft {self.draft_id}"


class CheckRun(models.Model):
    """What a check found in a draft whose content had the hash `release`. The same content is checked once."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="checks")
    release = models.CharField(max_length=64)
    at = models.DateTimeField()
    faults = models.JSONField()
    notes = models.JSONField()
    cases = models.PositiveIntegerField()
    boundaries = models.PositiveIntegerField()
    covered = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="handbook_check_once", fields=["draft", "release"])]

    def __str__(self) -> str:
        return f"check of draft {self.draft_id}"


class PreviewRun(models.Model):
    """What a content would change for people against the release in force: worked out in the background, once.

    `step` and `people` say how far it is; `result` is the preview as JSON once it is there; `fault` why it is not, in
    every language.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="previews")
    release = models.CharField(max_length=64)
    against = models.CharField(max_length=64)
    at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=PreviewState.WAITING.value)
    step = models.CharField(max_length=20, blank=True)
    people = models.BigIntegerField(default=0)
    result = models.JSONField(null=True)
    fault = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="handbook_preview_state_is_known", condition=Q(state__in=[state.value for state in PreviewState])
            ),
            models.CheckConstraint(
                name="handbook_preview_has_a_result_when_done",
                condition=Q(state=PreviewState.DONE.value, result__isnull=False)
                | (~Q(state=PreviewState.DONE.value) & Q(result=None)),
            ),
        ]
        indexes = [models.Index(name="handbook_preview_newest", fields=["draft", "-id"])]

    def __str__(self) -> str:
        return f"preview {self.pk} of draft {self.draft_id}"


class PreviewSeen(models.Model):
    """Somebody opened a preview that was done: nobody signs what they have not seen."""

    preview = models.ForeignKey(PreviewRun, on_delete=models.CASCADE, related_name="seen")
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="handbook_preview_seen_once", fields=["preview", "by"])]

    def __str__(self) -> str:
        return f"preview {self.preview_id} was seen"


class Signature(models.Model):
    """A draft was signed by somebody who did not write it: content, minute, and whether the notice was skipped.

    A draft that missed its minute can be signed again; the last signature counts. `starts` is when it takes force.
    """

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="signatures")
    release = models.CharField(max_length=64)
    against = models.CharField(max_length=64)
    starts = models.DateTimeField()
    emergency = models.CharField(max_length=400, blank=True)
    signed_by = models.CharField(max_length=200)
    signed_at = models.DateTimeField()
    staged_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    withdrawn_for = models.CharField(max_length=400, blank=True)
    fault = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="handbook_signature_starts_later", condition=Q(starts__gt=F("signed_at"))),
            models.CheckConstraint(
                name="handbook_signature_withdrawn_goes_together",
                condition=Q(withdrawn_at=None, withdrawn_by="", withdrawn_for="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="") & ~Q(withdrawn_for="")),
            ),
        ]
        indexes = [models.Index(name="handbook_signature_newest", fields=["draft", "-id"])]

    def __str__(self) -> str:
        return f"signature {self.pk} of draft {self.draft_id}"
