"""The signed-in home: what needs me now, by deadline; and one search over everything one may see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from lianfang.domains.handbook import public as handbook
from lianfang.web.desk import desk_of, search

LONGEST = 100


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What needs whoever is signed in."""
    found = desk_of(request.who, reaches=request.reaches, at=request.clock.now())
    may_look_up = request.reaches("people")
    return render(request, "pages/desk.html", {"desk": found, "may_look_up": may_look_up})


@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """What was found. By POST: a name or a number that somebody types is in no address."""
    question = request.POST.get("q", "").strip()[:LONGEST]
    book = handbook.handbook(request.pack, request.reader.now)
    found = (
        search(question, request.who, reaches=request.reaches, book=book, reading=request.reader) if question else None
    )
    context = {"asked": question, "found": found, "may_look_up": request.reaches("people")}
    part = request.headers.get("HX-Target") == "desk-found"
    return render(request, "parts/desk_found.html" if part else "pages/desk_search.html", context)
