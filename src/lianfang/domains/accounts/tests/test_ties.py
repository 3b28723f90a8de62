from datetime import date, timedelta

import pytest

from lianfang.domains.accounts import commands, queries
from lianfang.domains.accounts.commands import Claim
from lianfang.domains.accounts.errors import (
    AlreadyTied,
    HelpsEnough,
    NoSuchAccount,
    NotVerified,
    WrongOffer,
)
from lianfang.domains.accounts.models import Account, PersonTie
from lianfang.domains.accounts.states import Tie
from lianfang.domains.accounts.tests.given import a_citizen, machine_now, text_of
from lianfang.domains.audit.models import Row
from lianfang.gateways.identity import ExampleIdentity, NoIdentity
from lianfang.kernel.actors import Actor, NotPermitted
from lianfang.kernel.documents import Document, read_document
from lianfang.kernel.personal import Personal
from lianfang.kernel.phones import read_phone
from lianfang.kernel.roles import Role
from tests.given import CHAOYANG, DONGCHENG, NOON, actor, signed_in_as

pytestmark = pytest.mark.django_db

PHONE = "13800000000"
WORKER = actor(Role.COMMUNITY_WORKER, CHAOYANG, id_="staff-worker")
TODAY = date(2021, 8, 11)


def card(number: int = 0) -> Document:
    return read_document("passport", f"E1234567{number}", on=TODAY)


def bound(phone: str, number: int = 0) -> tuple[Account, PersonTie]:
    """A citizen whose phone a desk bound to the holder of a document."""
    account = a_citizen(phone)
    tie = commands.bind_at_desk(
        phone=read_phone(phone), document=card(number), tie=Tie.SELF, area=CHAOYANG, by=WORKER, at=NOON
    )
    return account, tie


def offer(account: Account, tie: PersonTie, *, now=None) -> str:
    by = Actor(account.token)
    return commands.offer_help(account_id=account.pk, person=tie.person, by=by, at=NOON, now=now or machine_now())


def take(account: Account, code: str, *, now=None) -> PersonTie:
    by = Actor(account.token)
    return commands.take_help(account_id=account.pk, code=Personal(code), by=by, at=NOON, now=now or machine_now())


def test_a_phone_is_not_a_person_until_a_desk_saw_a_document():
    account = a_citizen(PHONE)
    assert queries.ties(account.pk, at=NOON) == []

    _, tie = bound("13800000001")

    assert (tie.tie, tie.ground, tie.document) == ("self", "desk", "passport E1*****70")
    assert Row.objects.filter(what="accounts.tie_self", subject=f"person {tie.person}", by="staff-worker").exists()


def test_a_desk_binds_in_its_own_area_only_and_a_phone_that_signed_in():
    a_citizen(PHONE)
    asked = {"phone": read_phone(PHONE), "document": card(), "tie": Tie.SELF, "at": NOON}

    with pytest.raises(NotPermitted):
        commands.bind_at_desk(**asked, area=DONGCHENG, by=WORKER)
    with pytest.raises(NoSuchAccount):
        commands.bind_at_desk(**asked | {"phone": read_phone("13900000009")}, area=CHAOYANG, by=WORKER)
    commands.bind_at_desk(**asked, area=CHAOYANG, by=WORKER)
    with pytest.raises(AlreadyTied):
        commands.bind_at_desk(**asked, area=CHAOYANG, by=WORKER)


def test_the_identity_service_binds_and_only_when_it_confirms():
    account = a_citizen()
    claim = Claim(card(), Personal("王小明"), Personal("123456"))
    asked = {"account_id": account.pk, "claim": claim, "by": Actor(account.token), "at": NOON, "now": machine_now()}

    with pytest.raises(NotVerified):
        commands.bind_by_gateway(**asked, identity=NoIdentity())
    tie = commands.bind_by_gateway(**asked, identity=ExampleIdentity())

    assert queries.may_show(account.pk, tie.person, at=NOON)
    assert tie.ground == "gateway"


def test_one_phone_may_serve_several_people():
    account = a_citizen()
    for number in range(3):
        commands.bind_at_desk(
            phone=read_phone(PHONE), document=card(number), tie=Tie.SELF, area=CHAOYANG, by=WORKER, at=NOON
        )

    assert len(queries.ties(account.pk, at=NOON)) == 3


def test_a_helper_shows_a_persons_code_after_their_consent_and_until_it_is_taken_back():
    person, tie = bound("13800000001")
    helper = a_citizen("13800000002")
    assert not queries.may_show(helper.pk, tie.person, at=NOON)

    helping = take(helper, offer(person, tie).lower())

    assert queries.may_show(helper.pk, tie.person, at=NOON)
    commands.end_tie(tie_id=helping.pk, account_id=person.pk, by=Actor(person.token), at=NOON)
    assert not queries.may_show(helper.pk, tie.person, at=NOON)


def test_one_account_helps_at_most_four_people():
    helper = a_citizen("13700000001")
    for number in range(4):
        take(helper, offer(*bound(f"1380000001{number}", number)))
    fifth = bound("13800000015", 5)

    with pytest.raises(HelpsEnough):
        take(helper, offer(*fifth))
    commands.end_tie(
        tie_id=queries.ties(helper.pk, at=NOON)[0].pk, account_id=helper.pk, by=Actor(helper.token), at=NOON
    )
    assert take(helper, offer(*fifth)).tie == "helper"


def test_a_consent_counts_once_and_for_a_quarter_of_an_hour_and_not_for_oneself():
    person, tie = bound("13800000001")
    helper = a_citizen("13800000002")
    code = offer(person, tie)

    with pytest.raises(WrongOffer):
        take(person, code)
    with pytest.raises(WrongOffer):
        take(helper, code, now=machine_now() + timedelta(minutes=16))
    take(helper, code)
    with pytest.raises(WrongOffer):
        take(a_citizen("13800000003"), code)


def test_nobody_consents_for_somebody_else():
    _, tie = bound("13800000001")
    other = a_citizen("13800000002")

    with pytest.raises(NoSuchAccount):
        offer(other, tie)


def test_nobody_ends_a_tie_that_is_not_theirs():
    _, tie = bound("13800000001")
    other = a_citizen("13800000002")

    with pytest.raises(NoSuchAccount):
        commands.end_tie(tie_id=tie.pk, account_id=other.pk, by=Actor(other.token), at=NOON)


def test_a_guardian_of_a_child_answers_for_it_until_it_is_of_age():
    guardian = a_citizen(PHONE)
    child = read_document("resident_card", "11010520120307001X"[:17] + _check("11010520120307001"), on=TODAY)

    tie = commands.bind_at_desk(
        phone=read_phone(PHONE), document=child, tie=Tie.GUARDIAN, area=CHAOYANG, by=WORKER, at=NOON
    )

    assert (tie.until.year, tie.until.month, tie.until.day) == (2030, 3, 7)
    assert queries.may_show(guardian.pk, tie.person, at=NOON)
    assert not queries.may_show(guardian.pk, tie.person, at=tie.until)


def test_a_citizens_account_page_shows_whose_code_it_may_show(stranger):
    person, _ = bound("13800000001")

    page = text_of(signed_in_as(person).get("/account/"))

    assert "本人" in page
    assert "请一位亲友帮忙" in page


def _check(first: str) -> str:
    """The last character of a resident card's number (GB 11643)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(first, weights, strict=True)) % 11]
