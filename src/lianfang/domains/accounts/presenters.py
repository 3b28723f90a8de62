"""Roles, states and grounds as words and tones; a browser's name as its owner knows it."""

import re
from dataclasses import dataclass
from typing import assert_never

from django.conf import settings

from lianfang.domains.accounts.states import AccountState, Tie
from lianfang.kernel.actors import Actor
from lianfang.kernel.areas import register
from lianfang.kernel.documents import Kind
from lianfang.kernel.roles import STAFF, Role

BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("MicroMessenger", "WeChat"), ("Chrome/", "Chrome"))
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"))
CITY = "110000"


@dataclass(frozen=True, slots=True)
class Badge:
    """A word (its key) and the tone that goes with it."""

    word: str
    tone: str


def state_badge(state: str) -> Badge:
    """How an account stands."""
    known = AccountState(state)
    match known:
        case AccountState.INVITED:
            return Badge("accounts.state_invited", "wait")
        case AccountState.ACTIVE:
            return Badge("accounts.state_active", "go")
        case AccountState.LEFT:
            return Badge("accounts.state_left", "quiet")
        case _:
            assert_never(known)


def tie_word(tie: str) -> str:
    """The key of what an account is to a person."""
    known = Tie(tie)
    match known:
        case Tie.SELF:
            return "accounts.tie_self"
        case Tie.HELPER:
            return "accounts.tie_helper"
        case Tie.GUARDIAN:
            return "accounts.tie_guardian"
        case _:
            assert_never(known)


def role_word(role: str) -> str:
    """The key of a role's name."""
    return f"accounts.role_{Role(role).value}"


def device_of(agent: str) -> str:
    """A browser's name from what it calls itself: enough to know one's own again."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    if not browser and re.search(r"Version/.* Safari/", agent):
        browser = "Safari"
    system = next((name for sign, name in SYSTEMS if sign in agent), "Linux" if "Linux" in agent else "")
    return " · ".join(filter(None, (browser, system)))


def roles_to_give(by: Actor) -> list[tuple[str, str]]:
    """The roles that somebody may give in some place: value and key of the name."""
    return [(role.value, role_word(role)) for role in Role if role in STAFF and by.areas(f"accounts.give_{role}")]


# Pages of this room and of the audit log, and the right that leads to them.
DOORS = (
    ("staff", "accounts.staff", "accounts.see"),
    ("bind", "accounts.bind", "accounts.bind"),
    ("glass", "accounts.glass", "accounts.break_glass"),
    ("tokens", "accounts.tokens", "accounts.tokens"),
    ("audit", "accounts.audit", "audit.read"),
)


def doors_of(actor: Actor) -> list[tuple[str, str]]:
    """The pages somebody may go to: the page's name and the key of the word."""
    return [(page, word) for page, word, right in DOORS if actor.areas(right)]


def document_kinds() -> list[tuple[str, str]]:
    """The papers one may show: value and key of the name."""
    return [(kind.value, f"accounts.kind_{kind.value}") for kind in Kind]


def areas_to_choose(by: Actor, right: str, language: str) -> list[tuple[str, str]]:
    """The districts of the city in which `right` is held, the city itself first when all of it is: code and name."""
    names = register()
    counties = [county for county in names.counties_of(CITY[:2]) if by.may(right, area=county)]
    whole = [CITY] if by.may(right, area=CITY) else []
    held = [area for area in sorted(by.areas(right)) if len(area) > len(CITY)]
    return [(code, names.name(code, language)) for code in (*whole, *counties, *held)]


def is_demonstration() -> bool:
    """Whether codes may stand on the screen."""
    return bool(settings.CONFIG.demonstration)
