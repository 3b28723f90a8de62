"""The door of staff: name and password, the second factor, invitations; in the demonstration a click."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from lianfang.domains.accounts import commands, queries
from lianfang.domains.accounts.errors import WrongSignIn
from lianfang.domains.accounts.forms import secret, text
from lianfang.domains.accounts.pages.coming_in import (
    at_second_step,
    let_in,
    put_before_second_step,
    remember_goal,
)
from lianfang.domains.accounts.pages.second_factor import challenge, passkey_answer
from lianfang.domains.accounts.presenters import is_demonstration, role_word
from lianfang.gateways.oidc import provider_of
from lianfang.kernel.roles import STAFF, Role

both = require_http_methods(["GET", "HEAD", "POST"])


@both
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password. The second step is left out in the demonstration only."""
    if request.method != "POST":
        remember_goal(request)
        desks = [(role.value, role_word(role)) for role in Role if role in STAFF] if is_demonstration() else []
        oidc = provider_of(settings.CONFIG) is not None
        return render(request, "accounts/sign_in.html", {"desks": desks, "oidc": oidc})
    account = commands.check_password(
        username=text(request, "username"),
        password=secret(request, "password"),
        address=request.address,
        at=request.clock.now(),
        now=request.machine.now(),
    )
    factors = queries.second_factors(account.pk)
    if is_demonstration() and not (factors["totp"] or factors["webauthn"]):
        return let_in(request, account)
    put_before_second_step(request, account)
    return HttpResponseRedirect(reverse("second_step" if factors["totp"] or factors["webauthn"] else "enrol"))


@both
def second_step(request: HttpRequest) -> HttpResponse:
    """A code of the app, a recovery code, or a passkey."""
    account = at_second_step(request)
    if account is None:
        return HttpResponseRedirect(reverse("sign_in"))
    if request.method != "POST":
        return render(request, "accounts/second_step.html", {"factors": queries.second_factors(account.pk)})
    commands.check_code(account=account, code=secret(request, "code"), now=request.machine.now())
    return let_in(request, account)


@both
def passkey_step(request: HttpRequest) -> HttpResponse:
    """GET: the challenge for this browser's passkey. POST: its answer; where to go then."""
    account = at_second_step(request)
    if account is None:
        raise WrongSignIn
    if request.method != "POST":
        return challenge(account)
    commands.check_passkey(account=account, response=passkey_answer(request), now=request.machine.now())
    return JsonResponse({"go": let_in(request, account).url})


@both
def join(request: HttpRequest) -> HttpResponse:
    """Take up an invitation with its code and a password of one's own."""
    if request.method != "POST":
        return render(request, "accounts/join.html")
    account = commands.join(
        username=text(request, "username"),
        code=secret(request, "code"),
        password=secret(request, "password"),
        at=request.clock.now(),
        now=request.machine.now(),
    )
    if is_demonstration():
        return let_in(request, account)
    put_before_second_step(request, account)
    return HttpResponseRedirect(reverse("second_step" if any(queries.second_factors(account.pk).values()) else "enrol"))


@require_POST
def take_desk(request: HttpRequest) -> HttpResponse:
    """The demonstration: be somebody with this role. Refused in a real city."""
    known = text(request, "role")
    if known not in STAFF:
        raise WrongSignIn
    account = commands.demonstration.account_for(Role(known), at=request.clock.now())
    return let_in(request, account)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Out, in this browser."""
    if request.who is not None:
        commands.end_session(
            session_id=request.who.session_id, account_id=request.who.id, by=request.actor, at=request.clock.now()
        )
    request.session.cycle_key()
    return HttpResponseRedirect(reverse("home"))
