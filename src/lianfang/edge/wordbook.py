"""The words of a release: what the edge tells people about rules, notices and duties, and how long codes live.

One JSON file for each release, `words/RELEASE.json`, made by `preparing`; read here without the policy's own code.
A period lasts until the next dated step of the policy.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

FOLDER = "words"
COLOURS, ENTRIES = ("red", "yellow", "green"), ("refused", "deferred", "conditional", "allowed")
Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Period:
    """What holds between two steps of the policy. `fresh` and `offline`: how long a code lives at most."""

    starts: datetime
    fresh: timedelta
    offline: timedelta
    rules: Mapping[str, Told]
    notices: Mapping[str, Told]
    duties: Mapping[str, Told]

    def strictest_first(self, rules: tuple[str, ...]) -> list[str]:
        """Rules in the order in which they weigh; those without words come last."""
        return sorted(rules, key=self._weight)

    def _weight(self, rule: str) -> tuple[int, int, int]:
        told = self.rules.get(rule)
        if told is None:
            return len(COLOURS), len(ENTRIES), 1
        return _rank(COLOURS, told["colour"]), _rank(ENTRIES, told["entry"]), 0 if told["notice"] else 1


@dataclass(frozen=True, slots=True)
class WordBook:
    """The words of one release through its dated steps, earliest first."""

    release: str
    periods: tuple[Period, ...]

    def at(self, moment: datetime) -> Period:
        """The period that `moment` lies in; the first when it lies before all."""
        found = self.periods[0]
        for period in self.periods:
            if period.starts > moment:
                break
            found = period
        return found


def read_book(folder: Path, release: str) -> WordBook | None:
    """The words of `release`; None when nobody prepared them or the file is harmed."""
    try:
        data = json.loads((folder / FOLDER / f"{release}.json").read_text(encoding="utf-8"))
        return WordBook(data["release"], tuple(_period(row) for row in data["periods"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _period(row: Told) -> Period:
    return Period(
        starts=datetime.fromisoformat(row["starts"]),
        fresh=timedelta(minutes=row["fresh_minutes"]),
        offline=timedelta(hours=row["offline_hours"]),
        rules=row["rules"],
        notices=row["notices"],
        duties=row["duties"],
    )


def _rank(order: tuple[str, ...], value: str | None) -> int:
    return order.index(value) if value in order else len(order)
