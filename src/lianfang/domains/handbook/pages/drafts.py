"""Writing the policy: drafts, their files with what is wrong beside the line, a case answered while it is typed."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from lianfang.domains.handbook import commands
from lianfang.domains.handbook.errors import NotUploaded
from lianfang.domains.handbook.pages import signing
from lianfang.domains.handbook.presenters.drafts import Names, badge, by_folder, difference_shown, names_of
from lianfang.domains.handbook.queries import drafts as reading
from lianfang.domains.handbook.queries.trying import try_case
from lianfang.domains.handbook.states import DRAFT
from lianfang.kernel.clock import NotAMoment, parse_moment
from lianfang.kernel.words import Words
from lianfang.policy.reading.folder import MOST_BYTES

EXAMPLE = Words("离开有风险地区的县十天", "Ten days after leaving a county with a risk area")
A_CASE = """- case: {title}
  facts:
    persons: [{home_area: '340104'}]
    stays: [{area: '320115', arrived_at: 2021-07-20T10:00, left_at: 2021-08-01T09:00}]
    area_levels: [{area_id: a1, area: '320115', level: medium, from_at: 2021-07-21, until_at: 2021-09-01}]
  expect:
    - {at: 2021-08-11T12:00, entry: deferred}
    - {at: 2021-08-16T00:00, entry: allowed}
"""


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The drafts one may see, the last saved first."""
    rows = reading.drafts(by=request.actor, before=_before(request))
    last = rows[-1] if len(rows) == reading.PAGE else None
    context = {
        "drafts": [(row, badge(row.state)) for row in rows],
        "more": urlencode({"before": f"{last.saved_at.isoformat()} {last.id}"}) if last else "",
        "may_write": request.actor.may("handbook.write", area=request.pack.jurisdiction),
        "pack": request.pack,
    }
    return render(request, "handbook/drafts.html", context)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a draft from the policy in force."""
    title = request.POST.get("title", "").strip()
    if not title:
        return redirect("drafts")
    draft = commands.open_draft(title=title, pack=request.pack, by=request.actor, at=request.clock.now())
    return redirect("draft", draft.pk)


@require_safe
def one(request: HttpRequest, draft_id: int) -> HttpResponse:
    """A draft: its files, what its check found, what can be done with it."""
    draft = reading.draft_of(draft_id, by=request.actor)
    files = reading.files_of(draft)
    release = reading.release_of_draft(files)
    found = reading.checked(draft, release)
    context = {
        **signing.of_draft(request, draft, release),
        "draft": draft,
        "badge": badge(draft.state),
        "folders": by_folder(files, found),
        "changed": sum(not row.first for row in files.values()),
        "found": found,
        "verbs": _verbs(request, draft.state, draft.area),
    }
    return render(request, "handbook/draft.html", context)


@require_safe
def file(request: HttpRequest, draft_id: int) -> HttpResponse:
    """One file of a draft in the editor (?path=values/…), an earlier version of it with &version=N beside."""
    draft = reading.draft_of(draft_id, by=request.actor)
    path = request.GET.get("path", "").strip()
    history = reading.history_of(draft, path)
    files = reading.files_of(draft)
    found = reading.checked(draft, reading.release_of_draft(files))
    held = history[0] if history else None
    older = next((row for row in history if str(row.number) == request.GET.get("version")), None)
    context = {
        "draft": draft,
        "path": path,
        "held": held,
        "history": history,
        "faults": [fault for fault in found.faults if fault.path == path] if found else None,
        "older": older,
        "difference": difference_shown(reading.difference(older.text, held.text)) if older and held else (),
        "names": names_of(request.pack) if path.endswith(".yaml") else Names((), ()),
        "may_write": "write" in _verbs(request, draft.state, draft.area),
    }
    return render(request, "handbook/file.html", context)


@require_POST
def save(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Save a file and check the draft; back to the file, with what is wrong beside its lines."""
    path, seen = request.POST.get("path", "").strip(), request.POST.get("seen", "")
    by, at = request.actor, request.clock.now()
    if request.POST.get("gone"):
        commands.take_out_file(draft_id=draft_id, path=path, by=by, at=at)
        return redirect("draft", draft_id)
    text, number = request.POST.get("text", ""), int(seen) if seen.isdecimal() else None
    commands.save_file(draft_id=draft_id, path=path, text=text, seen=number, by=by, at=at)
    commands.check_draft(draft_id=draft_id, by=by, at=at)
    return redirect(f"{reverse('draft_file', args=[draft_id])}?{urlencode({'path': path})}")


@require_POST
def upload(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Take a whole pack as one archive, and check it."""
    sent = request.FILES.get("archive")
    if sent is None or sent.size > MOST_BYTES:
        raise NotUploaded(why="no file was sent" if sent is None else "it is far larger than a policy is")
    by, at = request.actor, request.clock.now()
    commands.upload_files(draft_id=draft_id, name=sent.name or "", content=sent.read(), by=by, at=at)
    commands.check_draft(draft_id=draft_id, by=by, at=at)
    return redirect("draft", draft_id)


@require_POST
def move(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Check, hand in, take back, return or leave a draft."""
    by, at, verb = request.actor, request.clock.now(), request.POST.get("verb", "")
    if verb == "return":
        commands.return_draft(draft_id=draft_id, reason=request.POST.get("reason", "").strip(), by=by, at=at)
    elif verb in PLAIN:
        PLAIN[verb](draft_id=draft_id, by=by, at=at)
    return redirect("draft", draft_id)


PLAIN = {
    "check": commands.check_draft,
    "hand_in": commands.hand_in_draft,
    "take_back": commands.take_back_draft,
    "leave": commands.leave_draft,
}


def trial(request: HttpRequest, draft_id: int) -> HttpResponse:
    """A case, answered by the draft and by the policy in force. Nothing is kept."""
    draft = reading.draft_of(draft_id, by=request.actor)
    title = EXAMPLE.in_(request.reader.language)
    text = request.POST.get("text", A_CASE.replace("{title}", title))
    context = {"draft": draft, "text": text, "trial": try_case(reading.files_of(draft), text, in_force=request.pack)}
    part = request.headers.get("HX-Target") == "trial"
    return render(request, "handbook/_trial.html" if part else "handbook/trial.html", context)


def _verbs(request: HttpRequest, state: str, area: str) -> tuple[str, ...]:
    """What this reader can do with a draft as it stands."""
    verbs = DRAFT.verbs_from(state)
    return tuple(verb for verb in verbs if request.actor.may(DRAFT.permission(verb), area=area))


def _before(request: HttpRequest) -> tuple[datetime, int] | None:
    """Where the list goes on from; from its beginning when that cannot be read."""
    moment, _, number = request.GET.get("before", "").rpartition(" ")
    try:
        return (parse_moment(moment, zone=request.clock.now().tzinfo), int(number)) if moment else None
    except (NotAMoment, ValueError):
        return None
