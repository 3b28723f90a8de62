"""The hook for a message gateway: what it needs to know of a notice, and which one is connected."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as a gateway gets it: to whom (a token, or a unit in an area), what happened, to which matter.

    No title and no text: what leaves the building says only that there is something to look at.
    """

    notice: int
    what: str
    matter: int
    kind: str
    to_person: str
    to_area: str
    to_unit: str


Gateway = Callable[[Told], None]
_gateways: list[Gateway] = []


def connect(gateway: Gateway | None) -> None:
    """Hand notices to `gateway` from now on; None: show them in the platform only."""
    _gateways[:] = [gateway] if gateway else []


def connected() -> Gateway | None:
    """The gateway, if there is one."""
    return _gateways[0] if _gateways else None
