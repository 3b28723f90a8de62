"""The handbook on a screen: search, then everything in force, measure by measure."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianfang.domains.handbook.presenters.drafts import tone
from lianfang.domains.handbook.queries.entries import Entry, EntryKind, Found, handbook
from lianfang.kernel.clock import NotAMoment, parse_moment
from lianfang.kernel.words import Words

LONGEST = 200


@dataclass(frozen=True, slots=True)
class FoundShown:
    """Something found, the tone of its tag, and where it stands."""

    found: Found
    tone: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the handbook: a measure, the numbers or the plans."""

    number: int
    title: Words
    clauses: tuple[Entry, ...]
    answers: tuple[Entry, ...]


@require_safe
def read(request: HttpRequest) -> HttpResponse:
    """The handbook of ?at=2021-11-17 (else of today), and what it says to ?q=…"""
    at, unreadable = _moment(request)
    book = handbook(request.pack, at)
    asked = request.GET.get("q", "").strip()[:LONGEST]
    found = book.search(asked, language=request.reader.language) if asked else ()
    context = {
        "at": at,
        "unreadable": unreadable,
        "book": book,
        "parts": _parts(book.entries),
        "asked": asked,
        "found": [FoundShown(one, tone(one.entry.kind)) for one in found],
    }
    part = request.headers.get("HX-Target") == "found"
    return render(request, "handbook/_found.html" if part else "handbook/handbook.html", context)


def _moment(request: HttpRequest) -> tuple[datetime, bool]:
    """The moment asked for, or now; whether it could not be read."""
    now, asked = request.clock.now(), request.GET.get("at", "").strip()
    if not asked:
        return now, False
    zone = ZoneInfo(request.pack.zone)
    try:
        return parse_moment(asked, zone=zone).astimezone(zone), False
    except NotAMoment:
        return now, True


def _parts(entries: tuple[Entry, ...]) -> tuple[Part, ...]:
    """The entries by measure, in the policy's order."""
    grouped = [(title, tuple(group)) for title, group in groupby(entries, key=lambda entry: entry.part)]
    return tuple(
        Part(
            number,
            title,
            tuple(entry for entry in group if entry.kind is not EntryKind.ANSWER),
            tuple(entry for entry in group if entry.kind is EntryKind.ANSWER),
        )
        for number, (title, group) in enumerate(grouped, start=1)
    )
