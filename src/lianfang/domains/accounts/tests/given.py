"""Staff and citizens as the door makes them."""

import re
from datetime import datetime, timedelta
from itertools import count

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from lianfang.domains.accounts import commands
from lianfang.domains.accounts.models import Account
from lianfang.domains.accounts.queries import Post
from lianfang.kernel.actors import Actor
from lianfang.kernel.clock import MachineClock
from lianfang.kernel.personal import Personal
from lianfang.kernel.phones import read_phone
from lianfang.kernel.roles import Role
from tests.given import CHAOYANG, CITY, NOON, actor

PASSWORD = "four unrelated words"
HEADQUARTERS = actor(Role.HEADQUARTERS, CITY, id_="staff-hq")
HERE = Personal("127.0.0.1")
_numbers = count(1)


def machine_now() -> datetime:
    return MachineClock().now()


def invited(role: Role = Role.INSPECTOR, area: str = CHAOYANG, *, organisation: str = "") -> tuple[Account, str]:
    """Somebody who was invited, and the invitation's code."""
    return commands.invite_staff(
        username=f"somebody.{next(_numbers)}",
        name="王小明",
        post=Post(role, area, organisation),
        by=HEADQUARTERS,
        at=NOON,
        now=machine_now(),
    )


def joined(role: Role = Role.INSPECTOR, area: str = CHAOYANG, *, organisation: str = "") -> Account:
    """Somebody who took up their invitation."""
    account, code = invited(role, area, organisation=organisation)
    return commands.join(
        username=account.username, code=Personal(code), password=Personal(PASSWORD), at=NOON, now=machine_now()
    )


def a_citizen(phone: str = "13800000000") -> Account:
    """Somebody who signed in with a phone and the code that was sent to it."""
    read, now = read_phone(phone), machine_now()
    code = commands.ask_for_code(phone=read, address=HERE, language="zh", now=now)
    return commands.use_code(phone=read, code=code, at=NOON, now=now)


def try_password(account: Account, password: str, *, after: timedelta = timedelta(0), address: str = "1") -> Account:
    return commands.check_password(
        username=account.username,
        password=Personal(password),
        address=Personal(address),
        at=NOON,
        now=machine_now() + after,
    )


def text_of(response: object) -> str:
    return response.content.decode()


def secret_on(page: str) -> str:
    """The secret that a page shows once."""
    return re.search(r'<code class="secret[^"]*">([^<]+)</code>', page)[1]


def is_signed_in(browser: Client) -> bool:
    return browser.get("/account/").status_code == 200


def sign_in(browser: Client, account: Account, password: str = PASSWORD, **more: str):
    return browser.post("/sign-in/", {"username": account.username, "password": password}, **more)


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


def with_app(account: Account) -> str:
    """An app's codes in use; its secret."""
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    commands.add_app(account=account, secret=secret, code=Personal(code_now(secret)), by=Actor(account.token), at=NOON)
    return secret
