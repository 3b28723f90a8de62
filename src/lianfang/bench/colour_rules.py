"""Twelve colour rules on the same prepared rows, one thread each: our expressions, CASE by hand, others' engines."""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from lianfang.bench.by_hand import ByHand
from lianfang.bench.compare import disagreements
from lianfang.bench.measure import Contestant, Say, Timing, Withdrawn, alternate, timed
from lianfang.bench.throwaway import ENGINES, Engine, install, waiting
from lianfang.bench.twelve import by_case, by_engine

# Engines that take one person at a time have fewer rows; rates are per second, so they compare.
FEWER_ROWS = {"zen": 200_000}


@dataclass
class ColourRules:
    """The contestants over one file of prepared rows in `work`. `skipped` says which engines could not take part."""

    by_hand: ByHand
    work: Path
    people: int
    engines: tuple[Engine, ...] = ENGINES
    skipped: list[str] = field(default_factory=list)
    _prepared: set[Path] = field(default_factory=set)

    def measure(self, *, rounds: int, say: Say) -> list[Timing]:
        """Prepare the rows, start everybody, take turns."""
        rows = self._rows(self.people)
        ours = [
            self._one("expressions", "our expressions, policy language to SQL", by_engine, rows),
            self._one("case", "CASE by hand", by_case, rows),
        ]
        with ExitStack() as stack:
            room = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lianfang-engines-")))
            found = [self._other(engine, room, stack, say) for engine in self.engines]
            others = [one for one in found if one is not None]
            timings, withdrawn = alternate([*ours, *others], rounds=rounds, say=say)
        self.skipped += withdrawn
        return timings

    def faults(self, timings: list[Timing]) -> list[str]:
        """Where colours differ from those of the hand-written CASE."""
        return [
            each.sentence(timing.title, "CASE by hand")
            for timing in timings
            if timing.key != "case"
            for each in disagreements(
                self._file(timing.key), self._file("case"), key="person", columns=["colour"], only_first=timing.people
            )
        ]

    def _one(self, key: str, title: str, decide: Callable[[Path, Path], None], rows: Path) -> Contestant:
        return Contestant(key, title, self.people, lambda: timed(lambda: decide(rows, self._file(key))))

    def _other(self, engine: Engine, room: Path, stack: ExitStack, say: Say) -> Contestant | None:
        people = min(self.people, FEWER_ROWS.get(engine.key, self.people))
        say(f"installing {engine.requirement} into a throw-away environment")
        try:
            python = install(engine, room / engine.key)
            peer = stack.enter_context(waiting(engine, python, self._rows(people), self._file(engine.key)))
        except Withdrawn as why:
            self.skipped.append(str(why))
            say(str(why))
            return None
        return Contestant(engine.key, engine.title, people, peer.turn)

    def _rows(self, people: int) -> Path:
        path = self.work / f"prepared-{people}.parquet"
        if path not in self._prepared:
            self.by_hand.prepare(path, people)
            self._prepared.add(path)
        return path

    def _file(self, key: str) -> Path:
        return self.work / f"colours-{key}.parquet"
