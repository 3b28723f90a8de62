"""Two at the same moment on PostgreSQL: one gets it, the other is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connections

from lianfang.domains.accounts import commands
from lianfang.domains.accounts.models import Account, PersonTie, Session
from lianfang.domains.accounts.states import Tie
from lianfang.domains.accounts.tests.given import a_citizen, machine_now
from lianfang.kernel.actors import Actor
from lianfang.kernel.documents import read_document
from lianfang.kernel.personal import Personal
from lianfang.kernel.phones import read_phone
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.roles import Role
from tests.given import CHAOYANG, NOON, actor

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

PHONE = "13800138000"


def together(*steps: Callable[[], object]) -> list[str]:
    """Every step at once, each on a connection of its own: `done`, or the refusal's code."""

    def run(step: Callable[[], object]) -> str:
        try:
            step()
        except Refusal as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(steps)) as pool:
        return sorted(pool.map(run, steps))


def test_a_code_that_two_type_at_once_counts_for_one() -> None:
    phone, now = read_phone(PHONE), machine_now()
    code = commands.ask_for_code(phone=phone, address=Personal("here"), language="zh", now=now)

    def use() -> Account:
        return commands.use_code(phone=phone, code=code, at=NOON, now=now)

    assert together(use, use, use) == ["done", "wrong-code", "wrong-code"]
    assert Account.objects.count() == 1


def test_two_consents_taken_at_once_do_not_become_a_fifth() -> None:
    helper = a_citizen(PHONE)
    for number in range(3):
        PersonTie.objects.create(
            account=helper, person=f"1.{number}", tie="helper", ground="consent", begun_at=NOON, begun_by="test"
        )

    def consent(number: int) -> str:
        phone = f"1370013800{number}"
        person = a_citizen(phone)
        tie = commands.bind_at_desk(
            phone=read_phone(phone),
            document=read_document("passport", f"E1234567{number}", on=date(2021, 8, 11)),
            tie=Tie.SELF,
            area=CHAOYANG,
            by=actor(Role.COMMUNITY_WORKER, CHAOYANG),
            at=NOON,
        )
        by = Actor(person.token)
        return commands.offer_help(account_id=person.pk, person=tie.person, by=by, at=NOON, now=machine_now())

    def take(code: str) -> Callable[[], object]:
        return lambda: commands.take_help(
            account_id=helper.pk, code=Personal(code), by=Actor(helper.token), at=NOON, now=machine_now()
        )

    assert together(take(consent(1)), take(consent(2))) == ["done", "helps-enough"]
    assert PersonTie.objects.filter(account=helper, tie="helper").count() == 4


def test_five_browsers_at_once_leave_three() -> None:
    account = a_citizen(PHONE)

    def begin(number: int) -> Callable[[], object]:
        return lambda: commands.begin_session(
            account=account, key=f"key-{number}", device="", at=NOON, now=machine_now()
        )

    together(*(begin(number) for number in range(5)))

    assert Session.objects.filter(account=account).count() == 3


def test_guessing_at_once_counts_every_guess() -> None:
    name, now = Account(username="somebody.new"), machine_now()

    def guess() -> object:
        return commands.check_password(
            username=name.username, password=Personal("guess"), address=Personal("here"), at=NOON, now=now
        )

    answers = together(*[guess] * 12)

    assert answers.count("wrong-sign-in") <= 5
