"""A matter, its timeline and its attachments."""

from datetime import UTC, datetime

from django.db import models
from django.db.models import Q

from lianfang.domains.casework.models.around import HolidayFeed
from lianfang.domains.casework.states.hours import CALENDARS, OFFICE
from lianfang.domains.casework.states.matter import Priority, Scan
from lianfang.kernel.areas import county_of
from lianfang.kernel.deadlines import Promise

IN_HANDS = Q(closed_at=None) & ~Q(person="")
NEVER = datetime(9999, 1, 1, tzinfo=UTC)  # where a matter without a running deadline stands in the order of deadlines


class Matter(models.Model):
    """One matter of any kind. A room's own row points to it, one to one; everything lists share stands here.

    `area` and `unit` own it, `person` (the token of an account) has it in hand; `asker_area`, `asker_unit` and
    `opened_by` asked for it. `seen` counts its changes: who changes it says which one they saw.
    """

    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=30)
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    priority = models.PositiveSmallIntegerField(default=Priority.NORMAL.value)
    area = models.CharField(max_length=12)
    county = models.CharField(max_length=6, editable=False)
    unit = models.CharField(max_length=40)
    person = models.CharField(max_length=40, blank=True)
    asker_area = models.CharField(max_length=12)
    asker_county = models.CharField(max_length=6, editable=False)
    asker_unit = models.CharField(max_length=40, blank=True)
    opened_by = models.CharField(max_length=200)
    opened_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)
    seen = models.PositiveIntegerField(default=1)

    # The promise (kernel.deadlines): `due_at` while it runs or has passed, `left` while it stands in time.
    calendar = models.CharField(max_length=10, default=OFFICE)
    feed = models.ForeignKey(HolidayFeed, on_delete=models.PROTECT, related_name="+")
    promised = models.DurationField(null=True)
    due_at = models.DateTimeField(null=True)
    left = models.DurationField(null=True)
    paused_at = models.DateTimeField(null=True)
    wanted_at = models.DateTimeField()
    level = models.PositiveSmallIntegerField(default=0)
    escalate_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="casework_matter_priority_is_known",
                condition=Q(priority__in=[priority.value for priority in Priority]),
            ),
            models.CheckConstraint(name="casework_matter_calendar_is_known", condition=Q(calendar__in=list(CALENDARS))),
            models.CheckConstraint(
                name="casework_matter_deadline_or_time_left_never_both",
                condition=Q(promised=None, due_at=None, left=None)
                | Q(promised__isnull=False, due_at__isnull=False, left=None)
                | Q(promised__isnull=False, due_at=None, left__isnull=False),
            ),
            models.CheckConstraint(
                name="casework_matter_time_left_means_paused_or_closed",
                condition=Q(left=None) | Q(paused_at__isnull=False) | Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="casework_matter_nothing_escalates_while_it_stands",
                condition=Q(escalate_at=None) | Q(paused_at=None, closed_at=None),
            ),
        ]
        indexes = [
            models.Index(name="casework_open", fields=["wanted_at", "id"], condition=Q(closed_at=None)),
            models.Index(
                name="casework_open_county", fields=["county", "wanted_at", "id"], condition=Q(closed_at=None)
            ),
            models.Index(name="casework_open_unit", fields=["unit", "wanted_at", "id"], condition=Q(closed_at=None)),
            models.Index(name="casework_open_person", fields=["person", "wanted_at", "id"], condition=IN_HANDS),
            models.Index(
                name="casework_open_asker", fields=["asker_county", "wanted_at", "id"], condition=Q(closed_at=None)
            ),
            models.Index(name="casework_newest", fields=["-opened_at", "-id"]),
            models.Index(name="casework_closed", fields=["-closed_at", "-id"], condition=Q(closed_at__isnull=False)),
            models.Index(name="casework_to_escalate", fields=["escalate_at"], condition=Q(escalate_at__isnull=False)),
            models.Index(
                name="casework_feed", fields=["feed", "id"], condition=Q(closed_at=None, due_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"matter {self.pk}"

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep; the counties follow the areas."""
        self.county, self.asker_county = county_of(self.area), county_of(self.asker_area)
        super().save(*args, **kwargs)

    @property
    def promise(self) -> Promise | None:
        """What was promised and how its clock stands; None when nothing was."""
        return None if self.promised is None else Promise(self.promised, self.due_at, self.left)

    def is_late(self, at: datetime) -> bool:
        """Whether the deadline passed before it was kept. Closed late stays late."""
        passed = self.due_at is not None and self.closed_at is None and at > self.due_at
        return self.late or passed

    def keep(self, promise: Promise | None) -> None:
        """Write the promise's clock into the row."""
        self.promised = promise.length if promise else None
        self.due_at, self.left = (promise.due, promise.left) if promise else (None, None)
        self.wanted_at = NEVER if self.due_at is None or self.closed_at else self.due_at


class Line(models.Model):
    """One line of a matter's timeline. `what` names the sentence, `details` fill it; `text` is what somebody wrote."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="lines")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    what = models.CharField(max_length=60)
    details = models.JSONField(default=dict)
    moment = models.DateTimeField(null=True)
    text = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(name="casework_line_in_order", fields=["matter", "id"])]

    def __str__(self) -> str:
        return f"line {self.pk} of matter {self.matter_id}"


class Attachment(models.Model):
    """A file that belongs to a matter. Its content lies outside the store and the web's folders, under `stored`."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=120)
    type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=64, unique=True)
    scan = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="casework_attachment_scan_is_known", condition=Q(scan__in=[scan.value for scan in Scan])
            )
        ]

    def __str__(self) -> str:
        return f"attachment {self.pk} of matter {self.matter_id}"
