"""What is known of places: the hand-written timeline of risk levels, an invented curve of cases, traits of counties."""

from datetime import date

import numpy as np
import pyarrow as pa

from lianfang.facts.demo.columns import arrow_schema, counts, day_range, days, instants, moment
from lianfang.facts.demo.draws import Whole
from lianfang.facts.demo.places import read_rows, read_yaml
from lianfang.facts.schemas import TABLES
from lianfang.kernel.clock import to_day_number, to_micros


def area_levels() -> pa.Table:
    """The rows of `area_levels`: one id for one named area, whatever level it has."""
    rows = read_rows("areas.csv")
    names = list(dict.fromkeys(row["area_name"] for row in rows))
    numbers = {name: f"area-{number:03d}" for number, name in enumerate(names, 1)}
    columns = [
        pa.array([numbers[row["area_name"]] for row in rows]),
        pa.array([row["area_name"] for row in rows]),
        pa.array([row["area"] for row in rows]),
        pa.array([row["level"] for row in rows]),
        instants(_moments([row["from"] for row in rows])),
        instants(_moments([row["until"] for row in rows])),
    ]
    return pa.Table.from_arrays(columns, schema=arrow_schema(TABLES["area_levels"]))


def county_cases() -> pa.Table:
    """The rows of `county_cases`: each total over its days, most in the middle; days without any are left out."""
    found: list[tuple[str, int, int]] = []
    for row in read_rows("outbreaks.csv"):
        span = day_range(date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"]))
        numbers = spread(int(row["total"]), len(span))
        found += [
            (row["area"], to_day_number(day), number) for day, number in zip(span, numbers, strict=True) if number
        ]
    found.sort()
    columns = [
        pa.array([area for area, _, _ in found]),
        days(np.array([day for _, day, _ in found], np.int64)),
        counts(np.array([number for _, _, number in found], np.int64)),
    ]
    return pa.Table.from_arrays(columns, schema=arrow_schema(TABLES["county_cases"]))


def county_traits() -> pa.Table:
    """The rows of `county_traits`."""
    rows = sorted(
        (area, trait) for trait in ("environs", "land_border_port") for area in read_yaml("places.yaml")[trait]
    )
    columns = [pa.array([area for area, _ in rows]), pa.array([trait for _, trait in rows])]
    return pa.Table.from_arrays(columns, schema=arrow_schema(TABLES["county_traits"]))


def spread(total: int, over: int) -> list[int]:
    """`total` as whole numbers over so many days, rising to the middle and falling; they add up exactly."""
    weights = np.minimum(np.arange(1, over + 1), np.arange(over, 0, -1)).astype(np.float64)
    reached = np.rint(np.cumsum(weights) / weights.sum() * total).astype(np.int64)
    return [int(number) for number in np.diff(reached, prepend=0)]


def _moments(texts: list[str]) -> Whole:
    return np.array([to_micros(moment(text)) for text in texts], np.int64)
