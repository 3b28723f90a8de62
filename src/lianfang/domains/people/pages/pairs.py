"""Two entries that may be one person: the list, the two side by side, and what was decided."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from lianfang.domains.people.commands.looking import list_pairs, open_pair
from lianfang.domains.people.commands.merging import merge_people, tell_apart, undo_merge
from lianfang.domains.people.presenters import pair_shown
from lianfang.domains.people.queries.duplicates import mergers
from lianfang.domains.people.states import MERGE, UNDO_DAYS


@require_safe
def pairs(request: HttpRequest) -> HttpResponse:
    """Pairs to decide about, the newest first, and mergers that can still be taken back."""
    before = request.GET.get("before", "")
    number = int(before) if before.isascii() and before.isdecimal() and len(before) < 15 else None
    now = request.clock.now()
    found = list_pairs(before=number, by=request.actor, at=now)
    context = {
        "pairs": [pair_shown(one) for one in found.rows],
        "next": found.next,
        "mergers": mergers(request.actor.areas(MERGE), at=now),
        "days": UNDO_DAYS,
    }
    return render(request, "people/pairs.html", context)


@require_safe
def one(request: HttpRequest, number: int) -> HttpResponse:
    """The two side by side: what is the same, and what a merger would move."""
    found = open_pair(number=number, by=request.actor, at=request.clock.now())
    return render(request, "people/pair.html", {"shown": pair_shown(found), "days": UNDO_DAYS})


@require_POST
def settle(request: HttpRequest, number: int) -> HttpResponse:
    """One takes in the other, or they are two people."""
    keep = request.POST.get("keep", "")
    if keep:
        merge_people(pair=number, keep=keep, by=request.actor, at=request.clock.now())
    else:
        tell_apart(pair=number, by=request.actor, at=request.clock.now())
    return HttpResponseRedirect(reverse("people_pairs"))


@require_POST
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """A merger is taken back."""
    undo_merge(merge=number, by=request.actor, at=request.clock.now())
    return HttpResponseRedirect(reverse("people_pairs"))
