"""The whole pack over a made-up city: our engine from files to file, its decide pass alone, and queries by hand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from lianfang.bench.by_hand import ByHand
from lianfang.bench.compare import disagreements, later_than
from lianfang.bench.measure import Contestant, timed
from lianfang.decisions.evaluate import Target, evaluate
from lianfang.decisions.results import RunReport
from lianfang.facts.store import open_store
from lianfang.policy.engines.duckdb import DuckdbRunner
from lianfang.policy.engines.run import Run
from lianfang.policy.model import Pack

COMPARED = ("colour", "entry", "notices", "rules", "until", "unknown")
OURS, BY_HAND = "The engine", "the hand-written query"


@dataclass
class WholePack:
    """The four contestants over one folder of facts. `first_report` is of the first run, before any query by hand."""

    pack: Pack
    facts: Path
    at: datetime
    work: Path
    people: int
    threads: int | None = None
    first_report: RunReport | None = field(default=None, init=False)

    def contestants(self) -> list[Contestant]:
        """Everybody, our engine first."""
        by_hand = ByHand(self.pack, self.facts, self.at, self.threads)
        hand, nearest = self._file("by_hand"), self._file("by_hand_nearest")
        return [
            self._one("engine", "our engine, files to file, with holds_until", self.evaluate),
            self._one("decide", "our engine, the decide pass alone", self.decide),
            self._one("by_hand", "by hand, without holds_until", lambda: timed(lambda: by_hand.decide(hand))),
            self._one(
                "by_hand_nearest",
                "by hand, with the nearest moment of change",
                lambda: timed(lambda: by_hand.decide_with_nearest(nearest)),
            ),
        ]

    def evaluate(self) -> float:
        """Open the folder, decide, find how long it holds, write."""
        return timed(self._evaluate)

    def decide(self) -> float:
        """Only the query that decides, in a store already open."""
        with open_store(self.facts, zone=ZoneInfo(self.pack.zone), threads=self.threads) as store:
            run = Run(self.pack, DuckdbRunner(store.connection), store.connection, self.at)
            return timed(run.decide)

    def faults(self) -> list[str]:
        """Where the answers differ, in sentences."""
        ours, theirs = self._file("engine"), self._file("by_hand")
        found = [
            each.sentence(OURS, BY_HAND) for each in disagreements(ours, theirs, key="person_id", columns=COMPARED)
        ]
        nearest = self._file("by_hand_nearest")
        found += [
            each.sentence(OURS, f"{BY_HAND} with the nearest moment")
            for each in disagreements(ours, nearest, key="person_id", columns=COMPARED)
        ]
        late = later_than(nearest, ours, key="person_id", column="holds_until")
        if late:
            found.append(f"The engine's holds_until comes before the nearest moment found by hand on {late:,} rows.")
        return found

    def _evaluate(self) -> None:
        with open_store(self.facts, zone=ZoneInfo(self.pack.zone), threads=self.threads) as store:
            report = evaluate(self.pack, store, at=self.at, target=Target(self._file("engine")))
        self.first_report = self.first_report or report

    def _one(self, key: str, title: str, run: Callable[[], float]) -> Contestant:
        return Contestant(key, title, self.people, run)

    def _file(self, key: str) -> Path:
        return self.work / f"{key}.parquet"
