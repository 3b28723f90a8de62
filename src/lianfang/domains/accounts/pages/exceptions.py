"""Rights outside of the roles: broken glass, and the tokens of organisations."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from lianfang.domains.accounts import commands, queries
from lianfang.domains.accounts.forms import text, token
from lianfang.domains.accounts.pages.once import keep_once, show_once
from lianfang.domains.accounts.presenters import CITY, areas_to_choose
from lianfang.kernel.areas import register
from lianfang.kernel.roles import SCOPES

both = require_http_methods(["GET", "HEAD", "POST"])
SECRET = "accounts.token"  # noqa: S105 — the session key under which a new token waits to be shown once


@both
def glass(request: HttpRequest) -> HttpResponse:
    """What I broke and what I was told of; break it. Two queries."""
    if request.method == "POST":
        commands.break_glass(
            account_id=request.who.id,
            area=text(request, "area"),
            reason=str(request.POST.get("reason", "")),
            by=request.actor,
            at=request.clock.now(),
        )
        return HttpResponseRedirect(reverse("glass"))
    if not request.actor.holds("accounts.be_told"):
        request.actor.must_hold("accounts.break_glass")
    now, me = request.clock.now(), request.who.id
    names = register()
    may = "accounts.break_glass"
    counties = [(code, names.name(code, request.reader.language)) for code in names.counties_of(CITY[:2])]
    context = {
        "broken": [(each, each.account_id == me, each.until > now) for each in queries.broken_glass(me)],
        "areas": [area for area in counties if not request.actor.may(may, area=area[0])],
        "may_break": bool(request.actor.areas(may)),
    }
    return render(request, "accounts/glass.html", context)


@require_POST
def see_glass(request: HttpRequest, glass_id: int) -> HttpResponse:
    """I saw that glass was broken."""
    commands.see_broken_glass(glass_id=glass_id, account_id=request.who.id, by=request.actor, at=request.clock.now())
    return HttpResponseRedirect(reverse("glass"))


@require_POST
def end_glass(request: HttpRequest, glass_id: int) -> HttpResponse:
    """End an exception before its time."""
    commands.end_broken_glass(glass_id=glass_id, account_id=request.who.id, by=request.actor, at=request.clock.now())
    return HttpResponseRedirect(reverse("glass"))


@both
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens of organisations in my areas; issue one. One query."""
    if request.method == "POST":
        _, shown = commands.issue_token(
            asked=token(request), by=request.actor, at=request.clock.now(), now=request.machine.now()
        )
        keep_once(request, SECRET, shown)
        return HttpResponseRedirect(reverse("tokens"))
    now = request.machine.now()
    found = queries.tokens(by=request.actor)
    context = {
        "tokens": [(each, each.revoked_at is None and each.expires_at > now) for each in found],
        "shown": show_once(request, SECRET),
        "areas": areas_to_choose(request.actor, "accounts.tokens", request.reader.language),
        "scopes": sorted(SCOPES),
        "machine_now": now,
    }
    return render(request, "accounts/tokens.html", context)


@require_POST
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    """End a token."""
    commands.revoke_token(token_id=token_id, by=request.actor, at=request.clock.now())
    return HttpResponseRedirect(reverse("tokens"))
