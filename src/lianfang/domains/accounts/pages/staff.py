"""The desk of whoever manages staff: list, invite, move, let go."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang.domains.accounts import commands, queries
from lianfang.domains.accounts.forms import post, text
from lianfang.domains.accounts.pages.once import keep_once, show_once
from lianfang.domains.accounts.presenters import areas_to_choose, role_word, roles_to_give, state_badge
from lianfang.domains.accounts.states import AccountState
from lianfang.kernel.roles import STAFF, Role

CODE = "accounts.invitation"  # session key: an invitation's code, until it was shown once


@require_safe
def staff(request: HttpRequest) -> HttpResponse:
    """Who works in my areas. Three queries."""
    asked = {name: request.GET.get(name, "")[:60] for name in ("state", "role", "text")}
    asked["state"] = asked["state"] if asked["state"] in set(AccountState) else ""
    asked["role"] = asked["role"] if asked["role"] in STAFF else ""
    after = request.GET.get("after", "")
    rows = queries.staff(by=request.actor, after=int(after) if after.isdecimal() and len(after) < 10 else 0, **asked)
    context = {
        "rows": [(row, state_badge(row.state), _posts(row)) for row in rows[: queries.PAGE]],
        "more": rows[queries.PAGE - 1].id if len(rows) > queries.PAGE else None,
        "counts": queries.staff_count(by=request.actor),
        "asked": asked,
        "roles": [(role.value, role_word(role)) for role in Role if role in STAFF],
        "may_manage": bool(request.actor.areas("accounts.manage")),
    }
    return render(request, "accounts/staff.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """A new colleague. The invitation's code is shown once, on the next page."""
    request.actor.must_hold("accounts.manage")
    if request.method != "POST":
        return render(request, "accounts/invite.html", _choices(request))
    account, code = commands.invite_staff(
        username=text(request, "username").casefold(),
        name=text(request, "name"),
        post=post(request),
        by=request.actor,
        at=request.clock.now(),
        now=request.machine.now(),
    )
    return _shown(request, account.pk, code)


@require_safe
def member(request: HttpRequest, account_id: int) -> HttpResponse:
    """One member of staff, and what can be done. Three queries."""
    row = queries.staff_member(account_id, by=request.actor)
    if row is None:
        raise Http404
    context = {
        "row": row,
        "badge": state_badge(row.state),
        "posts": _posts(row),
        "code": show_once(request, f"{CODE}.{account_id}"),
        "may_manage": request.actor.may("accounts.manage", area=row.area) and row.token != request.actor.id,
        **_choices(request),
    }
    return render(request, "accounts/member.html", context)


@require_POST
def move(request: HttpRequest, account_id: int) -> HttpResponse:
    """Another post."""
    commands.move_staff(account_id=account_id, post=post(request), by=request.actor, at=request.clock.now())
    return HttpResponseRedirect(reverse("staff_member", args=[account_id]))


@require_POST
def leave(request: HttpRequest, account_id: int) -> HttpResponse:
    """Let somebody go."""
    commands.let_go(account_id=account_id, by=request.actor, at=request.clock.now())
    return HttpResponseRedirect(reverse("staff_member", args=[account_id]))


@require_POST
def invite_again(request: HttpRequest, account_id: int) -> HttpResponse:
    """A new invitation."""
    code = commands.invite_again(
        account_id=account_id, by=request.actor, at=request.clock.now(), now=request.machine.now()
    )
    return _shown(request, account_id, code)


@require_POST
def forget_second_factor(request: HttpRequest, account_id: int) -> HttpResponse:
    """Somebody lost their second factor."""
    commands.forget_second_factor(account_id=account_id, by=request.actor, at=request.clock.now())
    return HttpResponseRedirect(reverse("staff_member", args=[account_id]))


def _shown(request: HttpRequest, account_id: int, code: str) -> HttpResponse:
    keep_once(request, f"{CODE}.{account_id}", code)
    return HttpResponseRedirect(reverse("staff_member", args=[account_id]))


def _choices(request: HttpRequest) -> dict[str, object]:
    areas = areas_to_choose(request.actor, "accounts.manage", request.reader.language)
    return {"roles": roles_to_give(request.actor), "areas": areas}


def _posts(row: queries.StaffRow) -> list[tuple[str, queries.Post]]:
    return [(role_word(post.role), post) for post in row.posts]
