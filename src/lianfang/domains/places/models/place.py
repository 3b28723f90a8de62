"""Places, and every change that was made to one."""

from typing import Never

from django.db import models
from django.db.models import Q

from lianfang.domains.places.errors import PlacesStay
from lianfang.domains.places.models.details import Details
from lianfang.domains.places.states import Kind, PlaceState


class Kept(models.QuerySet):
    """Rows that stay."""

    def delete(self) -> Never:
        """Refused."""
        raise PlacesStay


class Stays(models.Model):
    """A row that is never deleted."""

    objects = Kept.as_manager()

    class Meta:
        abstract = True

    def delete(self, *_args: object, **_options: object) -> Never:
        """Refused."""
        raise PlacesStay


class Place(Stays):
    """A place. Of an area, `code` and `area` are one; of anything else, `area` is where it lies.

    `district` is the first six digits of `area`. `searched` holds what it is found by: its names, present and past, and
    the initials of their sounds. `version` counts its changes.
    """

    code = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=10, default=PlaceState.OPEN.value)
    area = models.CharField(max_length=12)
    district = models.CharField(max_length=6)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    sort = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=200, blank=True)
    size = models.PositiveIntegerField(null=True)
    searched = models.TextField()
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="places_place_kind_is_known", condition=Q(kind__in=[kind.value for kind in Kind])
            ),
            models.CheckConstraint(
                name="places_place_state_is_known", condition=Q(state__in=[state.value for state in PlaceState])
            ),
            models.CheckConstraint(
                name="places_place_ended_when_not_open",
                condition=Q(state=PlaceState.OPEN.value, ended_at=None)
                | (~Q(state=PlaceState.OPEN.value) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="places_place_merged_has_a_successor",
                condition=Q(state=PlaceState.MERGED.value, merged_into__isnull=False)
                | (~Q(state=PlaceState.MERGED.value) & Q(merged_into=None)),
            ),
            models.CheckConstraint(
                name="places_place_is_not_its_own_successor", condition=~Q(merged_into=models.F("id"))
            ),
        ]
        indexes = [
            models.Index(name="places_place_list", fields=["area", "code"]),
            models.Index(name="places_place_kind_list", fields=["kind", "area", "code"]),
            models.Index(name="places_place_count", fields=["kind", "state", "district"]),
        ]

    def __str__(self) -> str:
        return f"place {self.code}"

    @property
    def details(self) -> Details:
        """What is said of the place now."""
        return Details(self.name, self.name_en, self.sort, self.address, self.size)


class Change(Stays):
    """One change of a place: what it was before and what after, when, by whom, why."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="changes")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    reason = models.CharField(max_length=300, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(name="places_change_number_once", fields=["place", "number"])]

    def __str__(self) -> str:
        return f"change {self.number} of {self.place_id}"
