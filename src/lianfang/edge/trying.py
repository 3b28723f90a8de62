"""Opens everything once before the server starts, so that what is missing is said in a sentence."""

from dataclasses import dataclass
from datetime import timedelta

from lianfang.edge.app import clock_of
from lianfang.edge.settings import EdgeSettings
from lianfang.edge.view import View
from lianfang.kernel.config import Config


@dataclass(frozen=True, slots=True)
class Seen:
    """What the edge would serve."""

    people: int
    sequence: int
    age: timedelta


def try_out(settings: EdgeSettings, config: Config) -> Seen:
    """What the edge would serve now. Raises NoSnapshot, NoSigningKey, EdgeNotReady."""
    now = clock_of(config).now()
    view = View(settings, now)
    try:
        return Seen(view.reader.people, view.header.sequence, view.age(now))
    finally:
        view.close()
