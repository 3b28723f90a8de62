"""The named people of the web demonstration: their rows in the tables, and the list of who they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import pyarrow as pa

from lianfang.facts.demo.columns import ARROW_TYPES, arrow_schema, moment
from lianfang.facts.demo.places import read_yaml
from lianfang.facts.schemas import TABLES, Column, Kind
from lianfang.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Story:
    """One invented person. `facts`: rows by table, without the id. `expects`: the decision at the city's now."""

    person_id: str
    key: str
    display: Words
    masked_id: str
    story: Words
    expects: Mapping[str, Any]
    facts: Mapping[str, list[dict[str, Any]]]


@cache
def stories() -> tuple[Story, ...]:
    """The people of the file, numbered demo-0001 onwards; these ids come after every other in order."""
    return tuple(
        Story(
            f"demo-{number:04d}",
            row["key"],
            Words(**row["display"]),
            row["masked_id"],
            Words(**row["story"]),
            row["expects"],
            row["facts"],
        )
        for number, row in enumerate(read_yaml("stories.yaml"), 1)
    )


def story_rows(name: str) -> pa.Table:
    """The rows of table `name` that tell the stories, in order of person."""
    table = TABLES[name]
    rows = [
        [story.person_id, *(_cell(column, row.get(column.name)) for column in table.columns[1:])]
        for story in stories()
        for row in story.facts.get(name, [])
    ]
    columns = [
        pa.array([row[n] for row in rows], type=ARROW_TYPES[column.kind]) for n, column in enumerate(table.columns)
    ]
    return pa.Table.from_arrays(columns, schema=arrow_schema(table))


def people_list() -> list[dict[str, str]]:
    """What `demo_people.json` holds: names are kept apart from the tables."""
    return [
        {
            "person_id": story.person_id,
            "key": story.key,
            "display_zh": story.display.zh,
            "display_en": story.display.en,
            "masked_id": story.masked_id,
            "story_zh": story.story.zh,
            "story_en": story.story.en,
        }
        for story in stories()
    ]


def _cell(column: Column, value: Any) -> Any:
    if value is None:
        return None
    if column.kind is Kind.INSTANT:
        return moment(value)
    return date.fromisoformat(value) if column.kind in (Kind.DAY, Kind.BIRTHDAY) else value
