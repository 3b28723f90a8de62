"""The sealed compounds, who lives in them, and the rounds of tests behind their gates."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from lianfang.facts.demo.cast import Group, sealed
from lianfang.facts.demo.columns import (
    DAY,
    HOUR,
    NOW_MICROS,
    SECOND,
    Piece,
    arrow_schema,
    empty_instants,
    instants,
    moment,
    same,
    span,
)
from lianfang.facts.demo.draws import Draws
from lianfang.facts.demo.health import NEGATIVE, POOL_OF, pools, sample_rows
from lianfang.facts.demo.places import read_yaml
from lianfang.facts.demo.population import Crowd
from lianfang.facts.schemas import TABLES
from lianfang.kernel.clock import to_micros
from lianfang.kernel.words import Words

ROUND_DAYS = (0, 2, 5, 8, 11)
LIVED_THERE_DAYS = (30, 560)


@dataclass(frozen=True)
class Compound:
    """One sealed compound."""

    zone: str
    title: Words
    area: str
    sealed_at: int
    until_at: int


def compounds() -> tuple[Compound, ...]:
    """The compounds of July and August 2021, in the order of the file."""
    return tuple(
        Compound(
            row["zone"],
            Words(row["zh"], row["en"]),
            row["area"],
            to_micros(moment(row["from"])),
            to_micros(moment(row["until"])),
        )
        for row in read_yaml("zones.yaml")
    )


def zones() -> pa.Table:
    """The rows of `zones`."""
    rows = sorted(compounds(), key=lambda compound: compound.zone)
    columns = [
        pa.array([row.zone for row in rows]),
        same("sealed", len(rows)),
        instants(np.array([row.sealed_at for row in rows], np.int64)),
        instants(np.array([row.until_at for row in rows], np.int64)),
        pa.array([row.area for row in rows]),
    ]
    return pa.Table.from_arrays(columns, schema=arrow_schema(TABLES["zones"]))


def residents(people: Crowd, draws: Draws) -> list[Piece]:
    """Rows of `residences`, and of `tests` for the rounds that have been."""
    pieces = []
    for number, compound in enumerate(compounds()):
        group = people.groups[sealed(compound.zone)]
        pieces.append(_residences(compound, group, draws))
        pieces += [_round(compound, number, turn, day, group, draws) for turn, day in enumerate(ROUND_DAYS)]
    return pieces


def _residences(compound: Compound, group: Group, draws: Draws) -> Piece:
    since = compound.sealed_at - span(draws.between("lives there", group.who, *LIVED_THERE_DAYS))
    columns = {
        "zone_id": same(compound.zone, len(group.who)),
        "from_at": instants(since),
        "until_at": empty_instants(len(group.who)),
    }
    return Piece("residences", group.who, columns)


def _round(compound: Compound, number: int, turn: int, day: int, group: Group, draws: Draws) -> Piece:
    """One round: neighbours share a tube, ten to each. A round still to come has no rows."""
    tube = group.place // POOL_OF
    start = compound.sealed_at + day * DAY + 8 * HOUR
    sampled = start + (draws.between(f"round {compound.zone} {turn}", tube, 0, 4) * HOUR).astype(np.int64)
    sampled = sampled // (60 * SECOND) * (60 * SECOND) + 50 * SECOND
    done = sampled < NOW_MICROS
    who, tube, sampled = group.who[done], tube[done], sampled[done]
    hours = draws.between(f"report {compound.zone} {turn}", tube, 6, 14)
    ids = pools("S", (number * 10 + turn) * 100_000 + tube)
    return sample_rows(who, sampled, hours, np.full(len(who), NEGATIVE), lost=np.zeros(len(who), np.bool_), pool=ids)
