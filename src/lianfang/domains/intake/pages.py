"""The board of sources, the batches, and facts entered by hand."""

from secrets import token_hex
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from lianfang.domains.intake import commands
from lianfang.domains.intake.presenters import shown
from lianfang.domains.intake.queries import batches as reading
from lianfang.domains.intake.queries.sources import board, sources_of
from lianfang.domains.intake.queries.staging import Staged, staged
from lianfang.domains.intake.states import BATCH
from lianfang.facts.importers.text import decode
from lianfang.facts.schemas import TABLES

LONGEST_FILE = 2_000_000


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """How every source is doing."""
    context = {
        "rows": board(by=request.actor),
        "tables": sorted(TABLES),
        "may_register": request.reaches("intake_register"),
        "may_enter": request.reaches("intake_enter"),
        "area": request.pack.jurisdiction.ljust(6, "0"),
    }
    return render(request, "intake/sources.html", context)


@require_POST
def register(request: HttpRequest) -> HttpResponse:
    """Register a source."""
    usual = request.POST.get("usual_rows", "")
    new = commands.NewSource(
        code=request.POST.get("code", "").strip(),
        title=request.POST.get("title", ""),
        organisation=request.POST.get("organisation", ""),
        area=_digits(request.POST.get("area", "")),
        tables=tuple(request.POST.getlist("tables")),
        usual_rows=int(usual) if usual.isdecimal() and len(usual) < 8 else 0,
    )
    commands.register_source(new, by=request.actor, at=request.clock.now())
    return redirect("intake")


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Close a source."""
    commands.close_source(code=request.POST.get("code", ""), by=request.actor, at=request.clock.now())
    return redirect("intake")


@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    """The newest batches; ?waiting=1 those that wait for a second person."""
    waiting, source = request.GET.get("waiting") == "1", request.GET.get("source", "")[:40]
    before = request.GET.get("before", "")
    number = int(before) if before.isdecimal() and len(before) < 18 else None
    rows = reading.batches(by=request.actor, waiting=waiting, source=source, before=number)
    context = {
        "rows": [shown(row) for row in rows],
        "waiting": waiting,
        "source": source,
        "more": rows[-1].id if len(rows) == reading.PAGE else None,
    }
    return render(request, "intake/batches.html", context)


@require_safe
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """One batch, and what can be done with it."""
    found = reading.batch_of(batch_id, by=request.actor)
    area, organisation = found.source.area, found.source.organisation
    verbs = [
        verb
        for verb in BATCH.verbs_from(found.state)
        if request.actor.may(BATCH.permission(verb), area=area, organisation=organisation)
    ]
    row = next(one for one in reading.batches(by=request.actor, before=batch_id + 1) if one.id == batch_id)
    own = found.given_by == request.actor.id
    return render(request, "intake/batch.html", {"shown": shown(row), "verbs": verbs, "own": own})


@require_POST
def decide(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Accept, refuse or take back a batch."""
    by, at = request.actor, request.clock.now()
    verb, reason = request.POST.get("verb", ""), request.POST.get("reason", "")
    if verb == "accept":
        commands.accept_batch(batch_id=batch_id, by=by, at=at)
    elif verb == "refuse":
        commands.refuse_batch(batch_id=batch_id, reason=reason, by=by, at=at)
    elif verb == "retract":
        commands.retract_batch(batch_id=batch_id, reason=reason, by=by, at=at)
    return redirect("intake_batch", batch_id)


def enter(request: HttpRequest) -> HttpResponse:
    """A CSV, looked at row by row; its good rows are taken when that was asked for."""
    request.actor.must_somewhere("intake.give")
    typed = {name: request.POST.get(name, "") for name in ("table", "source", "ground", "evidence", "key")}
    typed["text"] = _sent(request.FILES.get("file")) or request.POST.get("text", "")
    report = staged(typed["table"], typed["text"], zone=ZoneInfo(request.pack.zone)) if typed["text"] else None
    if report is not None and report.good and request.POST.get("take"):
        offered = commands.Offered(typed["table"], report.good, typed["source"].strip(), typed["key"] or token_hex(8))
        grounds = {"ground": typed["ground"], "evidence": typed["evidence"]}
        given = commands.enter_by_hand(offered, **grounds, by=request.actor, at=request.clock.now())
        return redirect("intake_batch", given.batch.pk)
    typed["key"] = typed["key"] or token_hex(8)
    context = {
        "typed": typed,
        "report": report,
        "tables": sorted(TABLES),
        "sources": sources_of(by=request.actor),
        **_told(report, request.reader.language),
    }
    return render(request, "intake/enter.html", context)


def _told(report: Staged | None, language: str) -> dict[str, object]:
    """What is wrong, in the reader's language: row by row, or with all of it."""
    if report is None:
        return {}
    if report.refusal is not None:
        refusal = report.refusal
        return {"refusal_says": refusal.sentence(language), "refusal_next": refusal.next_step(language)}
    return {"told": [(bad.line, bad.sentence(language), bad.remedy(language)) for bad in report.bad]}


def _sent(file: UploadedFile | None) -> str:
    """The text of a file that was sent, in whatever encoding it is."""
    return decode(file.read(LONGEST_FILE), file=file.name or "CSV").text if file is not None else ""


def _digits(text: str) -> str:
    return "".join(character for character in text if character in "0123456789")[:12] or "0"
