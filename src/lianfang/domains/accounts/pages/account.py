"""What somebody sees of their own account: browsers, second factor, password; citizens: whose code it shows."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from lianfang.domains.accounts import commands, queries
from lianfang.domains.accounts.forms import secret
from lianfang.domains.accounts.pages.citizens import citizen_context
from lianfang.domains.accounts.presenters import doors_of, role_word
from lianfang.domains.accounts.states import Kind


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """My account. At most six queries beside the frame's."""
    who = request.who
    context: dict[str, object] = {"who": who, "sessions": queries.sessions(who.id)}
    if who.kind is Kind.CITIZEN:
        context |= citizen_context(request)
    else:
        context |= {
            "roles": [role_word(role) for role in sorted(who.roles)],
            "factors": queries.second_factors(who.id),
            "has_password": queries.account(who.id).has_usable_password(),
            "doors": doors_of(who.actor),
            "untold": queries.untold(who.id),
        }
    return render(request, "accounts/account.html", context)


@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sign one of my other browsers out."""
    commands.end_session(session_id=session_id, account_id=request.who.id, by=request.actor, at=request.clock.now())
    return HttpResponseRedirect(reverse("account"))


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign all my other browsers out."""
    commands.end_other_sessions(
        session_id=request.who.session_id, account_id=request.who.id, by=request.actor, at=request.clock.now()
    )
    return HttpResponseRedirect(reverse("account"))


@require_POST
def change_password(request: HttpRequest) -> HttpResponse:
    """Take another password."""
    commands.change_password(
        account_id=request.who.id,
        session_id=request.who.session_id,
        old=secret(request, "old"),
        new=secret(request, "new"),
        by=request.actor,
        at=request.clock.now(),
    )
    return HttpResponseRedirect(reverse("account"))
