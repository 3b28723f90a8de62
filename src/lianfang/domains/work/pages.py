"""Background work as the engineer sees it: how far behind, what was given up, what comes round."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from lianfang.domains.work import commands, queries


@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """The queue in figures, what was given up, and the duties. Three queries."""
    by, now = request.actor, request.machine.now()
    context = {
        "dead": queries.dead_items(by=by),
        "duties": queries.duties(by=by),
        "backlog": queries.backlog(now=now),
        "may_mend": bool(by.areas("work.mend")),
        "machine_now": now,
    }
    return render(request, "work/work.html", context)


@require_POST
def retry(request: HttpRequest, item_id: int) -> HttpResponse:
    """Let a piece run again."""
    commands.retry(item_id=item_id, by=request.actor, at=request.clock.now())
    return HttpResponseRedirect(reverse("work"))


@require_POST
def drop(request: HttpRequest, item_id: int) -> HttpResponse:
    """Take a piece out."""
    commands.drop(item_id=item_id, by=request.actor, at=request.clock.now())
    return HttpResponseRedirect(reverse("work"))
