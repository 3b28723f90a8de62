"""What stands around matters: notices to those concerned, lists people keep, lists of holidays."""

from django.db import models
from django.db.models import Q

from lianfang.domains.casework.states.hours import CALENDARS


class HolidayFeed(models.Model):
    """A whole list of holidays and working weekends as it was received. Never changed: the next list is another row."""

    received_at = models.DateTimeField()
    by = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    days = models.JSONField()

    def __str__(self) -> str:
        return f"holidays {self.pk}"


class UnitHours(models.Model):
    """A unit that keeps other than office hours: when its people may be reminded of something."""

    unit = models.CharField(max_length=40, unique=True)
    calendar = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="casework_unit_hours_calendar_is_known", condition=Q(calendar__in=list(CALENDARS))
            )
        ]

    def __str__(self) -> str:
        return f"hours of {self.unit}"


class Notice(models.Model):
    """A word to one person, or to whoever answers for a unit, about a matter. Not shown before `show_at`."""

    matter = models.ForeignKey("casework.Matter", on_delete=models.PROTECT, related_name="notices")
    what = models.CharField(max_length=60)
    to_person = models.CharField(max_length=200, blank=True)
    to_area = models.CharField(max_length=12, blank=True)
    to_unit = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    show_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    read_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="casework_notice_is_to_a_person_or_to_a_place",
                condition=(~Q(to_person="") & Q(to_area="")) | (Q(to_person="") & ~Q(to_area="")),
            ),
            models.CheckConstraint(
                name="casework_notice_read_at_and_by_go_together",
                condition=Q(read_at=None, read_by="") | (Q(read_at__isnull=False) & ~Q(read_by="")),
            ),
        ]
        indexes = [
            models.Index(name="casework_notice_person", fields=["to_person", "-id"], condition=Q(read_at=None)),
            models.Index(name="casework_notice_unit", fields=["to_unit", "-id"], condition=Q(read_at=None)),
            models.Index(name="casework_notice_to_send", fields=["show_at"], condition=Q(sent_at=None)),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"


class SavedList(models.Model):
    """A list somebody keeps: what it shows, under a name of their own."""

    owner = models.CharField(max_length=200)
    name = models.CharField(max_length=60)
    asked = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(name="casework_saved_list_name_is_its_own", fields=["owner", "name"])]

    def __str__(self) -> str:
        return f"list {self.pk}"
