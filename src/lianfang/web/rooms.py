"""The rooms that are put together here, from the ground up, and what is found in each by its name."""

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec

from lianfang.kernel.words import Words

# A new room is one more name here, its rows in lianfang.web.routes, and its floor in pyproject.toml.
ROOMS = (
    "audit",
    "accounts",
    "handbook",
)


def apps() -> list[str]:
    """The rooms as Django's INSTALLED_APPS names them."""
    return [f"lianfang.domains.{room}" for room in ROOMS]


def books() -> dict[str, Mapping[str, Words]]:
    """The words of every room that has some, by the room's name."""
    found = {}
    for room in ROOMS:
        name = f"lianfang.domains.{room}.words"
        if find_spec(name) is not None:
            found[room] = import_module(name).WORDS
    return found
