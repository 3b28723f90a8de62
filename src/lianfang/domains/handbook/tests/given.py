"""Drafts for tests, made as people make them."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from lianfang.domains.handbook import commands
from lianfang.domains.handbook.models import Draft
from lianfang.kernel.actors import Actor
from lianfang.kernel.roles import Role, grants_of
from lianfang.policy.model import Pack
from lianfang.policy.packs import read_pack

NOON = datetime(2021, 8, 11, 4, tzinfo=UTC)
BEIJING = Path(__file__).parents[5] / "policies" / "beijing"
WINDOW = "values/entry_window_days.yaml"


@cache
def the_pack() -> Pack:
    """The policy of Beijing."""
    return read_pack(BEIJING)


def somebody(role: Role, area: str = "110000", name: str = "") -> Actor:
    """An actor with a role's rights."""
    return Actor(name or role.value, grants_of(role, area=area))


OFFICER = somebody(Role.POLICY_OFFICER)
APPROVER = somebody(Role.POLICY_APPROVER)


def a_draft(title: str = "Seven days instead of fourteen") -> Draft:
    """A draft as the officer begins it."""
    return commands.open_draft(title=title, pack=the_pack(), by=OFFICER, at=NOON)
