"""The rooms that are put together here, from the ground up, and what is found in each by its name."""

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec

from lianfang.kernel.background import Duty, Job
from lianfang.kernel.words import Words

# A new room is one more name here, its rows in lianfang.web.routes, and its floor in pyproject.toml.
ROOMS = (
    "audit",
    "work",
    "accounts",
    "handbook",
    "places",
    "people",
    "casework",
    "intake",
)


def apps() -> list[str]:
    """The rooms as Django's INSTALLED_APPS names them."""
    return [f"lianfang.domains.{room}" for room in ROOMS]


def background() -> tuple[list[Job], list[Duty]]:
    """The jobs and the duties that rooms declare in their `jobs.py`."""
    found = [import_module(f"lianfang.domains.{room}.jobs") for room in ROOMS if _has(room, "jobs")]
    jobs = [job for module in found for job in getattr(module, "JOBS", ())]
    return jobs, [duty for module in found for duty in getattr(module, "DUTIES", ())]


def books() -> dict[str, Mapping[str, Words]]:
    """The words of every room that has some, by the room's name."""
    return {room: import_module(f"lianfang.domains.{room}.words").WORDS for room in ROOMS if _has(room, "words")}


def _has(room: str, shelf: str) -> bool:
    return find_spec(f"lianfang.domains.{room}.{shelf}") is not None
