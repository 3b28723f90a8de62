"""One place: what it is, who answers, what it was; and for those in charge, what can be done with it."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from lianfang.domains.places.commands import changing
from lianfang.domains.places.errors import NotAPlace
from lianfang.domains.places.forms import details_of, kind_of, version_of
from lianfang.domains.places.models import Details
from lianfang.domains.places.pages.listing import KINDS
from lianfang.domains.places.presenters import (
    answering_shown,
    badge,
    duty_word,
    history_shown,
    named,
    shown,
    whole_area,
)
from lianfang.domains.places.queries.duties import all_who_answer, duties_of
from lianfang.domains.places.queries.one import history, inside, place
from lianfang.domains.places.states import AREA_KINDS, MANAGE, SIZED, SORTS, Kind, PlaceState
from lianfang.domains.places.words import WORDS
from lianfang.kernel.actors import Actor

DEEPER = {6: 9, 9: 12}


@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """The place. One that was merged says so and shows where it leads."""
    return _page(request, code, {})


@require_POST
def change(request: HttpRequest, code: str) -> HttpResponse:
    """One of the verbs a place knows; then the place as it is now. What cannot be kept is told beside its field."""
    verb = request.POST.get("verb", "")
    try:
        _VERBS.get(verb, _correct)(code, request.POST, request.actor, request)
    except NotAPlace as fault:
        return _page(request, code, {"wrong": fault, "verb": verb, "typed": request.POST}, status=422)
    return HttpResponseRedirect(reverse("city_place", args=[code]))


def new(request: HttpRequest) -> HttpResponse:
    """The form for a new place; posted, the place is opened."""
    if request.method != "POST":
        return _new(request, {}, None)
    try:
        opened = changing.open_place(
            kind=kind_of(request.POST),
            area=request.POST.get("area", "").strip(),
            details=details_of(request.POST),
            code=request.POST.get("code", "").strip(),
            by=request.actor,
            at=request.clock.now(),
        )
    except NotAPlace as fault:
        return _new(request, request.POST, fault)
    return HttpResponseRedirect(reverse("city_place", args=[opened.code]))


def _new(request: HttpRequest, typed: Mapping[str, str], wrong: NotAPlace | None) -> HttpResponse:
    context = {"typed": typed, "wrong": wrong, "kinds": KINDS, "sorts": _sorts(tuple(SORTS))}
    return render(request, "places/new.html", context, status=422 if wrong else 200)


def _page(request: HttpRequest, code: str, more: Mapping[str, object], *, status: int = 200) -> HttpResponse:
    """Six queries, whatever the place."""
    found, now = place(code), request.clock.now()
    answering = all_who_answer(found.area, at=now)
    duties = duties_of(code, at=now) if found.kind is Kind.UNIT else []
    context = {
        "place": found,
        "row": shown(found),
        "badge": badge(found.state),
        "successor": found.successor and (found.successor.code, named(found.successor)),
        "merged": [(one.code, named(one)) for one in found.merged],
        "answering": [(duty, one.unit, named(one), area) for duty, one, area in answering_shown(found, answering)],
        "duties": [(duty_word(one.duty), whole_area(one.area), one.since) for one in duties],
        "inside": [(one.code, named(one)) for one in inside(found.area, deeper=DEEPER.get(len(found.area), 0))]
        if found.kind in AREA_KINDS.values()
        else [],
        "steps": history_shown(history(code)),
        "may_manage": request.actor.may(MANAGE, area=found.area),
        "is_open": found.state is PlaceState.OPEN,
        "is_closed": found.state is PlaceState.CLOSED,
        "sorts": _sorts((found.kind,)),
        "sized": found.kind in SIZED,
        **more,
    }
    return render(request, "places/place.html", context, status=status)


def _sorts(kinds: tuple[Kind, ...]) -> list[tuple[str, object]]:
    return [(sort, WORDS[f"sort_{sort}"]) for kind in kinds for sort in SORTS.get(kind, ())]


def _rename(code: str, typed: Mapping[str, str], by: Actor, request: HttpRequest) -> None:
    name, english = typed.get("name", ""), typed.get("name_en", "")
    changing.rename_place(code=code, name=name, name_en=english, **_usual(typed, by, request))


def _correct(code: str, typed: Mapping[str, str], by: Actor, request: HttpRequest) -> None:
    now = place(code)
    said = details_of(typed)
    details = Details(now.name, now.name_en, said.sort, said.address, said.size)
    changing.correct_place(code=code, details=details, **_usual(typed, by, request))


def _close(code: str, typed: Mapping[str, str], by: Actor, request: HttpRequest) -> None:
    changing.close_place(code=code, **_usual(typed, by, request))


def _reopen(code: str, typed: Mapping[str, str], by: Actor, request: HttpRequest) -> None:
    changing.reopen_place(code=code, **_usual(typed, by, request))


def _merge(code: str, typed: Mapping[str, str], by: Actor, request: HttpRequest) -> None:
    changing.merge_places(code=code, into=typed.get("into", "").strip(), **_usual(typed, by, request))


def _usual(typed: Mapping[str, str], by: Actor, request: HttpRequest) -> dict:
    reason = typed.get("reason", "").strip()
    return {"reason": reason, "version": version_of(typed), "by": by, "at": request.clock.now()}


_VERBS: Mapping[str, Callable[[str, Mapping[str, str], Actor, HttpRequest], None]] = {
    "rename": _rename,
    "correct": _correct,
    "close": _close,
    "reopen": _reopen,
    "merge": _merge,
}
