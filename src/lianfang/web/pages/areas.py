"""Places outside the city where more is in force than elsewhere: a table, two maps drawn from tables, a CSV."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianfang.decisions.results import AreaShown, Places, PlaceStanding
from lianfang.kernel.areas import register
from lianfang.kernel.sheets import as_csv
from lianfang.policy.model import Entry
from lianfang.web import county_search, words
from lianfang.web.installation import here
from lianfang.web.presenters import entry_tone

WHICH = ("deferred", "conditional", "all")
SORTS = ("code", "areas", "since")
LEVEL_TONES = {"high": "stop", "medium": "wait"}


@dataclass(frozen=True, slots=True)
class Row:
    """One place of the table: what is asked, how many areas at each level, since when."""

    standing: PlaceStanding
    tone: str
    high: int
    medium: int
    since: datetime | None
    areas: tuple[tuple[AreaShown, str], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the table was asked for."""

    text: str
    which: str
    sort: str

    def of(self, rows: Sequence[Row]) -> list[Row]:
        """The rows asked for, in the order asked for."""
        found = [row for row in rows if self._wants(row)]
        return sorted(found, key=_SORT_KEYS[self.sort])

    def _wants(self, row: Row) -> bool:
        if self.which == "deferred" and row.standing.entry not in (Entry.DEFERRED, Entry.REFUSED):
            return False
        if self.which == "conditional" and row.standing.entry is not Entry.CONDITIONAL:
            return False
        full = register().full_name(row.standing.area)
        return self.text in full or self.text in row.standing.name or row.standing.area.startswith(self.text)


@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    """The page at the city's clock."""
    now = request.reader.now
    known = here().places(now)
    rows = _rows(known)
    asked = _asked(request, usual="deferred" if known.deferred else "all")
    own = here().city_at(now).own_areas(at=now)
    context = {
        "places": known,
        "rows": asked.of(rows),
        "asked": asked,
        "total": len(rows),
        "high": sum(row.high for row in rows),
        "medium": sum(row.medium for row in rows),
        "provinces": _by_province(known),
        "districts": [(code, register().name(code), own[code]) for code in _districts(request.pack.jurisdiction)],
    }
    return render(request, "pages/areas.html", context)


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """The table as CSV, one line for each listed area. Cells cannot run as formulas."""
    reading = request.reader
    names = ("area", "name", "entry", "rules", "listed", "level", "from", "until")
    header = [words.text(f"areas.csv_{name}", reading.language) for name in names]
    lines = (line for row in _rows(here().places(reading.now)) for line in _lines(row, reading.language))
    response = HttpResponse(as_csv(header, lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="places-{reading.now:%Y-%m-%dT%H%M}.csv"'
    return response


def _rows(known: Places) -> list[Row]:
    return [_row(standing) for standing in (*known.deferred, *known.conditional)]


def _row(standing: PlaceStanding) -> Row:
    ids = {level: {area.area_id for area in standing.areas if area.level == level} for level in LEVEL_TONES}
    return Row(
        standing,
        entry_tone(standing.entry),
        high=len(ids["high"]),
        medium=len(ids["medium"]),
        since=min((area.from_at for area in standing.areas), default=None),
        areas=tuple((area, LEVEL_TONES.get(area.level, "quiet")) for area in standing.areas),
    )


def _asked(request: HttpRequest, *, usual: str) -> Asked:
    which, sort = request.GET.get("which", usual), request.GET.get("sort", "code")
    return Asked(
        text="".join(request.GET.get("q", "").split())[:40],
        which=which if which in WHICH else usual,
        sort=sort if sort in SORTS else "code",
    )


def _by_province(known: Places) -> list[tuple[str, str, int]]:
    """Code, name and number of deferred counties of every province, in order of code."""
    counted = [standing.area[:2] for standing in known.deferred]
    return [(code, name, counted.count(code[:2])) for code, name in county_search.provinces()]


def _districts(jurisdiction: str) -> tuple[str, ...]:
    return register().counties_of(jurisdiction)


def _lines(row: Row, language: str) -> list[list[str]]:
    standing = row.standing
    entry = words.text(f"common.entry_{standing.entry.value}", language)
    first = [standing.area, standing.name, entry, " ".join(standing.rules)]
    if not standing.areas:
        return [[*first, "", "", "", ""]]
    return [[*first, area.name, *_spell(area, language)] for area in standing.areas]


def _spell(area: AreaShown, language: str) -> list[str]:
    until = area.until_at.isoformat() if area.until_at else ""
    return [words.text(f"common.level_{area.level}", language), area.from_at.isoformat(), until]


def _since_order(row: Row) -> tuple[bool, float, str]:
    return (row.since is None, row.since.timestamp() if row.since else 0.0, row.standing.area)


_SORT_KEYS = {
    "code": lambda row: (row.standing.entry is Entry.CONDITIONAL, row.standing.area),
    "areas": lambda row: (-row.high - row.medium, -row.high, row.standing.area),
    "since": _since_order,
}
