"""The shape of a row: an address, its name, the page that answers, and who may reach it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpResponse

from lianfang.kernel.roles import EVERY_ROLE, STAFF, Role

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Reach:
    """Who may come to an address at all. Whether they may touch a certain thing there, its place decides."""

    roles: frozenset[Role]
    strangers: bool = False

    def admits(self, roles: Iterable[Role] | None) -> bool:
        """Whether somebody with `roles` may come; None is somebody who is not signed in."""
        if roles is None:
            return self.strangers
        return self.strangers or self.roles == EVERY_ROLE or not self.roles.isdisjoint(roles)


EVERYONE = Reach(EVERY_ROLE, strangers=True)
SIGNED_IN = Reach(EVERY_ROLE)
STAFF_ONLY = Reach(STAFF)
MACHINES = Reach(frozenset(), strangers=True)  # the API: its own tokens decide, operation by operation


def only(*roles: Role) -> Reach:
    """These roles and no others."""
    return Reach(frozenset(roles))


@dataclass(frozen=True, slots=True)
class Route:
    """One address. `placed`: what it shows belongs to an area; to somebody from elsewhere it does not exist."""

    path: str
    name: str
    view: View
    to: Reach
    placed: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the API. `scope` is the right a token must carry; empty: any valid token."""

    method: str
    path: str
    name: str
    view: Callable[..., object]
    scope: str
    response: object
    to: Reach = MACHINES
