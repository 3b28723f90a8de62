"""Lists of people on their way in: offered, looked at, taken or dropped, and a report that names nobody."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from lianfang.domains.people.commands.importing import apply_list, drop_list, stage_list
from lianfang.domains.people.presenters import KINDS, verdict_badge
from lianfang.domains.people.queries.batches import batches, look_at
from lianfang.domains.people.queries.judging import COLUMNS, Verdict
from lianfang.domains.people.states import IMPORT, BatchState
from lianfang.domains.people.words import WORDS
from lianfang.kernel.sheets import as_csv

SHOWN = 100
VERBS = {"apply": apply_list, "drop": drop_list}


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """Offering a list, what its columns are, and the lists one has offered before."""
    request.actor.must_somewhere(IMPORT)
    columns = [(WORDS[f"column_{column.name}"], column.required) for column in COLUMNS]
    context = {"batches": batches(request.actor), "columns": columns, "kinds": [word for _, word in KINDS]}
    return render(request, "people/lists.html", context)


@require_POST
def offer(request: HttpRequest) -> HttpResponse:
    """A file is sealed, kept and looked at."""
    request.actor.must_somewhere(IMPORT)
    file = request.FILES.get("file")
    if file is None:
        return HttpResponseRedirect(reverse("people_lists"))
    batch = stage_list(file=file.name, data=file.read(), by=request.actor, at=request.clock.now())
    return HttpResponseRedirect(reverse("people_list", args=[batch.token]))


@require_safe
def look(request: HttpRequest, token: str) -> HttpResponse:
    """What a list would do, the bad lines first; of one that has ended, what it did."""
    batch = look_at(token, by=request.actor, at=request.clock.now())
    context = {
        "batch": batch,
        "staged": batch.state is BatchState.STAGED,
        "applied": batch.state is BatchState.APPLIED,
        "counts": [(verdict_badge(verdict), batch.counts.get(verdict.value, 0)) for verdict in Verdict],
        "bad": [(one.line, one.masked, WORDS[f"column_{one.column}"], one.why) for one in batch.bad[:SHOWN]],
        "more_bad": max(0, len(batch.bad) - SHOWN),
        "good": [(one.line, one.masked, verdict_badge(one.verdict)) for one in batch.good[:SHOWN]],
        "more_good": max(0, len(batch.good) - SHOWN),
    }
    return render(request, "people/list.html", context)


@require_POST
def settle(request: HttpRequest, token: str) -> HttpResponse:
    """The list is taken, or dropped."""
    verb = VERBS.get(request.POST.get("verb", ""), drop_list)
    verb(token=token, by=request.actor, at=request.clock.now())
    return HttpResponseRedirect(reverse("people_list", args=[token]))


@require_safe
def report(request: HttpRequest, token: str) -> HttpResponse:
    """Every bad line by its number, its column and why, as a file: no value of it is repeated."""
    batch, language = look_at(token, by=request.actor, at=request.clock.now()), request.reader.language
    header = [WORDS[f"report_{name}"].in_(language) for name in ("line", "column", "why")]
    rows = (
        (one.line, WORDS[f"column_{one.column}"].in_(language), one.why.in_(language) if one.why else "")
        for one in batch.bad
    )
    response = HttpResponse(as_csv(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="list-{token}-report.csv"'
    return response


@require_safe
def example(request: HttpRequest) -> HttpResponse:
    """An empty list with the right headings, to begin from."""
    request.actor.must_somewhere(IMPORT)
    header = [column.headings[0 if request.reader.language == "zh" else 1] for column in COLUMNS]
    response = HttpResponse(as_csv(header, ()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="people-example.csv"'
    return response
