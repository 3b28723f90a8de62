"""The citizen's page: can I go, why, until when, what to do, who lifts it, what comes next."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianfang.decisions.results import Explanation, ReplayStep
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
    says = Words(
        "这里还没有登录，所以不能显示个人状态。", "There is no sign-in here, so no personal status can be shown."
    )
    remedy = Words(
        "行程测算、各地管控和现行政策不用登录；个人状态请问社区或拨 12345。",
        "The trip planner, the places and the policy need no sign-in; for your own status ask your community or "
        "call 12345.",
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
    """The page of the person chosen in this session."""
    installation = here()
    if not installation.config.demonstration:
        raise NoSignIn
    person = _chosen(request, installation)
    if person is None:
        return render(request, "pages/me_nobody.html")
    now = request.reader.now
    city = installation.city_at(now)
    explanation = city.explain(person.person_id, at=now)
    context = {
        "who_zh": _masked(person, "zh"),
        "who_en": _masked(person, "en"),
        "answer": answer_of(explanation, city.pack),
        "history": _history(city, person.person_id, explanation, now),
    }
    return render(request, "pages/me.html", context)


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
