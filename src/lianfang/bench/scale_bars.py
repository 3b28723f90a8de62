"""What `bench scale` measures and promises."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import median

from lianfang.bench.turns import Turn
from lianfang.kernel.words import Words

CITY = 21_900_000  # people of the city the bars in seconds are meant for
MANY = 5_000_000  # with fewer people, ratios tell mostly what a run costs before it begins
LITTLE = "3GiB"  # what a run is given when it has to make do with little
GIB = 1024
RATIO, MEMORY = 1.5, 12
TENFOLD = 11
WITHIN = {"snapshot": 30.0, "changes": 2.0}  # seconds
LOWERED, RESULT = 5.0, 2.0  # seconds


@dataclass(frozen=True, slots=True)
class Row:
    """One piece of work: its turns, for so many people."""

    key: str
    title: Words
    people: int
    turns: tuple[Turn, ...]

    @property
    def seconds(self) -> float:
        """The median by the clock."""
        return median(turn.seconds for turn in self.turns)

    @property
    def cpu_seconds(self) -> float:
        """The median of the processors."""
        return median(turn.cpu_seconds for turn in self.turns)

    @property
    def peak_mb(self) -> int:
        """The most memory of any turn."""
        return max(turn.peak_mb for turn in self.turns)

    def as_object(self) -> dict[str, object]:
        """The row for JSON."""
        return {
            "key": self.key,
            "title": self.title.en,
            "people": self.people,
            "seconds": [round(turn.seconds, 3) for turn in self.turns],
            "cpu_seconds": [round(turn.cpu_seconds, 3) for turn in self.turns],
            "peak_mb": self.peak_mb,
            "people_per_second": round(self.people / self.seconds),
        }


@dataclass(frozen=True, slots=True)
class Bar:
    """A promise and what was measured. `most` None: told as context, nothing is promised."""

    key: str
    title: Words
    measured: float
    unit: str
    most: float | None

    @property
    def met(self) -> bool:
        """Whether the promise is kept."""
        return self.most is None or self.measured <= self.most

    def as_object(self) -> dict[str, object]:
        """The bar for JSON."""
        return {
            "key": self.key,
            "title": self.title.en,
            "measured": round(self.measured, 3),
            "unit": self.unit,
            "most": self.most,
            "met": self.met,
        }


def bars_of(rows: Mapping[str, Row], people: int) -> Iterator[Bar]:
    """Every promise, from the rows of one run. A ratio is promised for MANY people, seconds for no more than CITY."""
    yield from _ratios(rows, many=people >= MANY)
    yield from _memory(rows)
    yield Bar("ten_times", Words("人数 ×10 的代价", "cost of ×10 people"), _ratio(rows, "full", "tenth"), "×", TENFOLD)
    yield Bar("full_seconds", Words("全量运行", "full run"), rows["full"].seconds, "s", None)
    for key, most in WITHIN.items():
        yield Bar(key, rows[key].title, rows[key].seconds, "s", most if people <= CITY else None)
    lowered, results = rows["lowered"].turns[0].told, rows["results"].turns[0].told
    title = Words(
        f"风险区降级，涉及 {lowered['people']:,.0f} 人：全部进入快照",
        f"area lowered, {lowered['people']:,.0f} people affected: all in the snapshot",
    )
    yield Bar("lowered", title, lowered["seconds"], "s", LOWERED if people <= CITY else None)
    title = Words("每秒 200 条检测结果：第 99 百分位进入快照", "200 test results a second: in the snapshot, p99")
    yield Bar("result_p99", title, results["p99"], "s", RESULT if people <= CITY else None)
    yield Bar("result_p50", Words("同上，中位", "the same, median"), results["p50"], "s", None)


def _ratios(rows: Mapping[str, Row], *, many: bool) -> Iterator[Bar]:
    full, nearest = rows["full"], rows["by_hand_nearest"]
    title = Words("全量运行 ÷ 手写查询", "full run ÷ by hand")
    yield Bar("full_to_hand", title, _ratio(rows, "full", "by_hand_nearest"), "×", RATIO if many else None)
    title = Words("同上，按处理器时间", "the same, processor time")
    yield Bar("full_to_hand_cpu", title, full.cpu_seconds / nearest.cpu_seconds, "×", None)
    title = Words("全量运行 ÷ 不求变动时刻的手写查询", "full run ÷ by hand without any moment of change")
    yield Bar("full_to_hand_without_holds", title, _ratio(rows, "full", "by_hand"), "×", None)


def _memory(rows: Mapping[str, Row]) -> Iterator[Bar]:
    title = Words("全量运行的内存", "memory of the full run")
    yield Bar("memory", title, round(rows["full"].peak_mb / GIB, 2), "GiB", MEMORY)
    title = Words(f"上限 {LITTLE} 时的内存", f"memory when limited to {LITTLE}")
    most = float(LITTLE.removesuffix("GiB")) + 1
    yield Bar("little_memory", title, round(rows["little"].peak_mb / GIB, 2), "GiB", most)


def _ratio(rows: Mapping[str, Row], one: str, other: str) -> float:
    """How many times as long: the median over rounds, each taken by itself."""
    pairs = zip(rows[one].turns, rows[other].turns, strict=True)
    return median(mine.seconds / theirs.seconds for mine, theirs in pairs)
