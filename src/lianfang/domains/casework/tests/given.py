"""Matters as people make them: opened by a headquarters, owned by a unit of a district, moved by those who may."""

from datetime import datetime, timedelta
from itertools import count

from lianfang.domains.accounts.models import Account, RoleGrant
from lianfang.domains.casework import commands
from lianfang.domains.casework.commands import Draft, Side
from lianfang.domains.casework.models import Matter
from lianfang.domains.casework.states import Priority
from lianfang.domains.casework.states.request import MACHINE
from lianfang.kernel.clock import CITY_ZONE
from lianfang.kernel.roles import Role
from tests.given import CHAOYANG, CITY, DONGCHENG, actor

STREET = Side(CHAOYANG, "U-CHAOYANG-1")
HEADQUARTERS = Side(CITY, "U-HQ")
HOUR = timedelta(hours=1)

CHIEF = actor(Role.HEADQUARTERS, CITY, id_="chief-1")
OFFICER = actor(Role.UNIT_OFFICER, CHAOYANG, id_="officer-1")
NEIGHBOUR = actor(Role.UNIT_OFFICER, DONGCHENG, id_="officer-2")
WORKER = actor(Role.COMMUNITY_WORKER, CHAOYANG, organisation=STREET.unit, id_="worker-1")

_numbers = count(1)


def city_time(day: int, hour: int, minute: int = 0, *, month: int = 8) -> datetime:
    """A moment of 2021 on the city's wall clock. 11 August was a Wednesday."""
    return datetime(2021, month, day, hour, minute, tzinfo=CITY_ZONE)


MORNING = city_time(11, 9)


def hands(token: str = "worker-1", *, area: str = CHAOYANG, organisation: str = "") -> str:
    """The token of somebody who can be given matters there."""
    account, _ = Account.objects.get_or_create(
        token=token,
        defaults={"kind": "staff", "state": "active", "username": token, "name": token, "began_at": MORNING},
    )
    RoleGrant.objects.get_or_create(
        account=account, role=Role.COMMUNITY_WORKER, area=area, organisation=organisation,
        defaults={"given_at": MORNING, "given_by": "test"},
    )  # fmt: skip
    return token


def a_matter(
    *,
    state: str = MACHINE.start,
    priority: Priority = Priority.NORMAL,
    owner: Side = STREET,
    asker: Side = HEADQUARTERS,
    at: datetime = MORNING,
    title: str = "",
) -> Matter:
    """A request in a state, reached by the moves that lead there, all at `at`."""
    draft = Draft("request", title or f"请核查小区封控情况 {next(_numbers)}", owner, asker, "详情。", priority)
    matter = commands.open_matter(draft=draft, by=CHIEF, at=at)
    for verb in MACHINE.route_to(state):
        matter = commands.move(matter_id=matter.pk, verb=verb, by=CHIEF, at=at)
    return matter
