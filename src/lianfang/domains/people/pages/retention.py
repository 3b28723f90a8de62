"""Who is due to leave the register, by which clause; erasing them; and the certificates of former runs."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from lianfang.domains.people.commands.retaining import erase_due
from lianfang.domains.people.errors import NoRetention
from lianfang.domains.people.queries.erasures import certificate_of, erasures
from lianfang.domains.people.queries.retention import clause_in, plan
from lianfang.domains.people.states import RETAIN


@require_safe
def retention(request: HttpRequest) -> HttpResponse:
    """The trial run as of now. Two queries."""
    request.actor.must(RETAIN, area=request.pack.jurisdiction)
    context: dict[str, object] = {"erasures": erasures()}
    try:
        clause = clause_in(request.pack, at=request.clock.now())
        context |= {"clause": clause, "due": plan(clause, at=request.clock.now())}
    except NoRetention as refusal:
        context["silent"] = refusal
    return render(request, "people/retention.html", context)


@require_POST
def erase(request: HttpRequest) -> HttpResponse:
    """Those of the trial run that was looked at are erased."""
    now = request.clock.now()
    erase_due(
        clause=clause_in(request.pack, at=now),
        expect=request.POST.get("mark", ""),
        city=request.pack.jurisdiction,
        by=request.actor,
        at=now,
    )
    return HttpResponseRedirect(reverse("people_retention"))


@require_safe
def certificate(request: HttpRequest, token: str) -> HttpResponse:
    """A certificate with its signature, as `lianfang people certificate` checks it."""
    request.actor.must(RETAIN, area=request.pack.jurisdiction)
    response = HttpResponse(certificate_of(token), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="erasure-{token}.json"'
    return response
