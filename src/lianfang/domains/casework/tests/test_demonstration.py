"""The demonstration city has requests that stand as real ones would, made once."""

import pytest
from django.conf import settings

from lianfang.domains.casework.models import Line, Matter
from lianfang.domains.casework.public import fill_demonstration
from lianfang.domains.casework.tests.given import CHIEF
from lianfang.kernel.clock import CITY_ZONE

pytestmark = pytest.mark.django_db


def test_its_requests_are_made_once_by_invented_people_and_none_is_later_than_now():
    now = settings.CONFIG.demonstration_now.astimezone(CITY_ZONE)

    made = fill_demonstration(city="11", by=CHIEF, at=now)

    assert made == Matter.objects.count() >= 15
    assert fill_demonstration(city="11", by=CHIEF, at=now) == 0
    assert {"sent", "working", "waiting", "answered", "done"} == set(Matter.objects.values_list("state", flat=True))
    assert Matter.objects.filter(closed_at=None, due_at__lt=now).exists()
    assert not Line.objects.filter(at__gt=now).exists()
    assert not Line.objects.exclude(by__startswith="staff-").exclude(by="clock").exists()
