"""Lists of places on their way in: offered, looked at, taken or dropped, and the report as a file."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from lianfang.domains.places.commands.importing import apply_list, drop_list, stage_list
from lianfang.domains.places.presenters import kind_word, verdict_badge
from lianfang.domains.places.queries.batches import batches, look_at
from lianfang.domains.places.queries.judging import COLUMNS, Judged, Verdict
from lianfang.domains.places.states import BatchState, Kind
from lianfang.domains.places.words import WORDS
from lianfang.kernel.sheets import as_csv

SHOWN = 100
VERBS = {"apply": apply_list, "drop": drop_list}
EXAMPLE = (
    ("longyueyuan-2", "居住小区", "110114012", "龙跃苑二区", "Longyueyuan Section 2", "", "", "5200"),
    ("", "公共场所", "110108004", "甘家口公园", "Ganjiakou Park", "公园", "甘家口街道", "3000"),
)


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """Offering a list, what its columns are, and the lists one has offered before. One query."""
    context = {"batches": batches(request.actor), "columns": _columns(), "kinds": [kind_word(kind) for kind in Kind]}
    return render(request, "places/lists.html", context)


@require_POST
def offer(request: HttpRequest) -> HttpResponse:
    """A file is kept and looked at."""
    file = request.FILES.get("file")
    if file is None:
        return HttpResponseRedirect(reverse("city_lists"))
    batch = stage_list(file=file.name, data=file.read(), by=request.actor, at=request.clock.now())
    return HttpResponseRedirect(reverse("city_list", args=[batch.token]))


@require_safe
def look(request: HttpRequest, token: str) -> HttpResponse:
    """What a list would do, the bad lines first; of one that has ended, what it did."""
    batch = look_at(token, by=request.actor)
    context = {
        "batch": batch,
        "staged": batch.state is BatchState.STAGED,
        "applied": batch.state is BatchState.APPLIED,
        "counts": [(verdict_badge(verdict), batch.counts.get(verdict.value, 0)) for verdict in Verdict],
        "bad": [(line.line, line.name, WORDS[f"column_{line.column}"], line.why) for line in batch.bad[:SHOWN]],
        "more_bad": max(0, len(batch.bad) - SHOWN),
        "good": _good(batch.good),
        "more_good": max(0, len(batch.good) - SHOWN),
    }
    return render(request, "places/list.html", context)


@require_POST
def settle(request: HttpRequest, token: str) -> HttpResponse:
    """The list is taken, or dropped."""
    verb = VERBS.get(request.POST.get("verb", ""), drop_list)
    verb(token=token, by=request.actor, at=request.clock.now())
    return HttpResponseRedirect(reverse("city_list", args=[token]))


@require_safe
def report(request: HttpRequest, token: str) -> HttpResponse:
    """Every bad line with its column and why, as a file."""
    batch, language = look_at(token, by=request.actor), request.reader.language
    header = [WORDS[f"report_{name}"].in_(language) for name in ("line", "name", "column", "why")]
    rows = (
        (one.line, one.name, WORDS[f"column_{one.column}"].in_(language), one.why.in_(language) if one.why else "")
        for one in batch.bad
    )
    response = HttpResponse(as_csv(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="list-{token}-report.csv"'
    return response


@require_safe
def example(request: HttpRequest) -> HttpResponse:
    """A list that can be taken as it is, to begin from."""
    header = [column.headings[0 if request.reader.language == "zh" else 1] for column in COLUMNS]
    response = HttpResponse(as_csv(header, EXAMPLE), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="places-example.csv"'
    return response


def _columns() -> list[tuple[object, bool]]:
    return [(WORDS[f"column_{column.name}"], column.required) for column in COLUMNS]


def _good(lines: Sequence[Judged]) -> list:
    wanted = [one for one in lines if one.verdict is not Verdict.SAME]
    return [(one.line, one.name, one.code, kind_word(one.kind), verdict_badge(one.verdict)) for one in wanted[:SHOWN]]
