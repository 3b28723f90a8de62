"""What is kept up event by event is what a run of everybody decides, now and for any past minute. Safety 2 and 8."""

import random
from datetime import timedelta

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from lianfang.facts.schemas import TABLES
from lianfang.kernel.clock import to_micros
from tests.conformance.worlds import Maker
from tests.decisions.keeping import (
    BEIJING,
    by_everybody,
    by_history,
    by_snapshot,
    delivery,
    kept,
    new_lake,
    standings,
    written,
)

EVENTS = ("rows", "rows", "rows", "correct", "retract", "area", "pass", "pass", "release", "kill", "check")
PEOPLE = [f"p{number:04}" for number in range(5)]


class City:
    """A city to which things happen, and the moments at which they did."""

    def __init__(self, folder, seed, beijing, stricter):
        self.folder, self.random, self.stricter = folder, random.Random(seed), stricter
        steps = [step for step in beijing.steps() if step.year >= 2021]
        self.now = self.random.choice(steps) + timedelta(hours=self.random.randint(-72, 960))
        ids = tuple(rule.id for rule in beijing.rules)
        self.maker = Maker(self.random, to_micros(self.now), tuple(map(to_micros, beijing.steps())), ids, len(PEOPLE))
        self.batches, self.rows, self.moments = [], [], []
        new_lake(folder, self.now)

    def happen(self, keeper, what):
        """One event, a minute after the last."""
        self.now += timedelta(minutes=1)
        self.maker.now = to_micros(self.now)
        getattr(self, f"_{what}")(keeper)
        keeper.advance(self.now)
        self.moments.append(self.now)

    def _receive(self, keeper, table, rows):
        name = f"b{len(self.batches)}"
        keeper.receive([delivery(table, *rows, batch=name)], at=self.now)
        self.batches.append(name)
        self.rows += [(table, row) for row in rows]

    def _rows(self, keeper):
        table = TABLES[self.random.choice([name for name in TABLES if name != "area_levels"])]
        self._receive(
            keeper, table.name, [written(table.name, self.maker.row(table)) for _ in range(self.random.randint(1, 4))]
        )

    def _area(self, keeper):
        open_rows = [row for table, row in self.rows if table == "area_levels" and row["until_at"] is None]
        if open_rows and self.random.random() < 0.6:
            row = self.random.choice(open_rows)
            self._receive(keeper, "area_levels", [{**row, "until_at": max(self.now, row["from_at"])}])
        else:
            row = written(
                "area_levels", self.maker.row(TABLES["area_levels"], until_at=None, from_at=to_micros(self.now))
            )
            self._receive(keeper, "area_levels", [row])

    def _correct(self, keeper):
        if self.rows:
            table, row = self.random.choice(self.rows)
            own = {name: row[name] for name in TABLES[table].key}
            self._receive(keeper, table, [written(table, self.maker.row(TABLES[table])) | own])

    def _retract(self, keeper):
        if self.batches:
            keeper.retract(self.random.choice(self.batches), source="a desk", at=self.now)

    def _pass(self, _keeper):
        self.now += self.random.choice((timedelta(minutes=7), timedelta(hours=5), timedelta(days=1), timedelta(days=6)))

    def _release(self, keeper):
        starts = (self.now + timedelta(hours=2)).replace(second=0, microsecond=0)
        if keeper.releases.after(self.now) is None:
            keeper.releases.stage(self.random.choice((BEIJING, self.stricter)), starts=starts, by="x", at=self.now)

    def _kill(self, _keeper):
        """The next one opens the lake anew."""

    def _check(self, keeper):
        assert keeper.check(self.now) == 0


@pytest.mark.parametrize("cities", [4, pytest.param(60, marks=pytest.mark.thorough)])
def test_what_is_kept_is_what_everybody_would_be_decided_to_be_at_any_minute(
    cities, beijing, stricter, tmp_path_factory
):
    @given(seed=st.integers(0, 2**32), events=st.lists(st.sampled_from(EVENTS), min_size=3, max_size=9))
    @settings(max_examples=cities, deadline=None, phases=(Phase.explicit, Phase.generate))
    def holds(seed, events):
        folder = tmp_path_factory.mktemp("cities") / "lake"
        city = City(folder, seed, beijing, stricter)
        for group in until_kills(events):
            with kept(folder, city.now) as keeper:
                for event in group:
                    city.happen(keeper, event)
                    decided = by_everybody(keeper.lake, city.now)
                    assert by_history(keeper) == decided
                    assert by_snapshot(folder, PEOPLE) == standings(decided)
        with kept(folder, city.now) as keeper:
            earlier = (moment - timedelta(seconds=city.random.randint(0, 200_000)) for moment in city.moments)
            for moment in [*city.moments, *(each for each in earlier if each > city.moments[0])]:
                assert by_history(keeper, moment) == by_everybody(keeper.lake, moment)

    holds()


def until_kills(events):
    """The events in groups, each ended by a kill."""
    groups = [[]]
    for event in events:
        groups[-1].append(event)
        if event == "kill":
            groups.append([])
    return groups
