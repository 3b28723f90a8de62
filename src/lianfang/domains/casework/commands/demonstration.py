"""The demonstration city's requests: invented, but such as a headquarters and its districts hand out every day."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

import yaml
from django.db import transaction

from lianfang.domains.accounts import public as accounts
from lianfang.domains.casework.commands.assigning import assign
from lianfang.domains.casework.commands.escalating import escalate_due
from lianfang.domains.casework.commands.matters import Draft, Side, add_note, move, open_matter
from lianfang.domains.casework.models import Matter
from lianfang.domains.casework.states import Priority
from lianfang.domains.casework.states.request import REQUEST
from lianfang.domains.places import public as places
from lianfang.domains.places.public import DutyKind
from lianfang.kernel.actors import Actor
from lianfang.kernel.roles import Role

STORIES = "demonstration.yaml"
CALLED = "已电话联系社区，下午两点前反馈。"


@transaction.atomic
def fill_demonstration(*, city: str, by: Actor, at: datetime) -> int:
    """Open the requests that people of the demonstration city work on; how many, 0 when there are matters already.

    Its invented people act, with the rights of `by`, so that each step bears a name.
    """
    by.must(REQUEST.opens, area=city)
    if Matter.objects.exists():
        return 0
    account = accounts.demonstration.account_for(Role.HEADQUARTERS, at=at)
    chief = Actor(account.token, by.grants)
    stories = yaml.safe_load((files("lianfang.domains.casework.states") / STORIES).read_text(encoding="utf-8"))
    for story in stories:
        _tell(story, chief=chief, at=at)
    while escalate_due(at):
        pass
    return len(stories)


def _tell(story: Mapping[str, Any], *, chief: Actor, at: datetime) -> None:
    """One request from its opening to where it stands at `at`. Each side's steps are made by its own people."""
    opened = datetime.fromisoformat(story["opened"]).replace(tzinfo=at.tzinfo)
    officer = Actor(_officer(story["owner"]) or chief.id, chief.grants)
    draft = Draft(
        "request",
        story["title"],
        _owner(story["owner"], DutyKind(story["duty"]), at),
        Side(story["asker"]),
        story["body"],
        Priority[story["priority"].upper()],
    )
    matter = open_matter(draft=draft, by=chief, at=opened)
    for step in story.get("steps", ()):
        by = chief if step["verb"] in REQUEST.asks else officer
        when = opened + timedelta(hours=step["after"])
        matter = move(matter_id=matter.pk, verb=step["verb"], text=step["text"], by=by, at=when)
    if story.get("in_hand"):
        _take_in_hand(matter, by=officer, at=opened + timedelta(minutes=40))


def _take_in_hand(matter: Matter, *, by: Actor, at: datetime) -> None:
    people = accounts.colleagues("casework.work", area=matter.area, organisation=matter.unit)
    person = next((one.token for one in people), "")
    assign(matter_id=matter.pk, seen=matter.seen, person=person, by=by, at=at)
    add_note(matter_id=matter.pk, text=CALLED, by=by, at=at + timedelta(minutes=20))


def _officer(area: str) -> str | None:
    """The token of the officer who answers for an area in the demonstration."""
    for number, (role, _name, ground) in enumerate(accounts.demonstration.STAFF, start=1):
        if role is Role.UNIT_OFFICER and ground == area:
            return f"staff-demo.{role.replace('_', '-')}.{number}"
    return None


def _owner(area: str, duty: DutyKind, at: datetime) -> Side:
    answers = places.who_answers(duty, area, at=at)
    return Side(area, answers.unit if answers else "")
