"""Things that lie in a place, for the walk: what to put into the address of each `placed` row of the table of routes.

Each room makes its own, in `tests/walk.py`: MAKE maps a row's name to how such a thing is made in an area, and gives
back what fills the address.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec

from lianfang.web.rooms import ROOMS

ABSENT: Mapping[str, object] = {"int": 999_999_999, "str": "absent", "slug": "absent"}


def _made_in(room: str) -> Mapping[str, Callable[[str], list[object]]]:
    name = f"lianfang.domains.{room}.tests.walk"
    return import_module(name).MAKE if find_spec(name) else {}


MAKE = {name: make for room in ROOMS for name, make in _made_in(room).items()}
