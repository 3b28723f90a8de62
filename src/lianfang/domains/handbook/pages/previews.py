"""Whom a draft changes: asked for, watched while it is worked out, looked at."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from lianfang.domains.handbook import commands
from lianfang.domains.handbook.presenters.previews import preview_shown
from lianfang.domains.handbook.queries import drafts as reading
from lianfang.domains.handbook.states import PreviewState

OVER = (PreviewState.DONE, PreviewState.FAILED)


@require_safe
def preview(request: HttpRequest, draft_id: int) -> HttpResponse:
    """The preview of a draft as it is written now, or how far it is. That it was looked at is remembered."""
    draft = reading.draft_of(draft_id, by=request.actor)
    release = reading.release_of_draft(reading.files_of(draft))
    run, found = reading.newest_preview(draft, release), reading.checked(draft, release)
    if run is not None:
        commands.see_preview(run=run, by=request.actor, at=request.clock.now())
    shown = preview_shown(run.result, request.pack) if run is not None and run.result else None
    context = {
        "draft": draft,
        "run": run,
        "fault": run.fault[request.reader.language] if run is not None and run.fault else "",
        "passed": found is not None and found.passed,
        "shown": shown,
        "map_rows": [(row.area, row.name.in_(request.reader.language), row.people) for row in shown.in_city]
        if shown
        else (),
    }
    if request.headers.get("HX-Target") != "preview":
        return render(request, "handbook/preview.html", context)
    answer = render(request, "handbook/_progress.html", context)
    if run is not None and PreviewState(run.state) in OVER:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
def ask(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Have it worked out on the people of this minute."""
    at = request.clock.now().replace(second=0, microsecond=0)
    commands.ask_for_preview(draft_id=draft_id, in_force=request.pack, by=request.actor, at=at)
    return redirect("draft_preview", draft_id)
