"""Lists of matters: shown, kept, assigned by the dozen, exported."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from lianfang.domains.accounts import public as accounts
from lianfang.domains.casework import commands, forms, presenters
from lianfang.domains.casework.queries import lists, one, people
from lianfang.domains.casework.queries.lists import Asked, MatterRow
from lianfang.domains.casework.queries.people import Names
from lianfang.domains.casework.states import Priority, Which, all_kinds
from lianfang.domains.casework.words import WORDS
from lianfang.kernel.sheets import Cell, as_csv, as_xlsx

COLUMNS = (
    "id", "kind", "title", "state", "priority", "area", "unit", "person", "asker", "opened", "due", "closed", "late",
)  # fmt: skip
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def matters(request: HttpRequest) -> HttpResponse:
    """One page of a list. Five queries, six for those who assign."""
    by, at, asked = request.actor, request.clock.now(), forms.asked(request)
    page = lists.page(asked, by=by, at=at, after=request.GET.get("after", ""))
    names = people.names((row.person for row in page.rows), (row.unit for row in page.rows))
    fields = asked.fields()
    context = {
        "asked": asked,
        "fields": fields,
        "query": urlencode(fields),
        "rows": presenters.rows(page.rows, names, at=at),
        "next": urlencode({**fields, "after": page.next}) if page.next else "",
        "is_later": "after" in request.GET,
        "tabs": [(which, WORDS[f"which.{which.value}"], urlencode({"which": which.value})) for which in Which],
        "kept": [(kept, urlencode(kept.asked.fields())) for kept in one.kept_lists(by=by)],
        "kinds": all_kinds(),
        "priorities": [(level, WORDS[f"priority.{level.value}"]) for level in Priority],
        "colleagues": _colleagues(request),
        "may_ask": by.holds("casework.ask"),
        "may_export": by.holds("casework.export"),
    }
    return render(request, "casework/matters.html", context)


@require_POST
def assign_many(request: HttpRequest) -> HttpResponse:
    """Put what is marked into somebody's hands, and say what became of each."""
    together = request.POST.get("all_or_none") == "yes"
    outcomes = commands.assign_many(
        chosen=forms.chosen(request),
        person=request.POST.get("person", ""),
        all_or_none=together,
        by=request.actor,
        at=request.clock.now(),
    )
    refused = [outcome for outcome in outcomes if outcome.refusal]
    if not refused:
        return _to_list(forms.asked(request))
    context = {
        "outcomes": outcomes,
        "undone": together,
        "query": urlencode(forms.asked(request).fields()),
    }
    return render(request, "casework/assigned.html", context, status=409)


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The list as a file, for a stated purpose."""
    language, at = request.reader.language, request.clock.now()
    asked = forms.asked(request)
    found = commands.export(asked=asked, purpose=request.POST.get("purpose", ""), by=request.actor, at=at)
    names = people.names((row.person for row in found), (unit for row in found for unit in (row.unit, row.asker_unit)))
    header = [WORDS[f"column.{column}"].in_(language) for column in COLUMNS]
    cells = (_cells(row, names, language, at.tzinfo) for row in found)
    packed = request.POST.get("format") == "xlsx"
    content = as_xlsx(header, cells) if packed else as_csv(header, cells)
    response = HttpResponse(content, content_type=XLSX if packed else "text/csv; charset=utf-8")
    name = f"matters-{at:%Y-%m-%dT%H%M}.{'xlsx' if packed else 'csv'}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep this list under a name."""
    asked = forms.asked(request)
    commands.save_list(name=request.POST.get("name", ""), asked=asked, by=request.actor, at=request.clock.now())
    return _to_list(asked)


@require_POST
def drop(request: HttpRequest, list_id: int) -> HttpResponse:
    """Keep a list no longer."""
    commands.drop_list(list_id=list_id, by=request.actor, at=request.clock.now())
    return _to_list(Asked())


def _to_list(asked: Asked) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('matters')}?{urlencode(asked.fields())}".rstrip("?"))


def _colleagues(request: HttpRequest) -> tuple[accounts.Colleague, ...]:
    """Whom the reader can give matters: those who work on the ground for which they assign."""
    grants = sorted(
        (grant.area, grant.organisation) for grant in request.actor.grants if grant.right == "casework.assign"
    )
    if not grants:
        return ()
    area, organisation = grants[0]
    return accounts.colleagues("casework.work", area=area, organisation=organisation)


def _cells(row: MatterRow, names: Names, language: str, zone: object) -> list[Cell]:
    moments = [
        f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else None  # type: ignore[arg-type]
        for moment in (row.opened_at, row.due_at, row.closed_at)
    ]
    return [
        row.id,
        row.kind.title.in_(language),
        row.title,
        row.kind.states[row.state].in_(language),
        WORDS[f"priority.{row.priority.value}"].in_(language),
        row.area,
        names.unit(row.unit),
        names.person(row.person),
        names.unit(row.asker_unit),
        *moments,
        WORDS["late.yes" if row.is_late else "late.no"].in_(language),
    ]
