"""Which unit answers for what, where, since when and until when."""

from django.db import models
from django.db.models import F, Q

from lianfang.domains.places.models.place import Place, Stays
from lianfang.domains.places.states import DutyKind


class Duty(Stays):
    """A unit answers for a kind of thing in an area: `area` is the prefix of its code, `11` the city.

    In one area only one unit answers for a kind at a time; the nearest area that has one is the answer.
    """

    unit = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="duties")
    duty = models.CharField(max_length=20)
    area = models.CharField(max_length=12)
    from_at = models.DateTimeField()
    from_by = models.CharField(max_length=200)
    until_at = models.DateTimeField(null=True)
    until_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="places_duty_is_known", condition=Q(duty__in=[duty.value for duty in DutyKind])
            ),
            models.CheckConstraint(
                name="places_duty_until_at_and_by_go_together",
                condition=Q(until_at=None, until_by="") | (Q(until_at__gte=F("from_at")) & ~Q(until_by="")),
            ),
            models.UniqueConstraint(
                name="places_duty_one_unit_answers", fields=["duty", "area"], condition=Q(until_at=None)
            ),
        ]
        indexes = [models.Index(name="places_duty_who_answers", fields=["duty", "area", "from_at"])]

    def __str__(self) -> str:
        return f"duty {self.pk}"
