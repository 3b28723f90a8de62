"""The demonstration city's rooms, filled once, from the ground up: what is invented stands on what is known."""

from collections.abc import Callable

from lianfang.kernel.actors import Actor
from lianfang.kernel.config import Config

INVENTOR = "demonstration"
RIGHTS = ("places.manage", "people.register")


def fill_rooms(config: Config, *, city: str, say: Callable[[str], None]) -> None:
    """Fill every room that is empty. Quick when there is nothing to do."""
    from lianfang.domains.people import public as people
    from lianfang.domains.places import public as places

    by, at = Actor.of(INVENTOR, RIGHTS, area=city), config.demonstration_now
    for what, fill in (("places", places.fill_demonstration), ("people in the register", people.fill_demonstration)):
        if number := fill(city=city, by=by, at=at):
            say(f"  {number:,} {what}")
