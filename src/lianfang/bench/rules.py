"""`bench rules`: how many people a second, as ratios from one run, with every answer compared."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lianfang.bench.by_hand import ByHand
from lianfang.bench.colour_rules import ColourRules
from lianfang.bench.measure import Say, Timing, alternate, times_as_fast
from lianfang.bench.throwaway import ENGINES, Engine
from lianfang.bench.whole_pack import WholePack
from lianfang.facts.demo import MARKER, NOW, is_demo_city, make_demo_city
from lianfang.policy.model import Pack

SEED = 1
MOST_MEMORY_MB = 4096  # a million people must be decided within this
MILLION = 1_000_000
# The ratios told: name, one, other. One decides so many times as many people per second as the other.
RATIOS = (
    ("engine_to_by_hand", "engine", "by_hand"),
    ("engine_to_by_hand_nearest", "engine", "by_hand_nearest"),
    ("decide_to_by_hand", "decide", "by_hand"),
    ("expressions_to_case", "expressions", "case"),
    ("expressions_to_zen", "expressions", "zen"),
    ("expressions_to_openfisca", "expressions", "openfisca"),
)


@dataclass(frozen=True, slots=True)
class RulesReport:
    """What the run found. `faults` are reasons to distrust it; `skipped` are engines that could not take part."""

    release: str
    people: int
    rounds: int
    whole_pack: tuple[Timing, ...]
    twelve: tuple[Timing, ...]
    evaluate_peak_rss_mb: int
    faults: tuple[str, ...]
    skipped: tuple[str, ...]

    @property
    def ratios(self) -> dict[str, float]:
        """By name, as in RATIOS; those who did not take part are missing."""
        by_key = {timing.key: timing for timing in (*self.whole_pack, *self.twelve)}
        return {
            name: round(times_as_fast(by_key[one], by_key[other]), 4)
            for name, one, other in RATIOS
            if one in by_key and other in by_key
        }


def bench_rules(
    pack: Pack, *, people: int, rounds: int, keep: Path | None, say: Say, engines: tuple[Engine, ...] = ENGINES
) -> RulesReport:
    """Make (or take from `keep`) a city of so many people and let everybody decide for it in turns.

    Raises PeopleOutOfRange, FolderNotEmpty, FolderNotWritable, and what reading and evaluating raise.
    """
    with _folder(keep) as folder:
        city, work = folder / "city", folder / "decided"
        _city(city, people, say)
        work.mkdir(parents=True, exist_ok=True)
        whole = WholePack(pack, city, NOW, work, people)
        timings, _ = alternate(whole.contestants(), rounds=rounds, say=say)
        say("comparing every decision")
        faults = whole.faults()
        twelve = ColourRules(ByHand(pack, city, NOW), work, people, engines)
        colour_timings = twelve.measure(rounds=rounds, say=say)
        faults += twelve.faults(colour_timings)
        assert whole.first_report is not None
        peak = whole.first_report.peak_rss_mb
        return RulesReport(
            release=pack.release,
            people=people,
            rounds=rounds,
            whole_pack=tuple(timings),
            twelve=tuple(colour_timings),
            evaluate_peak_rss_mb=peak,
            faults=(*faults, *_too_much_memory(people, peak)),
            skipped=tuple(twelve.skipped),
        )


def as_object(report: RulesReport) -> dict[str, object]:
    """The report as one JSON object."""
    return {
        "at": NOW.isoformat(),
        "release": report.release,
        "people": report.people,
        "rounds": report.rounds,
        "whole_pack": [_line(timing) for timing in report.whole_pack],
        "twelve_colour_rules": [_line(timing) for timing in report.twelve],
        "ratios": report.ratios,
        "evaluate_peak_rss_mb": report.evaluate_peak_rss_mb,
        "agree": not report.faults,
        "faults": list(report.faults),
        "skipped": list(report.skipped),
    }


def _line(timing: Timing) -> dict[str, object]:
    return {
        "key": timing.key,
        "title": timing.title,
        "people": timing.people,
        "first_seconds": round(timing.first, 4),
        "seconds": [round(seconds, 4) for seconds in timing.rounds],
        "people_per_second": round(timing.people_per_second),
    }


def _too_much_memory(people: int, peak: int) -> list[str]:
    if people > MILLION or peak < MOST_MEMORY_MB:
        return []
    return [f"The engine needed {peak:,} MB for {people:,} people; it may need {MOST_MEMORY_MB:,} MB for a million."]


def _city(folder: Path, people: int, say: Say) -> None:
    """The made-up city, taken as it is when it was made with the same numbers."""
    if is_demo_city(folder):
        marker = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        if (marker["people"], marker["seed"]) == (people, SEED):
            say(f"taking the city of {people:,} people that is in {folder}")
            return
    say(f"making a city of {people:,} people")
    make_demo_city(folder, people=people, seed=SEED)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="lianfang-bench-") as folder:
        yield Path(folder)
