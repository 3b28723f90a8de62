"""A citizen's own code, and that of whom they help or answer for."""

from datetime import date

import pytest
from django.test import Client

from lianfang.domains.accounts import commands
from lianfang.domains.accounts.models import Account, PersonTie
from lianfang.domains.accounts.states import Tie
from lianfang.domains.accounts.tests.given import a_citizen
from lianfang.domains.audit.models import Row
from lianfang.kernel.documents import read_document
from lianfang.kernel.phones import read_phone
from lianfang.kernel.roles import Role
from tests.given import CHAOYANG, NOON, actor, signed_in_as
from tests.web.fake_city import FakeCity

PHONE = "13800138000"
WORKER = actor(Role.COMMUNITY_WORKER, CHAOYANG)


def bound(tie: Tie, number: int) -> PersonTie:
    document = read_document("passport", f"E1234567{number}", on=date(2021, 8, 11))
    return commands.bind_at_desk(phone=read_phone(PHONE), document=document, tie=tie, area=CHAOYANG, by=WORKER, at=NOON)


@pytest.fixture
def citizen(city: FakeCity, db: None) -> Account:
    return a_citizen(PHONE)


def looks() -> list[str]:
    return list(Row.objects.filter(what="accounts.look").values_list("subject", flat=True))


def test_an_account_that_stands_to_nobody_is_led_to_where_it_can(citizen: Account) -> None:
    assert signed_in_as(citizen).get("/me/").url == "/account/"  # type: ignore[attr-defined]


def test_a_citizen_sees_their_own_code_and_that_is_not_written_down(citizen: Account, city: FakeCity) -> None:
    tie = bound(Tie.SELF, 1)

    page = signed_in_as(citizen).get("/me/").content.decode()

    assert "本人" in page
    assert city.asked[0][:2] == ("explain", tie.person)
    assert looks() == []


def test_safety_7_a_look_at_another_persons_code_is_written_down(citizen: Account, city: FakeCity) -> None:
    bound(Tie.SELF, 1)
    child = bound(Tie.GUARDIAN, 2)

    page = signed_in_as(citizen).get("/me/", {"of": child.pk}).content.decode()

    assert "监护人" in page
    assert city.asked[0][:2] == ("explain", child.person)
    assert looks() == [f"person {child.person}"]


@pytest.mark.parametrize("of", ["0", "999999", "x", "%00"])
def test_what_one_does_not_stand_to_does_not_exist(citizen: Account, of: str) -> None:
    bound(Tie.SELF, 1)

    assert signed_in_as(citizen).get("/me/", {"of": of}).status_code == 404


def test_a_tie_that_ended_shows_nothing_any_more(citizen: Account) -> None:
    child = bound(Tie.GUARDIAN, 2)
    browser = signed_in_as(citizen)
    commands.end_tie(tie_id=child.pk, account_id=citizen.pk, by=WORKER, at=NOON)

    assert browser.get("/me/", {"of": child.pk}).url == "/account/"  # type: ignore[attr-defined]


def test_a_stranger_sees_nobody(city: FakeCity, db: None) -> None:
    Client().get("/me/")

    assert city.asked == []
