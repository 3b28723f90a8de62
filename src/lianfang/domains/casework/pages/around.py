"""What stands around matters: notices, and the calendar of holidays."""

from datetime import date
from itertools import groupby

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from lianfang.domains.casework import commands, presenters
from lianfang.domains.casework.errors import FileRefused
from lianfang.domains.casework.queries import calendars
from lianfang.domains.casework.queries import notices as told
from lianfang.kernel.clock import day_start
from lianfang.kernel.words import Words

MOST_DAYS = 512 * 1024  # bytes of a list of holidays


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What is new for the reader. One query."""
    shown = told.notices(by=request.actor, at=request.clock.now())
    context = {"notices": [(notice, presenters.notice(notice)) for notice in shown]}
    return render(request, "casework/notices.html", context)


@require_POST
def read(request: HttpRequest, notice_id: int) -> HttpResponse:
    """It was read."""
    commands.read_notice(notice_id=notice_id, by=request.actor, at=request.clock.now())
    return HttpResponseRedirect(reverse("notices"))


@require_safe
def holidays(request: HttpRequest) -> HttpResponse:
    """The calendar in force, year by year. Two queries."""
    found = calendars.days_in_force()
    spans, zone = presenters.spans(found.days), request.clock.now().tzinfo
    context = {
        "years": [
            (day_start(date(year, 1, 1), zone=zone), list(of_year))
            for year, of_year in groupby(spans, key=lambda span: span.first.year)
        ],
        "feed": found.feed,
        "is_shipped": found.feed is None or found.feed.by == "shipped",
        "on_watch": calendars.units_on_watch(),
        "may_change": request.actor.holds("casework.calendar"),
    }
    return render(request, "casework/holidays.html", context)


@require_POST
def import_holidays(request: HttpRequest) -> HttpResponse:
    """Take a new list into force."""
    sent = request.FILES.get("file")
    if sent is None or sent.size > MOST_DAYS:
        why = commands.TOO_LARGE if sent else Words("没有选择文件", "none was chosen")
        raise FileRefused(why=why, most=commands.MOST_MB)
    text = sent.read().decode("utf-8-sig", "replace")
    commands.import_days(text=text, by=request.actor, at=request.clock.now())
    return HttpResponseRedirect(reverse("holidays"))


@require_POST
def watch(request: HttpRequest) -> HttpResponse:
    """Say whether a unit keeps watch around the clock."""
    commands.set_unit_hours(
        unit=request.POST.get("unit", ""),
        on_watch=request.POST.get("on") == "yes",
        by=request.actor,
        at=request.clock.now(),
    )
    return HttpResponseRedirect(reverse("holidays"))
