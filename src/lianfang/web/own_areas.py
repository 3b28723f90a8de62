"""The city's own listed areas at a moment, by district: the places page shows them beside those of other places."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from lianfang.facts.sources import find_sources
from lianfang.facts.store import connect, load
from lianfang.kernel.areas import county_of
from lianfang.kernel.clock import from_micros

TABLE = "area_levels"
LISTED = ("medium", "high")


@dataclass(frozen=True, slots=True)
class Listed:
    """One area while it is listed at medium or high."""

    county: str
    area_id: str
    from_at: datetime
    until_at: datetime | None


def read_listed(folder: Path, *, zone: ZoneInfo) -> tuple[Listed, ...]:
    """Every spell of an area at medium or high in the facts of `folder`. Raises what reading a table raises."""
    connection = connect(zone, threads=1)
    try:
        sources, _ = find_sources(folder, connection)
        load(connection, [source for source in sources if source.table.name == TABLE], zone)
        rows = connection.execute(
            'SELECT "area", "area_id", "from_at", "until_at" FROM "area_levels" WHERE "level" IN (?, ?)', LISTED
        ).fetchall()
    finally:
        connection.close()
    return tuple(
        Listed(county_of(area), area_id, from_micros(start), None if end is None else from_micros(end))
        for area, area_id, start, end in rows
    )


def by_district(listed: Sequence[Listed], *, prefix: str, at: datetime) -> Counter[str]:
    """How many areas of each county whose code begins with `prefix` are listed at `at`."""
    in_force = {
        (spell.county, spell.area_id)
        for spell in listed
        if spell.county.startswith(prefix) and spell.from_at <= at and (spell.until_at is None or at < spell.until_at)
    }
    return Counter(county for county, _ in in_force)
