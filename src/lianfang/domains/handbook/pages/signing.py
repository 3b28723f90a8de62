"""The second signature, and every release for everyone to see."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from lianfang.domains.handbook import commands
from lianfang.domains.handbook.models import Draft
from lianfang.domains.handbook.presenters.releases import releases_shown
from lianfang.domains.handbook.queries import drafts as reading
from lianfang.domains.handbook.queries.releases import signed_releases
from lianfang.kernel.clock import parse_moment

MINUTE = timedelta(minutes=1)


@require_POST
def sign(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Sign a draft for a minute."""
    commands.sign_draft(
        draft_id=draft_id,
        starts=parse_moment(request.POST.get("starts", ""), zone=ZoneInfo(request.pack.zone)),
        emergency=request.POST.get("emergency", ""),
        in_force=request.pack,
        by=request.actor,
        at=request.clock.now(),
    )
    return redirect("draft", draft_id)


@require_POST
def withdraw(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Take back what has not taken force yet."""
    commands.withdraw_release(
        draft_id=draft_id,
        reason=request.POST.get("reason", ""),
        releases=request.releases,
        by=request.actor,
        at=request.clock.now(),
    )
    return redirect("draft", draft_id)


@require_safe
def releases(request: HttpRequest) -> HttpResponse:
    """Every release, the newest first: for everyone."""
    rows = releases_shown(request.releases, signed_releases(), at=request.clock.now())
    return render(request, "handbook/releases.html", {"releases": rows, "pack": request.pack})


def of_draft(request: HttpRequest, draft: Draft, release: str) -> dict[str, Any]:
    """What the page of a draft shows of its signature."""
    now: datetime = request.clock.now()
    signature = draft.signatures.order_by("-id").first()
    hours = commands.notice_hours(request.pack, now)
    return {
        "signature": signature,
        "signature_fault": signature.fault[request.reader.language] if signature and signature.fault else "",
        "seen": reading.has_seen(draft, release, by=request.actor),
        "notice_hours": hours,
        "earliest": now.replace(second=0, microsecond=0) + timedelta(hours=hours) + MINUTE,
        "can_withdraw": signature is not None and signature.starts > now,
    }
