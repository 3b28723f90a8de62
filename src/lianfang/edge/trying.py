"""Opens everything once before the server starts, so that what is missing is said in a sentence."""

from dataclasses import dataclass
from datetime import timedelta

from lianfang.edge.app import clock_of
from lianfang.edge.refusals import EdgeNotReady
from lianfang.edge.settings import EdgeSettings
from lianfang.edge.view import View
from lianfang.kernel.config import Config
from lianfang.kernel.words import Words

CLOCKS_DIFFER = timedelta(hours=1)
LATER = Words("快照里的判定晚于时钟所示的时刻", "the decisions are for a later moment than the clock shows")
REAL_CLOCK = Words(
    "演示模式的时钟是固定的，不接受真实数据：请设 LIANFANG_DEMONSTRATION=false，或使用虚构的城市。",
    "The clock of demonstration mode is fixed, and it refuses real data: set LIANFANG_DEMONSTRATION=false, or serve an "
    "invented city.",
)


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
        if view.age(now) < -CLOCKS_DIFFER:
            raise EdgeNotReady(why=LATER, remedy=REAL_CLOCK)
        return Seen(view.reader.people, view.header.sequence, view.age(now))
    finally:
        view.close()
