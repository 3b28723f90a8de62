import pytest
from django.db import transaction

from lianfang.domains.audit import public as audit
from lianfang.domains.audit.models import Row
from lianfang.kernel.actors import Actor
from tests.given import CHAOYANG, NOON

OFFICER = Actor("officer-7")

pytestmark = pytest.mark.django_db


def test_an_act_is_written_down_once_with_who_what_when_where_and_why(django_assert_num_queries):
    with django_assert_num_queries(1):
        audit.record(
            "hotline.answer", subject="ticket 41", by=OFFICER, at=NOON, area="110105003001", purpose="call back"
        )

    row = Row.objects.get()
    assert (row.what, row.subject, row.by, row.at) == ("hotline.answer", "ticket 41", "officer-7", NOON)
    assert (row.area, row.purpose, row.chain) == ("110105003001", "call back", CHAOYANG)
    assert row.number is None


def test_an_act_that_is_undone_leaves_no_row():
    with transaction.atomic():
        audit.record("hotline.answer", subject="ticket 41", by=OFFICER, at=NOON)
        transaction.set_rollback(True)

    assert not Row.objects.exists()


@pytest.mark.parametrize(
    ("area", "chain"), [("", "000000"), ("11", "110000"), ("110000", "110000"), ("320115", "320115")]
)
def test_a_row_belongs_to_the_chain_of_its_jurisdiction(area, chain):
    audit.record("hotline.answer", subject="ticket 41", by=OFFICER, at=NOON, area=area)

    assert Row.objects.get().chain == chain


@pytest.mark.parametrize(
    "wrong", [{"subject": "张三"}, {"subject": "13800000000"}, {"area": "here"}, {"purpose": "13800000000"}]
)
def test_safety_7_what_names_a_person_is_refused_and_not_repeated(wrong):
    with pytest.raises(ValueError, match="audit entry") as error:
        audit.record("hotline.answer", **{"subject": "ticket 41", "by": OFFICER, "at": NOON} | wrong)

    assert next(iter(wrong.values())) not in str(error.value)
    assert not Row.objects.exists()
