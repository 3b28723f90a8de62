"""The public list of places: a map of the districts, the table behind it, search, and the list as a file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianfang.domains.places.forms import asked_of
from lianfang.domains.places.presenters import kind_word, shown, whole_area
from lianfang.domains.places.queries.judging import COLUMNS
from lianfang.domains.places.queries.listing import all_listed, counted, listed
from lianfang.domains.places.states import MANAGE, Kind
from lianfang.kernel.areas import register
from lianfang.kernel.refusals import NoSuch
from lianfang.kernel.sheets import as_csv, as_xlsx
from lianfang.kernel.words import Words

USUAL = Kind.TEST_SITE
AS_FILE = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
}
KINDS = tuple((kind.value, kind_word(kind)) for kind in Kind)


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """The list asked for, and how many places of its kind each district has. Two queries."""
    asked = asked_of(request.GET, usual=USUAL)
    page = listed(asked)
    mapped = asked.kind or USUAL
    numbers = counted(mapped)
    districts = register().counties_of(request.pack.jurisdiction)
    context = {
        "asked": asked,
        "chosen": asked.kind.value if asked.kind else "all",
        "state": asked.state.value if asked.state else "all",
        "rows": [shown(row) for row in page.rows],
        "next": page.next,
        "kinds": KINDS,
        "mapped": kind_word(mapped),
        "districts": [(code, whole_area(code)) for code in districts],
        "map_rows": [
            (code, register().name(code, request.reader.language), numbers.get(code, 0)) for code in districts
        ],
        "total": sum(numbers.values()),
        "may_manage": bool(request.actor.areas(MANAGE)),
        "at": request.clock.now(),
    }
    return render(request, "places/_found.html" if _part(request) else "places/places.html", context)


@require_safe
def export(request: HttpRequest, form: str) -> HttpResponse:
    """Everything that the list shows, as a file that the import takes back. No cell can run as a formula."""
    if form not in AS_FILE:
        raise NoSuch(what=Words("格式", "format"), id=form[:10])
    kind, write = AS_FILE[form]
    language = request.reader.language
    header = [column.headings[0 if language == "zh" else 1] for column in COLUMNS]
    rows = (
        (row.code, row.kind.value, row.area, row.name, row.name_en, row.sort, row.address, row.size)
        for row in all_listed(asked_of(request.GET, usual=USUAL))
    )
    response = HttpResponse(write(header, rows), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="city-places-{request.clock.now():%Y-%m-%d}.{form}"'
    return response


def _part(request: HttpRequest) -> bool:
    return request.headers.get("HX-Target") == "found"
