"""The citizen's page: can I go, why, until when, what to do, who lifts it, what comes next."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from lianfang.decisions.results import Explanation, ReplayStep
from lianfang.domains.accounts import public as accounts
from lianfang.domains.accounts.public import Kind, Tie
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words
from lianfang.web import reader
from lianfang.web.answer import answer_of
from lianfang.web.installation import STRANGER, Answers, ExamplePerson, Installation, here
from lianfang.web.presenters import Shown, shown
from lianfang.web.words import ALL

SHORTENED = re.compile(r"\*+")
AFTER_LAST_STEP = timedelta(days=1)


class NoSignIn(Refusal):
    code = "no-sign-in"
    says = Words("还没有登录，所以不能显示个人状态。", "Nobody is signed in, so no personal status can be shown.")
    remedy = Words(
        "请用手机号登录；没有手机，请问社区或拨 12345。行程测算、各地管控和现行政策不用登录。",
        "Sign in by phone; without one, ask your community or call 12345. The trip planner, the places and the policy "
        "need no sign-in.",
    )
    status = 403


@dataclass(frozen=True, slots=True)
class Moment:
    """One step of a person's history: when, how it looks, what caused it, and whether it is ahead or now."""

    step: ReplayStep
    shown: Shown
    later: bool
    now: bool


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Whose code this browser may show: the example person chosen in it, or a person the account stands to."""
    installation = here()
    person = _chosen(request, installation)
    if person is not None:
        who = {"who_zh": _masked(person, "zh"), "who_en": _masked(person, "en")}
        return _shown(request, installation, person.person_id, who)
    if request.who is not None and request.who.kind is Kind.CITIZEN:
        return _of_account(request, installation)
    if not installation.config.demonstration:
        raise NoSignIn
    return render(request, "pages/me_nobody.html")


def _of_account(request: HttpRequest, installation: Installation) -> HttpResponse:
    """The code of somebody a citizen's account stands to, themselves first. A look at another's is written down."""
    ties = accounts.ties(request.who.id, at=request.clock.now())
    if not ties:
        return HttpResponseRedirect(reverse("account"))
    asked = request.GET.get("of", "")
    tie = next((each for each in ties if str(each.pk) == asked), None) if asked else ties[0]
    if tie is None:
        raise Http404
    if tie.tie != Tie.SELF.value:
        accounts.look_at_code(person=tie.person, by=request.actor, at=request.clock.now())
    word = ALL[f"accounts.tie_{tie.tie}"]
    who = {
        "who_zh": word.zh,
        "who_en": word.en,
        "ties": [(each, f"accounts.tie_{each.tie}") for each in ties],
        "tie": tie,
    }
    return _shown(request, installation, tie.person, who)


def _shown(request: HttpRequest, installation: Installation, person: str, who: Mapping[str, object]) -> HttpResponse:
    now = request.reader.now
    city = installation.city_at(now)
    explanation = city.explain(person, at=now)
    context = {"answer": answer_of(explanation, city.pack), "history": _history(city, person, explanation, now)}
    return render(request, "pages/me.html", {**who, **context})


def _masked(person: ExamplePerson, language: str) -> str:
    """The surname and the ends of the number: all that a page shows of who somebody is."""
    if person.person_id == STRANGER:
        return person.name[language]
    name = person.name[language]
    surname = name.split(" ")[0] if language == "en" else name[:1]
    ends = SHORTENED.sub("…", person.masked_id)
    return " · ".join(part for part in (f"{surname} *", ends) if part.strip("…"))


def _chosen(request: HttpRequest, installation: Installation) -> ExamplePerson | None:
    chosen = request.session.get(reader.PERSON)
    if chosen == STRANGER:
        name, story = ALL["home.stranger"], ALL["home.stranger_story"]
        return ExamplePerson(STRANGER, {"zh": name.zh, "en": name.en}, "", {"zh": story.zh, "en": story.en})
    return next((person for person in installation.people if person.person_id == chosen), None)


def _history(city: Answers, person_id: str, explanation: Explanation, now: datetime) -> tuple[Moment, ...]:
    """Every change a person can see, from the first dated version to the last; none for someone unknown."""
    pack = city.pack
    steps = pack.steps()
    if not explanation.known or not steps:
        return ()
    end = max(steps[-1], now) + AFTER_LAST_STEP
    replayed = city.replay(person_id, start=min(steps[0], now), end=end)
    seen = [(step, shown(step.decision, pack)) for step in replayed]
    changed = [pair for n, pair in enumerate(seen) if n == 0 or pair[1] != seen[n - 1][1]]
    current = max((n for n, (step, _) in enumerate(changed) if step.at <= now), default=-1)
    return tuple(Moment(step, looks, later=step.at > now, now=n == current) for n, (step, looks) in enumerate(changed))
