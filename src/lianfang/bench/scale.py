"""`bench scale`: a whole city in seconds, as ratios from one run, against the bars this platform sets itself."""

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from lianfang.bench import scale_lake as lake
from lianfang.bench import scale_works as works
from lianfang.bench.compare import disagreements, later_than
from lianfang.bench.scale_bars import LITTLE, Bar, Row, bars_of
from lianfang.bench.scale_works import Place
from lianfang.bench.turns import Turn, take_turn
from lianfang.bench.whole_pack import BY_HAND, COMPARED, OURS
from lianfang.facts.demo import MARKER, NOW, is_demo_city, make_demo_city
from lianfang.kernel.words import Words

SEED = 1
TENTH = 10


class Watching(Protocol):
    """Whoever shows how far the bench has come."""

    def step(self, what: Words) -> None:
        """A new piece of work begins."""

    def tick(self, done: int | None = None, of: int | None = None) -> None:
        """It is still going on; `done` of `of` where that is known."""


@dataclass(frozen=True, slots=True)
class ScaleReport:
    """What the run found. `faults` are decisions that differ."""

    people: int
    facts: int
    rounds: int
    release: str
    rows: tuple[Row, ...]
    bars: tuple[Bar, ...]
    faults: tuple[str, ...]

    @property
    def kept(self) -> bool:
        """Whether every answer agrees and every promise is kept."""
        return not self.faults and all(bar.met for bar in self.bars)


@dataclass
class Scale:
    """One run of the bench over a city of `people` and one of a tenth of them."""

    pack: Path
    release: str
    people: int
    rounds: int
    memory: str
    watching: Watching
    rows: dict[str, Row] = field(default_factory=dict)

    def run(self, folder: Path) -> ScaleReport:
        """Make both cities in `folder` and measure. Raises TurnStopped, and what making a city raises."""
        tenth, whole = (Place(self.pack, folder / name, self.memory) for name in ("tenth", "whole"))
        self._make(tenth, self.people // TENTH)
        self._turns(tenth, self.people // TENTH, TENTH_WORKS)
        self.watching.step(Words("核对每个人的判定", "comparing every decision"))
        faults = _faults(tenth)
        facts = self._make(whole, self.people)
        self._turns(whole, self.people, WORKS)
        self._turns(replace(whole, memory=LITTLE), self.people, LITTLE_WORKS, rounds=1)
        self._turns(whole, self.people, (*SNAPSHOT_WORKS, *LAKE_WORKS), rounds=1)
        bars = tuple(bars_of(self.rows, self.people))
        rows = tuple(self.rows.values())
        return ScaleReport(self.people, facts, self.rounds, self.release, rows, bars, tuple(faults))

    def _make(self, place: Place, people: int) -> int:
        """The city, taken as it is when it was made with the same numbers; gives its rows of facts."""
        self.watching.step(Words(f"造一座 {people:,} 人的城市", f"making a city of {people:,} people"))
        place.folder.mkdir(parents=True, exist_ok=True)
        if not (is_demo_city(place.city) and _made_with(place.city, people)):
            make_demo_city(place.city, people=people, seed=SEED, progress=self.watching.tick)
        rows: dict[str, int] = json.loads((place.city / MARKER).read_text(encoding="utf-8"))["rows"]
        return sum(rows.values())

    def _turns(self, place: Place, people: int, todo: "Sequence[Work]", rounds: int | None = None) -> None:
        found: dict[str, list[Turn]] = {work.key: [] for work in todo}
        for _ in range(rounds or self.rounds):
            for work in todo:
                self.watching.step(work.title)
                found[work.key].append(take_turn(work.title.en, work.do, place, self.watching.tick))
        self.rows |= {work.key: Row(work.key, work.title, people, tuple(found[work.key])) for work in todo}


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of work under the name it is told by."""

    key: str
    title: Words
    do: Callable[[Place], Mapping[str, float] | None]


TENTH_WORKS = (
    Work("tenth", Words("十分之一的人：全量运行", "a tenth of the people: full run"), works.full_run),
    Work("tenth_by_hand", Words("十分之一的人：手写查询", "a tenth of the people: by hand"), works.by_hand_nearest),
)
WORKS = (
    Work("full", Words("全量运行：文件到文件，含有效至", "full run, files to file, exact holds_until"), works.full_run),
    Work("by_hand", Words("手写查询：理由和截止", "by hand: reasons and until"), works.by_hand),
    Work(
        "by_hand_nearest",
        Words("手写查询：理由、截止和最近变动时刻", "by hand: reasons, until, nearest moment of change"),
        works.by_hand_nearest,
    ),
)
LITTLE_WORKS = (
    Work("little", Words(f"全量运行：内存上限 {LITTLE}", f"full run, memory limited to {LITTLE}"), works.full_run),
)
SNAPSHOT_WORKS = (
    Work("snapshot", Words("从零生成快照", "snapshot from nothing"), works.snapshot_whole),
    Work("changes", Words("快照中 10 万人变动", "100,000 changes in the snapshot"), works.snapshot_changes),
)


def _faults(place: Place) -> list[str]:
    ours, theirs = place.decisions, place.by_hand
    found = [each.sentence(OURS, BY_HAND) for each in disagreements(ours, theirs, key="person_id", columns=COMPARED)]
    late = later_than(theirs, ours, key="person_id", column="holds_until")
    return [*found, f"holds_until comes before the nearest moment found by hand on {late:,} rows."] if late else found


def _made_with(city: Path, people: int) -> bool:
    marker = json.loads((city / MARKER).read_text(encoding="utf-8"))
    return (marker["people"], marker["seed"]) == (people, SEED)


LAKE_WORKS = (
    Work("lake", Words("装入湖，首次全量判定", "lake filled, everyone decided first"), lake.fill_lake),
    Work("lowered", Words("风险区降级", "start, then an area is lowered"), lake.lower_area),
    Work("results", Words("检测结果陆续到达", "start, then test results come in"), lake.take_results),
)


@contextmanager
def working_folder(keep: Path | None) -> Iterator[Path]:
    """The folder to work in: `keep`, or one that is removed afterwards, whatever happens."""
    if keep is not None:
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="lianfang-bench-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def as_object(report: ScaleReport) -> dict[str, object]:
    """The report as one JSON object."""
    return {
        "at": NOW.isoformat(),
        "release": report.release,
        "people": report.people,
        "facts": report.facts,
        "rounds": report.rounds,
        "rows": [row.as_object() for row in report.rows],
        "bars": [bar.as_object() for bar in report.bars],
        "agree": not report.faults,
        "faults": list(report.faults),
    }
