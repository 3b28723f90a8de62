"""What all doors share: letting somebody in, remembering who stands between the first and the second step."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from lianfang.domains.accounts import commands, queries
from lianfang.domains.accounts.models import Account
from lianfang.domains.accounts.presenters import device_of
from lianfang.domains.accounts.states import Kind

PENDING = "accounts.pending"  # session key: who has shown a password and not yet a second factor
NEXT = "accounts.next"
PENDING_HOLDS = timedelta(minutes=10)


def let_in(request: HttpRequest, account: Account) -> HttpResponse:
    """Begin a session under a new key, and go to where they wanted to go."""
    goal = request.session.pop(NEXT, None)
    request.session.pop(PENDING, None)
    request.session.cycle_key()
    commands.begin_session(
        account=account,
        key=request.session.session_key,
        device=device_of(request.headers.get("User-Agent", "")),
        at=request.clock.now(),
        now=request.machine.now(),
    )
    rotate_token(request)
    home = "desk" if account.kind == Kind.STAFF.value else "account"
    return HttpResponseRedirect(goal or reverse(home))


def remember_goal(request: HttpRequest) -> None:
    """Keep where they wanted to go, when it is a page of ours."""
    goal = request.GET.get("next", "")
    if goal and url_has_allowed_host_and_scheme(goal, allowed_hosts=None):
        request.session[NEXT] = goal


def put_before_second_step(request: HttpRequest, account: Account) -> None:
    """Remember who showed the right password; it counts for ten minutes in this browser."""
    until = request.machine.now() + PENDING_HOLDS
    request.session.cycle_key()
    request.session[PENDING] = {"account": account.pk, "until": until.isoformat()}


def at_second_step(request: HttpRequest) -> Account | None:
    """Who showed the right password in this browser a short while ago. One query."""
    pending = request.session.get(PENDING)
    if not pending or datetime.fromisoformat(pending["until"]) <= request.machine.now():
        return None
    return queries.account(pending["account"])
