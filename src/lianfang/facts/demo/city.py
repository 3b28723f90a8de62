"""Makes the demonstration city: chunk by chunk, so that memory does not grow with the city."""

import json
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lianfang.facts.demo.cast import choose
from lianfang.facts.demo.columns import NOW, Piece, arrow_schema, table_of
from lianfang.facts.demo.control import control
from lianfang.facts.demo.counties import area_levels, county_cases, county_traits
from lianfang.facts.demo.draws import Draws
from lianfang.facts.demo.folder import MARKER, PEOPLE_FILE, new_folder
from lianfang.facts.demo.health import doses, tests
from lianfang.facts.demo.journeys import journeys
from lianfang.facts.demo.places import Places, places
from lianfang.facts.demo.population import Crowd, crowd, persons
from lianfang.facts.demo.sealing import compounds, residents, zones
from lianfang.facts.demo.stories import people_list, stories, story_rows
from lianfang.facts.schemas import TABLES
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

FEWEST, MOST = 100, 22_000_000
CHUNK = 250_000
COMPRESSION = "zstd"
PERSON_TABLES = tuple(name for name, table in TABLES.items() if table.of_person)
PLACE_TABLES: Mapping[str, Callable[[], pa.Table]] = {
    "area_levels": area_levels,
    "county_cases": county_cases,
    "county_traits": county_traits,
    "zones": zones,
}

Progress = Callable[[int, int], None]


class PeopleOutOfRange(Refusal):
    code = "demo-people-out-of-range"
    says = Words("演示城市不能有 {people} 人。", "A demonstration city cannot have {people} people.")
    remedy = Words(f"请给出 {FEWEST} 到 {MOST} 之间的数。", f"Give a number from {FEWEST} to {MOST}.")


@dataclass(frozen=True, slots=True)
class DemoCity:
    """A city that was made: where, of how many people, and the rows in each table."""

    folder: Path
    people: int
    seed: int
    rows: Mapping[str, int]


def make_demo_city(out: Path, *, people: int, seed: int, progress: Progress | None = None) -> DemoCity:
    """Write every table, the list of named people and the marker to `out`. The same numbers give the same rows.

    `progress` is told how many people are done, of how many.
    Raises PeopleOutOfRange, FolderNotEmpty, FolderNotWritable.
    """
    if not FEWEST <= people <= MOST:
        raise PeopleOutOfRange(people=people)
    with new_folder(out) as folder:
        rows = {name: _write(folder, name, table()) for name, table in PLACE_TABLES.items()}
        rows |= _write_people(folder, people, Draws(seed), progress or _quiet)
        _write_json(folder / PEOPLE_FILE, people_list())
        _write_json(folder / MARKER, _marker(people, seed, rows))
    return DemoCity(out, people, seed, rows)


def _quiet(_done: int, _total: int) -> None:
    """Progress nobody asked for."""


def _write_people(folder: Path, people: int, draws: Draws, progress: Progress) -> dict[str, int]:
    """The tables about people: strangers first, whose ids come first, then the named ones."""
    rows = dict.fromkeys(PERSON_TABLES, 0)
    strangers, where = people - len(stories()), places()
    groups = choose(strangers, draws)
    with ExitStack() as stack:
        writers = {name: stack.enter_context(_writer(folder, name)) for name in PERSON_TABLES}

        def add(name: str, table: pa.Table) -> None:
            if table.num_rows:
                writers[name].write_table(table)
                rows[name] += table.num_rows

        for first in range(0, strangers, CHUNK):
            after = min(first + CHUNK, strangers)
            some = crowd(first, after, people=strangers, draws=draws, places=where, groups=groups)
            for name, table in _tables(some, where, draws).items():
                add(name, table)
            progress(first, people)
        for name in PERSON_TABLES:
            add(name, story_rows(name))
    progress(people, people)
    return rows


def _tables(some: Crowd, where: Places, draws: Draws) -> dict[str, pa.Table]:
    pieces = [persons(some, where), *journeys(some, where, draws), *tests(some, draws), *doses(some, draws)]
    pieces += [*control(some, draws), *residents(some, draws)]
    by_table: dict[str, list[Piece]] = {name: [] for name in PERSON_TABLES}
    for piece in pieces:
        by_table[piece.table].append(piece)
    return {name: table_of(name, mine, some.ids, some.first) for name, mine in by_table.items()}


def _writer(folder: Path, name: str) -> pq.ParquetWriter:
    return pq.ParquetWriter(folder / f"{name}.parquet", arrow_schema(TABLES[name]), compression=COMPRESSION)


def _write(folder: Path, name: str, table: pa.Table) -> int:
    pq.write_table(table, folder / f"{name}.parquet", compression=COMPRESSION)
    return int(table.num_rows)


def _marker(people: int, seed: int, rows: Mapping[str, int]) -> dict[str, object]:
    return {
        "demo": True,
        "people": people,
        "seed": seed,
        "now": NOW.isoformat(),
        "rows": {name: rows[name] for name in TABLES},
        "zones": [{"zone_id": row.zone, "zh": row.title.zh, "en": row.title.en} for row in compounds()],
    }


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
