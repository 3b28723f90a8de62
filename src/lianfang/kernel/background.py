"""The shapes of background work: a job is done once for each piece put in the queue, a duty comes round.

A room declares its own in `jobs.py`; who runs them, and keeps the queue, stands above.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

Piece = Mapping[str, str | int | bool | None]


@dataclass(frozen=True, slots=True)
class Job:
    """`run` gets what was put in the queue, and the city's time. `name` is room.verb.

    A `whole` job runs in one transaction with its own crossing-off: killed at any moment, it has happened once or not
    at all. A job that is not whole may be run again after a kill, so it must not mind. After `attempts` failures it is
    set aside for a person to look at. It must end `within` that time, or another worker takes it for lost.
    """

    name: str
    run: Callable[[Piece, datetime], None]
    whole: bool = True
    attempts: int = 6
    within: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Duty:
    """`run` gets the city's time, again and again, `every` so often. It must not mind being run twice."""

    name: str
    run: Callable[[datetime], None]
    every: timedelta
