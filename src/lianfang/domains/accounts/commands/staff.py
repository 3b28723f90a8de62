"""The working life of staff: invited, joined, moved, left. Nobody moves or leaves with open work in their hands."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from secrets import token_hex

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from lianfang.domains.accounts import queries
from lianfang.domains.accounts.commands import attempts
from lianfang.domains.accounts.commands.readable import as_typed, readable_code
from lianfang.domains.accounts.commands.signing_in import set_password
from lianfang.domains.accounts.errors import (
    AlreadyStaffed,
    NameTaken,
    NoSuchAccount,
    NotAName,
    NotOneself,
    OpenWork,
    WrongInvitation,
)
from lianfang.domains.accounts.models import Account, RoleGrant, Session
from lianfang.domains.accounts.queries import Post
from lianfang.domains.accounts.states import ACCOUNT, Kind
from lianfang.domains.audit import public as audit
from lianfang.kernel.actors import Actor
from lianfang.kernel.audit import AREA
from lianfang.kernel.personal import Personal
from lianfang.kernel.roles import STAFF, Role, grants_of

INVITATION_HOLDS, INVITATION_LENGTH = timedelta(hours=72), 12
USERNAME = re.compile(r"[a-z][a-z0-9.-]{2,59}")
NAME, ORGANISATION = 80, 40

_open_work: dict[str, Callable[[str], int]] = {}


def register_open_work(room: str, count: Callable[[str], int]) -> None:
    """A room says how many open matters are in the hands of somebody (their pseudonym). Called once, by the web."""
    _open_work[room] = count


@transaction.atomic
def invite_first(*, username: str, name: str, area: str, at: datetime, now: datetime) -> str:
    """The first account of a city, for headquarters, made at the machine's own console; the invitation's code.

    Raises AlreadyStaffed as soon as there is anybody: who comes after is invited by somebody.
    """
    if Account.objects.filter(kind=Kind.STAFF.value).exists():
        raise AlreadyStaffed
    console = Actor("console", grants_of(Role.HEADQUARTERS, area=area) if AREA.fullmatch(area) else frozenset())
    post = Post(Role.HEADQUARTERS.value, area, "")
    return invite_staff(username=username, name=name, post=post, by=console, at=at, now=now)[1]


@transaction.atomic
def invite_staff(
    *, username: str, name: str, post: Post, by: Actor, at: datetime, now: datetime
) -> tuple[Account, str]:
    """A new account with one role, and the invitation's code, which is shown once and handed over by the inviter."""
    _must_fit(username, name, post)
    _must_give(by, post)
    account = Account(
        token=f"staff-{token_hex(6)}",
        kind=Kind.STAFF.value,
        username=username,
        name=name.strip(),
        area=post.area,
        began_at=at,
    )
    code = _invite(account, now=now)
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError:
        raise NameTaken from None
    _give(account, post, by, at)
    audit.record("accounts.invite", subject=account.token, by=by, at=at, area=post.area)
    return account, code


def join(*, username: str, code: Personal[str], password: Personal[str], at: datetime, now: datetime) -> Account:
    """Take up an invitation: the account is in use from now on. Raises WrongInvitation, WeakPassword, TooManyTries."""
    name = username.strip().casefold()
    attempts.take(attempts.INVITATION, Personal(name), now=now)
    return _join(name, code, password, at, now)


@transaction.atomic
def _join(name: str, code: Personal[str], password: Personal[str], at: datetime, now: datetime) -> Account:
    typed = queries.mark(as_typed(code), about="accounts.invitation")
    invited = Account.objects.select_for_update().filter(username=name, invite_mark=typed, invite_until__gt=now)
    account = invited.first()
    if account is None:
        raise WrongInvitation
    account.state = ACCOUNT.move(account.state, "join", what=str(account)).target.value
    account.invite_mark, account.invite_until = "", None
    account.save(update_fields=["state", "invite_mark", "invite_until"])
    set_password(account, password)
    audit.record("accounts.join", subject=account.token, by=Actor(account.token), at=at, area=account.area)
    return account


@transaction.atomic
def move_staff(*, account_id: int, post: Post, by: Actor, at: datetime) -> Account:
    """Give somebody another post: all their roles end, one begins. Raises OpenWork while matters are in their hands."""
    account = _staffed(account_id, by)
    _must_fit(account.username, account.name, post)
    _must_give(by, post)
    ACCOUNT.move(account.state, "move", what=str(account))
    _must_be_free(account)
    _end_roles(account, by, at)
    account.area = post.area
    account.save(update_fields=["area"])
    _give(account, post, by, at)
    Session.objects.filter(account=account).delete()
    audit.record("accounts.move", subject=account.token, by=by, at=at, area=post.area)
    return account


@transaction.atomic
def let_go(*, account_id: int, by: Actor, at: datetime) -> Account:
    """Somebody leaves: roles and sessions end at once, what they did stays. Raises OpenWork."""
    account = _staffed(account_id, by)
    target = ACCOUNT.move(account.state, "leave", what=str(account)).target
    _must_be_free(account)
    _end_roles(account, by, at)
    account.state, account.left_at, account.invite_mark = target.value, at, ""
    account.set_unusable_password()
    account.save(update_fields=["state", "left_at", "invite_mark", "password"])
    Session.objects.filter(account=account).delete()
    audit.record("accounts.leave", subject=account.token, by=by, at=at, area=account.area)
    return account


@transaction.atomic
def invite_again(*, account_id: int, by: Actor, at: datetime, now: datetime) -> str:
    """A new invitation for somebody who has not joined, forgot the password or left; the code, shown once."""
    account = _staffed(account_id, by)
    account.state = ACCOUNT.move(account.state, "invite_again", what=str(account)).target.value
    account.left_at = None
    code = _invite(account, now=now)
    account.save(update_fields=["state", "left_at", "invite_mark", "invite_until", "password"])
    Session.objects.filter(account=account).delete()
    audit.record("accounts.invite_again", subject=account.token, by=by, at=at, area=account.area)
    return code


@transaction.atomic
def forget_second_factor(*, account_id: int, by: Actor, at: datetime) -> None:
    """Take away the second factors of somebody who lost theirs; the next sign-in asks for a new one."""
    account = _staffed(account_id, by)
    Authenticator.objects.filter(user=account).delete()
    Session.objects.filter(account=account).delete()
    audit.record("accounts.forget_second_factor", subject=account.token, by=by, at=at, area=account.area)


def _staffed(account_id: int, by: Actor) -> Account:
    """The account, locked, when it is in an area that `by` manages, and not their own."""
    by.must_hold("accounts.manage")
    account = Account.objects.select_for_update().filter(pk=account_id, kind=Kind.STAFF.value).first()
    if account is None:
        raise NoSuchAccount
    held = list(RoleGrant.objects.filter(account=account, ended_at=None).values_list("role", "area", "organisation"))
    ours = {"", *(organisation for _, _, organisation in held)}
    if not any(by.may("accounts.manage", area=account.area, organisation=organisation) for organisation in ours):
        raise NoSuchAccount
    if account.token == by.id:
        raise NotOneself
    for role, area, organisation in held:
        by.must(f"accounts.give_{role}", area=area, organisation=organisation)
    return account


def _must_fit(username: str | None, name: str, post: Post) -> None:
    fits = USERNAME.fullmatch(username or "") and 0 < len(name.strip()) <= NAME
    if not (fits and len(post.organisation) <= ORGANISATION and AREA.fullmatch(post.area) and post.role in STAFF):
        raise NotAName


def _must_give(by: Actor, post: Post) -> None:
    by.must("accounts.manage", area=post.area, organisation=post.organisation)
    by.must(f"accounts.give_{post.role}", area=post.area, organisation=post.organisation)


def _must_be_free(account: Account) -> None:
    counts = {room: count(account.token) for room, count in _open_work.items()}
    if open_ := {room: number for room, number in counts.items() if number}:
        raise OpenWork(count=sum(open_.values()), where=", ".join(sorted(open_)))


def _give(account: Account, post: Post, by: Actor, at: datetime) -> None:
    RoleGrant.objects.create(
        account=account, role=post.role, area=post.area, organisation=post.organisation, given_at=at, given_by=by.id
    )


def _end_roles(account: Account, by: Actor, at: datetime) -> None:
    RoleGrant.objects.filter(account=account, ended_at=None).update(ended_at=at, ended_by=by.id)


def _invite(account: Account, *, now: datetime) -> str:
    code = readable_code(INVITATION_LENGTH)
    account.invite_mark = queries.mark(Personal(code), about="accounts.invitation")
    account.invite_until = now + INVITATION_HOLDS
    account.set_unusable_password()
    return code
