"""What decisions cost a city: monitoring places, tests and visits a day, priced by dated values of the pack.

A pack may hold values named RESOURCE_per_100_STANDING, such as daily_tests_per_100_yellow: how much of a resource a
hundred people of a standing need. A price that a pack does not have is said to be missing; none is made up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lianfang.kernel.words import Words
from lianfang.policy.model import Citation, Pack

RESOURCES: Mapping[str, Words] = {
    "monitoring_places": Words("隔离观察点位", "Places for monitoring"),
    "daily_tests": Words("每天检测", "Tests a day"),
    "daily_visits": Words("社区每天上门", "Community visits a day"),
}
STANDINGS = ("red", "yellow", "notice")  # of people in the city; notice: green, with a notice


@dataclass(frozen=True, slots=True)
class Price:
    """One dated value that a cost rests on."""

    name: str
    per_100: int
    people_before: int
    people_after: int
    cite: Citation


@dataclass(frozen=True, slots=True)
class Cost:
    """One resource: how much the release needs and how much the draft. None when the pack has no price for it at all.

    Shares of a unit are rounded up. `missing` are values the pack does not have; their people count for nothing here.
    """

    resource: str
    title: Words
    before: int | None
    after: int | None
    prices: tuple[Price, ...]
    missing: tuple[str, ...]


def costs(pack: Pack, at: datetime, before: Mapping[str, int], after: Mapping[str, int]) -> tuple[Cost, ...]:
    """The cost of each resource at `at`; `before` and `after` count the people in the city by standing."""
    return tuple(_cost(pack, at, resource, before, after) for resource in RESOURCES)


def _cost(pack: Pack, at: datetime, resource: str, before: Mapping[str, int], after: Mapping[str, int]) -> Cost:
    prices, missing = [], []
    for standing in STANDINGS:
        name = f"{resource}_per_100_{standing}"
        value = pack.values.get(name)
        step = value.at(at) if value is not None else None
        if step is None or isinstance(step.value, bool | str):
            missing.append(name)
        else:
            prices.append(Price(name, step.value, before.get(standing, 0), after.get(standing, 0), step.cite))
    return Cost(
        resource=resource,
        title=RESOURCES[resource],
        before=_rounded_up(sum(p.per_100 * p.people_before for p in prices)) if prices else None,
        after=_rounded_up(sum(p.per_100 * p.people_after for p in prices)) if prices else None,
        prices=tuple(prices),
        missing=tuple(missing),
    )


def _rounded_up(hundredths: int) -> int:
    return -(-hundredths // 100)
