"""Lists through time: from the lists known so far to the spells in which each area was listed.

The result depends on the set of lists only, never on the order in which they were imported.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

Key = tuple[str, str]
SpellKey = tuple[str, str, datetime]


@dataclass(frozen=True, slots=True)
class ListedArea:
    """One area of a list."""

    area_id: str
    name: str
    area: str
    level: str

    @property
    def key(self) -> Key:
        """What makes it the same area in another list."""
        return self.area_id, self.level


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one source listed at one moment. An incomplete one shows what is listed, never what is not."""

    source: str
    as_of: datetime
    complete: bool
    areas: tuple[ListedArea, ...]

    def same_list(self, other: "Snapshot") -> bool:
        """Whether it says the same of the same moment, whatever the order of its lines and their spelling."""
        return (self.source, self.as_of, self.complete) == (other.source, other.as_of, other.complete) and {
            area.key for area in self.areas
        } == {area.key for area in other.areas}


@dataclass(frozen=True, slots=True)
class Spell:
    """One area at one level in [from_at, until_at); None is still listed."""

    area: ListedArea
    from_at: datetime
    until_at: datetime | None

    @property
    def key(self) -> SpellKey:
        """The natural key of the row in `area_levels`."""
        return self.area.area_id, self.area.level, self.from_at

    def row(self) -> Mapping[str, object]:
        """The row of `area_levels`."""
        return {
            "area_id": self.area.area_id,
            "area_name": self.area.name,
            "area": self.area.area,
            "level": self.area.level,
            "from_at": self.from_at,
            "until_at": self.until_at,
        }


def spells(snapshots: Iterable[Snapshot]) -> dict[SpellKey, Spell]:
    """The spells that the lists prove, by key. An area is listed while any source lists it.

    A spell begins at the first list that names the area and ends at the first complete list that does not.
    """
    by_source: dict[str, list[Snapshot]] = {}
    for snapshot in snapshots:
        by_source.setdefault(snapshot.source, []).append(snapshot)
    of_area: dict[Key, list[Spell]] = {}
    for source in sorted(by_source):
        for spell in _of_one_source(sorted(by_source[source], key=lambda one: one.as_of)):
            of_area.setdefault(spell.area.key, []).append(spell)
    return {spell.key: spell for found in of_area.values() for spell in _united(found)}


def _of_one_source(snapshots: Sequence[Snapshot]) -> Iterator[Spell]:
    running: dict[Key, Spell] = {}
    for snapshot in snapshots:
        listed = {area.key: area for area in snapshot.areas}
        if snapshot.complete:
            for key in [key for key in running if key not in listed]:
                spell = running.pop(key)
                yield Spell(spell.area, spell.from_at, snapshot.as_of)
        for key, area in listed.items():
            running.setdefault(key, Spell(area, snapshot.as_of, None))
    yield from running.values()


def _united(found: list[Spell]) -> Iterator[Spell]:
    """Spells of one area from several sources, overlapping ones made one."""
    current: Spell | None = None
    for spell in sorted(found, key=lambda one: one.from_at):
        if current is None:
            current = spell
        elif current.until_at is not None and spell.from_at > current.until_at:
            yield current
            current = spell
        else:
            current = Spell(current.area, current.from_at, _later(current.until_at, spell.until_at))
    if current is not None:
        yield current


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    """The later end; no end is later than any."""
    return None if one is None or other is None else max(one, other)


@dataclass(frozen=True, slots=True)
class Change:
    """What must be written so that `area_levels` says what the lists say; `kept` keys were changed by hand since."""

    write: tuple[Spell, ...]
    remove: tuple[SpellKey, ...]
    kept: tuple[SpellKey, ...]


def change(before: Iterable[Snapshot], after: Iterable[Snapshot], there: Mapping[SpellKey, datetime | None]) -> Change:
    """What to do with `there` (the `until_at` of the rows on disk) when the lists known go from `before` to `after`.

    A row that no longer says what the earlier lists proved was changed by someone, and is left alone.
    """
    old, new = spells(before), spells(after)
    write: list[Spell] = []
    kept: list[Spell] = []
    for key, spell in new.items():
        if key not in there:
            write.append(spell)
        elif there[key] != spell.until_at:
            ours = key in old and old[key].until_at == there[key]
            (write if ours else kept).append(spell)
    gone = [key for key in old if key not in new and key in there]
    remove = tuple(key for key in gone if there[key] == old[key].until_at)
    return Change(tuple(write), remove, tuple(spell.key for spell in kept))
