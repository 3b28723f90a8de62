"""Whom a matter is brought before as its clock runs: levels after a share of what was promised."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from lianfang.kernel.clock import CITY_ZONE, civil_day


class To(StrEnum):
    """Who is told: of the owner's side the person or the unit, of the other the unit or who opened it."""

    PERSON = "person"
    UNIT = "unit"
    ASKER = "asker"
    OPENER = "opener"


@dataclass(frozen=True, slots=True)
class Level:
    """After `share` of the promise (1 is the deadline, 1.5 half of it again later), `to` is told."""

    share: float
    to: To


@dataclass(frozen=True, slots=True)
class Ladder:
    """Levels in order, in force from a day on, and where they come from."""

    starts: date
    cite: str
    levels: tuple[Level, ...]

    def __post_init__(self) -> None:
        shares = [level.share for level in self.levels]
        if shares != sorted(set(shares)) or any(share <= 0 for share in shares):
            raise ValueError("the levels of a ladder stand in order, each after some of the clock")


# A default, dated: no order that fixes these shares is known. A kind brings its own from the policy's values.
DEFAULT_LADDER = Ladder(
    date(2020, 1, 1), "default", (Level(0.75, To.PERSON), Level(1.0, To.UNIT), Level(1.5, To.ASKER))
)


def ladder_at(ladders: Iterable[Ladder], at: datetime) -> Ladder:
    """The newest ladder that has begun; the default when there is none."""
    day = civil_day(at, zone=CITY_ZONE)
    begun = [ladder for ladder in ladders if ladder.starts <= day]
    return max(begun, key=lambda ladder: ladder.starts, default=DEFAULT_LADDER)
