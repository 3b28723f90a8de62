"""Taking a second factor into use: an app's codes, or a passkey; its recovery codes are shown once."""

import json

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.webauthn.internal.auth import begin_authentication, begin_registration
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from segno import make as make_qr

from lianfang.domains.accounts import commands, queries
from lianfang.domains.accounts.errors import WrongSecondFactor
from lianfang.domains.accounts.forms import secret
from lianfang.domains.accounts.models import Account
from lianfang.domains.accounts.pages.coming_in import at_second_step, let_in
from lianfang.domains.accounts.pages.once import keep_once, peek, show_once
from lianfang.domains.accounts.states import Kind
from lianfang.kernel.actors import Actor

both = require_http_methods(["GET", "HEAD", "POST"])
SECRET = "accounts.app_secret"  # noqa: S105 — the session key under which a new app's secret waits for its first code
RECOVERY = "accounts.recovery"
NAME = 40


def challenge(account: Account) -> HttpResponse:
    """What a passkey is asked to sign."""
    return JsonResponse({"publicKey": begin_authentication(account)["publicKey"]})


def passkey_answer(request: HttpRequest) -> dict[str, object]:
    """What a passkey answered. Raises WrongSecondFactor for anything that is no JSON object."""
    try:
        answer = json.loads(request.body)
    except (ValueError, RecursionError):
        raise WrongSecondFactor from None
    if not isinstance(answer, dict):
        raise WrongSecondFactor
    return answer


@both
def enrol(request: HttpRequest) -> HttpResponse:
    """Show the app's secret and take its first code; then the recovery codes. Also right after the first password."""
    account = _whose(request)
    if account is None:
        return HttpResponseRedirect(reverse("sign_in"))
    if request.method != "POST":
        waiting = peek(request, SECRET) or generate_totp_secret()
        keep_once(request, SECRET, waiting)
        address = get_adapter().build_totp_url(account, waiting)
        picture = make_qr(address, error="m").svg_inline(scale=5, border=2, svgclass="qr__picture", lineclass="qr__ink")
        return render(request, "accounts/enrol.html", {"secret": waiting, "picture": picture})
    waiting = peek(request, SECRET)
    if waiting is None:
        raise WrongSecondFactor
    codes = commands.add_app(
        account=account, secret=waiting, code=secret(request, "code"), by=Actor(account.token), at=request.clock.now()
    )
    request.session.pop(SECRET)
    return _show_once(request, account, codes)


@both
def passkey(request: HttpRequest) -> HttpResponse:
    """GET: the challenge for a new passkey. POST: the new passkey; where its recovery codes are shown."""
    account = _whose(request)
    if account is None:
        raise WrongSecondFactor
    if request.method != "POST":
        return JsonResponse({"publicKey": begin_registration(account, passwordless=False)["publicKey"]})
    answer = passkey_answer(request)
    name = str(answer.pop("name", ""))[:NAME]
    codes = commands.add_passkey(
        account=account, credential=answer, name=name, by=Actor(account.token), at=request.clock.now()
    )
    keep_once(request, RECOVERY, " ".join(codes))
    if request.who is None:
        let_in(request, account)
    return JsonResponse({"go": reverse("recovery")})


@require_http_methods(["GET"])
def recovery(request: HttpRequest) -> HttpResponse:
    """The recovery codes of a passkey that was just added, once."""
    codes = show_once(request, RECOVERY)
    if codes is None:
        return HttpResponseRedirect(reverse("account"))
    return render(request, "accounts/recovery.html", {"codes": codes.split()})


def _show_once(request: HttpRequest, account: Account, codes: list[str]) -> HttpResponse:
    if request.who is None:
        let_in(request, account)
    return render(request, "accounts/recovery.html", {"codes": codes})


def _whose(request: HttpRequest) -> Account | None:
    """Whose second factor is taken into use: somebody signed in, or who has none yet and showed their password."""
    if request.who is not None:
        return queries.account(request.who.id) if request.who.kind is Kind.STAFF else None
    account = at_second_step(request)
    if account is None or any(queries.second_factors(account.pk).values()):
        return None
    return account
