"""One matter: what it is, what happened, what one can do."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from lianfang.domains.accounts import public as accounts
from lianfang.domains.casework import commands, forms, presenters
from lianfang.domains.casework.errors import FileRefused
from lianfang.domains.casework.queries import lists, people
from lianfang.domains.casework.queries.one import MatterShown
from lianfang.domains.casework.states import Priority
from lianfang.domains.casework.states.request import REQUEST
from lianfang.domains.casework.words import WORDS
from lianfang.kernel.words import Words


@require_safe
def matter(request: HttpRequest, matter_id: int) -> HttpResponse:
    """The matter. Five queries, six for those who assign it."""
    at = request.clock.now()
    shown = commands.look(matter_id=matter_id, by=request.actor, at=at)
    names = people.names(*_named(shown))
    found = shown.matter
    colleagues = _colleagues(shown) if shown.may_assign else ()
    context = {
        "shown": shown,
        "matter": found,
        "state": presenters.state(shown.kind, found.state),
        "priority": presenters.priority(Priority(found.priority)),
        "deadline": presenters.deadline(lists.row_of(found, at=at), at=at),
        "promised": presenters.promised(found),
        "lines": presenters.lines(shown, names),
        "verbs": [(verb, shown.kind.verbs[verb]) for verb in shown.verbs],
        "files": [(file, WORDS[f"scan.{file.scan.value}"]) for file in shown.attachments],
        "colleagues": colleagues,
        "areas": presenters.areas(),
        "duties": presenters.duties(),
        "owner": presenters.where(names, found.unit, found.area),
        "person": names.person(found.person),
        "asker": presenters.where(names, found.asker_unit, found.asker_area),
        "opener": names.person(found.opened_by),
    }
    return render(request, "casework/matter.html", context)


@require_safe
def new(request: HttpRequest) -> HttpResponse:
    """The form of a new request, with the sides one may ask for. One query."""
    request.actor.must_hold("casework.ask")
    return render(request, "casework/new.html", _form(request))


@require_POST
def open_(request: HttpRequest) -> HttpResponse:
    """Send a request."""
    opened = commands.open_matter(draft=forms.draft(request), by=request.actor, at=request.clock.now())
    return _to_matter(opened.pk)


@require_POST
def move(request: HttpRequest, matter_id: int) -> HttpResponse:
    """Take it a step further."""
    commands.move(
        matter_id=matter_id,
        verb=request.POST.get("verb", ""),
        text=request.POST.get("text", ""),
        seen=forms.number(request.POST.get("seen", "")),
        by=request.actor,
        at=request.clock.now(),
    )
    return _to_matter(matter_id)


@require_POST
def assign(request: HttpRequest, matter_id: int) -> HttpResponse:
    """Put it into somebody's hands, or hand it over to another unit."""
    over = request.POST.get("over") == "yes"
    commands.assign(
        matter_id=matter_id,
        seen=forms.number(request.POST.get("seen", "")),
        person="" if over else request.POST.get("person", ""),
        unit=forms.owner(request) if over else None,
        text=request.POST.get("text", ""),
        by=request.actor,
        at=request.clock.now(),
    )
    return HttpResponseRedirect(reverse("matters")) if over else _to_matter(matter_id)


@require_POST
def note(request: HttpRequest, matter_id: int) -> HttpResponse:
    """Write a note."""
    commands.add_note(matter_id=matter_id, text=request.POST.get("text", ""), by=request.actor, at=request.clock.now())
    return _to_matter(matter_id)


@require_POST
def attach(request: HttpRequest, matter_id: int) -> HttpResponse:
    """Add a file. What is too large is refused before it is read."""
    sent = request.FILES.get("file")
    if sent is None or sent.size > commands.MOST_BYTES:
        raise FileRefused(
            why=commands.TOO_LARGE if sent else Words("没有选择文件", "none was chosen"), most=commands.MOST_MB
        )
    commands.attach(
        matter_id=matter_id, name=sent.name or "", data=sent.read(), by=request.actor, at=request.clock.now()
    )
    return _to_matter(matter_id)


@require_safe
def file(request: HttpRequest, matter_id: int, attachment_id: int) -> HttpResponse:
    """A file, always to be saved, never to be shown by the browser as a page of ours."""
    fetched = commands.fetch(matter_id=matter_id, attachment_id=attachment_id, by=request.actor, at=request.clock.now())
    response = HttpResponse(fetched.data, content_type=fetched.type)
    response.headers["Content-Disposition"] = commands.disposition(fetched.name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _form(request: HttpRequest) -> dict[str, object]:
    sides = sorted({(grant.area, grant.organisation) for grant in request.actor.grants if grant.right == REQUEST.opens})
    names = people.names((), (unit for _, unit in sides))
    return {
        "areas": presenters.areas(),
        "duties": presenters.duties(),
        "sides": [(f"{area}/{unit}", presenters.where(names, unit, area)) for area, unit in sides],
        "priorities": [
            (level, presenters.priority(level), presenters.allowed(REQUEST.promises[level])) for level in Priority
        ],
        "normal": Priority.NORMAL,
    }


def _colleagues(shown: MatterShown) -> tuple[accounts.Colleague, ...]:
    return accounts.colleagues(shown.kind.works, area=shown.matter.area, organisation=shown.matter.unit)


def _named(shown: MatterShown) -> tuple[set[str], set[str]]:
    """The tokens and the codes that the page calls by name."""
    found = shown.matter
    tokens = {
        found.person,
        found.opened_by,
        *(line.by for line in shown.lines),
        *(file.by for file in shown.attachments),
    }
    tokens |= {line.details["person"] for line in shown.lines if "person" in line.details}
    units = {found.unit, found.asker_unit, *(line.details["unit"] for line in shown.lines if "unit" in line.details)}
    return tokens, units


def _to_matter(matter_id: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("matter", args=[matter_id]))
