"""The demonstration city's rooms, filled once, from the ground up: what is invented stands on what is known."""

from collections.abc import Callable

from lianfang.kernel.actors import Actor
from lianfang.kernel.config import Config
from lianfang.kernel.words import Words

INVENTOR = "demonstration"
RIGHTS = (
    "places.manage",
    "people.register",
    "casework.see",
    "casework.ask",
    "casework.work",
    "casework.assign",
    "intake.sources",
)


def fill_rooms(config: Config, *, city: str, say: Callable[[Words], None]) -> None:
    """Fill every room that is empty. Quick when there is nothing to do."""
    from lianfang.domains.casework import public as casework
    from lianfang.domains.intake import public as intake
    from lianfang.domains.people import public as people
    from lianfang.domains.places import public as places

    by, at = Actor.of(INVENTOR, RIGHTS, area=city), config.demonstration_now
    for zh, en, fill in (
        ("个地点", "places", places.fill_demonstration),
        ("名登记在册的人", "people in the register", people.fill_demonstration),
        ("件交办事项", "requests between units", casework.fill_demonstration),
        ("个数据来源", "sources of facts", intake.fill_demonstration),
    ):
        if number := fill(city=city, by=by, at=at):
            say(Words(f"  {number:,} {zh}", f"  {number:,} {en}"))
