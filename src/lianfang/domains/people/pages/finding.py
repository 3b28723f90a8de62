"""One box to find somebody by. What is typed goes in the body of a request: never into an address, never into a log."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from lianfang.domains.people.commands.looking import search_people
from lianfang.domains.people.errors import NothingLikeThat
from lianfang.domains.people.presenters import shown, taken_for
from lianfang.domains.people.states import IMPORT, MERGE, REGISTER, SEE
from lianfang.kernel.personal import Personal

LONGEST = 200


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """The box, and after it was sent who fits."""
    request.actor.must_somewhere(SEE)
    context: dict[str, object] = {
        "may_register": bool(request.actor.areas(REGISTER)),
        "may_merge": bool(request.actor.areas(MERGE)),
        "may_import": bool(request.actor.areas(IMPORT)),
    }
    if request.method == "POST":
        context |= _found(request)
    part = request.headers.get("HX-Target") == "found"
    return render(request, "people/_found.html" if part else "people/people.html", context)


def _found(request: HttpRequest) -> dict[str, object]:
    text = request.POST.get("q", "")[:LONGEST]
    try:
        found = search_people(text=Personal(text), by=request.actor, at=request.clock.now())
    except NothingLikeThat as refusal:
        return {"asked": text, "nothing": refusal}
    return {
        "asked": text,
        "searched": True,
        "as_what": taken_for(found.as_what),
        "people": [shown(entry) for entry in found.entries],
        "more": found.more,
    }
