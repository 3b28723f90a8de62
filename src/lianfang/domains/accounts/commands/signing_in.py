"""How staff come in: name and password, then a second factor. What goes wrong is counted and written down."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from lianfang.domains.accounts.commands import attempts
from lianfang.domains.accounts.commands.sessions import end_other_sessions
from lianfang.domains.accounts.errors import WeakPassword, WrongSignIn
from lianfang.domains.accounts.models import Account
from lianfang.domains.accounts.states import ACCOUNT, AccountState, Kind
from lianfang.domains.audit import public as audit
from lianfang.kernel.actors import Actor
from lianfang.kernel.personal import Personal, Purpose


def check_password(
    *, username: str, password: Personal[str], address: Personal[str], at: datetime, now: datetime
) -> Account:
    """The account, when the name and the password belong together; the second factor comes after it.

    Raises WrongSignIn, which says the same for a name that nobody has, and takes as long; TooManyTries after five.
    """
    name = username.strip().casefold()
    attempts.take(attempts.ADDRESS, address, now=now)
    attempts.take(attempts.PASSWORD, Personal(name), now=now)
    account = Account.objects.filter(kind=Kind.STAFF.value, username=name).first()
    typed = password.reveal(Purpose.DECIDE)
    if account is None:
        make_password(typed)  # as much work as looking
        raise WrongSignIn
    if not (account.check_password(typed) and account.is_active):
        audit.record("accounts.sign_in_failed", subject=account.token, by=Actor("stranger"), at=at, area=account.area)
        raise WrongSignIn
    attempts.forgive(attempts.PASSWORD, Personal(name))
    return account


@transaction.atomic
def accept_named(*, username: str, at: datetime) -> Account:
    """The account of whom the city's own sign-in named; an invitation is taken up by it. Raises WrongSignIn."""
    found = Account.objects.select_for_update().filter(kind=Kind.STAFF.value, username=username.strip().casefold())
    account = found.first()
    if account is None or account.state == AccountState.LEFT.value:
        raise WrongSignIn
    if account.state == AccountState.INVITED.value:
        account.state = ACCOUNT.move(account.state, "join", what=str(account)).target.value
        account.invite_mark, account.invite_until = "", None
        account.save(update_fields=["state", "invite_mark", "invite_until"])
        audit.record("accounts.join", subject=account.token, by=Actor(account.token), at=at, area=account.area)
    return account


@transaction.atomic
def change_password(
    *, account_id: int, session_id: int, old: Personal[str], new: Personal[str], by: Actor, at: datetime
) -> None:
    """Take another password; every other browser of the account is signed out. Raises WrongSignIn, WeakPassword."""
    account = Account.objects.select_for_update().get(pk=account_id)
    if not account.check_password(old.reveal(Purpose.DECIDE)):
        raise WrongSignIn
    set_password(account, new)
    end_other_sessions(session_id=session_id, account_id=account_id, by=by, at=at)
    audit.record("accounts.change_password", subject=account.token, by=by, at=at, area=account.area)


def set_password(account: Account, new: Personal[str]) -> None:
    """Keep a password (Argon2). Raises WeakPassword."""
    try:
        validate_password(new.reveal(Purpose.DECIDE), account)
    except ValidationError:
        raise WeakPassword from None
    account.set_password(new.reveal(Purpose.STORE))
    account.save(update_fields=["password"])
