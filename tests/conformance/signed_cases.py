"""Every case an official signs off, at every moment it speaks of, together in one city.

Each case at each of its moments becomes a copy of its rows with people, zones and places outside the city of its own,
so that one run answers them all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lianfang.kernel.clock import to_micros
from lianfang.policy.model import Case, Expectation, Pack
from lianfang.policy.reading.cases import DEFAULT_ID
from tests.conformance.deciding import Told

_FIRST = 2000  # prefectures of the copies are numbered from here: none of them is in the city
_IDS = ("person_id", "zone_id", "area_id")


@dataclass
class Cases:
    """The rows of all copies, whom each copy is about and when, and what its case expects."""

    tables: dict[str, list[Mapping[str, object]]] = field(default_factory=dict)
    moments: dict[str, int] = field(default_factory=dict)
    expected: dict[str, tuple[Case, Expectation]] = field(default_factory=dict)
    _prefectures: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, case: Case, expectation: Expectation) -> None:
        """One case at one moment."""
        tag = f"c{len(self.moments):04}"
        key = f"{tag}-{DEFAULT_ID[f'{case.subject}_id']}"
        self.moments[key] = to_micros(expectation.at)
        self.expected[key] = case, expectation
        for name, rows in case.tables.items():
            self.tables.setdefault(name, []).extend(self._copy(tag, row) for row in rows)

    def _copy(self, tag: str, row: Mapping[str, object]) -> dict[str, object]:
        return {column: self._cell(tag, column, value) for column, value in row.items()}

    def _cell(self, tag: str, column: str, value: object) -> object:
        if value is None:
            return None
        if column in _IDS:
            return f"{tag}-{value}"
        return self._area(tag, str(value)) if column in ("area", "home_area") else value

    def _area(self, tag: str, code: str) -> str:
        if code.startswith("11"):
            return code
        new = str(_FIRST + len(self._prefectures))
        return self._prefectures.setdefault((tag, code[:4]), new) + code[4:]


def cases_of(pack: Pack, subject: str, *, every: int = 1) -> Cases:
    """The cases about one kind of subject: each `every`-th of them."""
    made = Cases()
    for case in [case for case in pack.cases if case.subject == subject][::every]:
        for expectation in case.expectations:
            made.add(case, expectation)
    return made


def unmet(cases: Cases, told: Mapping[str, Told]) -> list[str]:
    """What the cases expect and were not told."""
    return [
        f"{case.name} at {expectation.at}: {name} should be {plain(wanted)}, is {getattr(told[key], name)}"
        for key, (case, expectation) in cases.expected.items()
        for name, wanted in expectation.expects.items()
        if plain(wanted) != getattr(told[key], name)
    ]


def plain(wanted: object) -> object:
    """What a case expects in the plain form of an answer."""
    if isinstance(wanted, datetime):
        return to_micros(wanted)
    if isinstance(wanted, tuple | list):
        return frozenset(wanted)
    return None if wanted is None else str(wanted)
