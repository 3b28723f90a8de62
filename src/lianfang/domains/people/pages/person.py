"""One entry: masked at first; whole when somebody says for which purpose and matter. Entering and correcting."""

from collections.abc import Mapping
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang.domains.people.commands.looking import open_person, show_person
from lianfang.domains.people.commands.registering import add_document, correct_person, register_person
from lianfang.domains.people.errors import NotAPerson
from lianfang.domains.people.forms import Wrong, matter_of, paper_of, purpose_of, said_of, version_of
from lianfang.domains.people.presenters import KINDS, SEXES, WHY, numbers_shown, shown
from lianfang.domains.people.queries.views import Revealed
from lianfang.domains.people.states import REGISTER, SHOW
from lianfang.kernel.clock import civil_day
from lianfang.kernel.documents import DocumentDisagrees, NotADocument
from lianfang.kernel.phones import NotAPhone

FAULTS = (NotAPerson, NotADocument, DocumentDisagrees, NotAPhone)


@require_safe
def person(request: HttpRequest, person_id: str) -> HttpResponse:
    """The masked entry. Who reads it is on record."""
    return _page(request, person_id, {})


@require_POST
def show(request: HttpRequest, person_id: str) -> HttpResponse:
    """The whole entry, once, on this page; who asked for what purpose is on record."""
    try:
        purpose = purpose_of(request.POST)
    except NotAPerson as fault:
        return _page(request, person_id, {"wrong": Wrong.of(fault)}, status=422)
    matter, now = request.POST.get("matter", ""), request.clock.now()
    whole = show_person(person_id=person_id, purpose=purpose, matter=matter, by=request.actor, at=now)
    return _page(request, person_id, {"whole": whole, "numbers": numbers_shown(whole), "typed": _as_typed(whole)})


@require_POST
def correct(request: HttpRequest, person_id: str) -> HttpResponse:
    """What is said of somebody is put right."""
    try:
        said, version = said_of(request.POST), version_of(request.POST)
        correct_person(person_id=person_id, said=said, version=version, by=request.actor, at=request.clock.now())
    except FAULTS as fault:
        return _page(request, person_id, {"typed": request.POST, "wrong": Wrong.of(fault)}, status=422)
    return HttpResponseRedirect(reverse("person", args=[person_id]))


@require_POST
def document(request: HttpRequest, person_id: str) -> HttpResponse:
    """Another paper of the same person."""
    try:
        paper = paper_of(request.POST, on=_today(request))
        add_document(person_id=person_id, paper=paper, by=request.actor, at=request.clock.now())
    except FAULTS as fault:
        return _page(request, person_id, {"paper_wrong": Wrong.of(fault)}, status=422)
    return HttpResponseRedirect(reverse("person", args=[person_id]))


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Entering somebody with a document and a matter."""
    request.actor.must_somewhere(REGISTER)
    if request.method != "POST":
        return _entering(request, {}, None)
    try:
        person_id = register_person(
            paper=paper_of(request.POST, on=_today(request)),
            said=said_of(request.POST),
            area=request.POST.get("area", "").strip(),
            matter=matter_of(request.POST),
            by=request.actor,
            at=request.clock.now(),
        )
    except FAULTS as fault:
        return _entering(request, request.POST, Wrong.of(fault))
    return HttpResponseRedirect(reverse("person", args=[person_id]))


def _entering(request: HttpRequest, typed: Mapping[str, str], wrong: Wrong | None) -> HttpResponse:
    area = min((area.ljust(6, "0") for area in request.actor.areas(REGISTER)), default="")
    context = {"typed": typed, "wrong": wrong, "kinds": KINDS, "sexes": SEXES, "area": typed.get("area", area)}
    return render(request, "people/enter.html", context, status=422 if wrong else 200)


def _page(request: HttpRequest, person_id: str, more: Mapping[str, object], *, status: int = 200) -> HttpResponse:
    entry = open_person(person_id=person_id, by=request.actor, at=request.clock.now())
    context = {
        "person": shown(entry),
        "reasons": WHY,
        "kinds": KINDS,
        "sexes": SEXES,
        "may_show": request.actor.may(SHOW, area=entry.area),
        "may_correct": request.actor.may(REGISTER, area=entry.area),
        **more,
    }
    return render(request, "people/person.html", context, status=status)


def _as_typed(whole: Revealed) -> dict[str, object]:
    """What a form for correcting begins with."""
    names = ("name", "sex", "phone", "address")
    born = whole.born.isoformat() if whole.born else ""
    return {"born": born, **{name: getattr(whole, name) or "" for name in names}}


def _today(request: HttpRequest) -> date:
    return civil_day(request.clock.now(), zone=settings.CONFIG.city_zone)
