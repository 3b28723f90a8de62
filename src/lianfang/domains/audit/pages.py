"""The auditor's page: the log with its filters, one subject's whole history, the signed export."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianfang.domains.audit import commands, queries
from lianfang.domains.audit.errors import NotASubject
from lianfang.domains.audit.forms import read_asked
from lianfang.domains.audit.presenters import told
from lianfang.kernel.areas import register

CITY = "11"
LONGEST_NUMBER = 18


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """The log, newest first. At most one query for each room beside three."""
    asked = read_asked(request.GET)
    before = request.GET.get("before", "")
    start = int(before) if before.isdecimal() and len(before) <= LONGEST_NUMBER else None
    rows = queries.page_of_log(asked, by=request.actor, zone=request.clock.now().tzinfo, before=start)
    names, kept = register(), asked.as_text()
    context = {
        "rows": [told(row) for row in rows[: queries.PAGE]],
        "more": urlencode({**kept, "before": rows[queries.PAGE - 1].pk}) if len(rows) > queries.PAGE else "",
        "asked": asked,
        "export": urlencode(kept),
        "filtered": bool(kept),
        "rooms": queries.rooms(),
        "areas": [(code, names.name(code, request.reader.language)) for code in names.counties_of(CITY)],
        "waiting": queries.waiting(),
        "may_export": bool(request.actor.areas("audit.export")),
    }
    return render(request, "audit/log.html", context)


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """One subject's whole history in sentences. Opening it is written down."""
    subject = read_asked(request.GET).subject
    if not subject:
        raise NotASubject
    rows = queries.history_of(subject, by=request.actor)
    commands.look_at_history(subject=subject, by=request.actor, at=request.clock.now())
    context = {
        "subject": subject,
        "rows": [told(row) for row in rows[: queries.LONGEST_HISTORY]],
        "cut": len(rows) > queries.LONGEST_HISTORY,
        "export": urlencode({"subject": subject}),
        "may_export": bool(request.actor.areas("audit.export")),
    }
    return render(request, "audit/history.html", context)


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The signed JSON document of what was asked."""
    document = commands.export_log(
        asked=read_asked(request.GET),
        zone=request.clock.now().tzinfo,
        by=request.actor,
        at=request.clock.now(),
        now=request.machine.now(),
    )
    answer = HttpResponse(document, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="audit-export.json"'
    return answer
