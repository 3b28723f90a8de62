"""One mapping of a YAML file being read: typed fields, and a fault with its line for each thing that is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from lianfang.kernel.clock import CITY_ZONE, NotAMoment, parse_moment
from lianfang.kernel.words import Words
from lianfang.policy.faults import Faults, Place, closest
from lianfang.policy.model import Citation, Confidence, Source
from lianfang.policy.yaml_files import Map, Seq

E = TypeVar("E", bound=StrEnum)
_MOST_UNKNOWN = 20
LONG_AGO = parse_moment("1970-01-01", zone=CITY_ZONE)
NO_SOURCE = Source("none", Words("（未注明）", "(not given)"), "", "", Confidence.D, "")
NO_CITE = Citation(NO_SOURCE, "", Confidence.D)


@dataclass(slots=True)
class Reading:
    """What is shared while a pack is read. `broken` are names that could not be read: what uses them is not told."""

    faults: Faults = field(default_factory=Faults)
    zone: ZoneInfo = CITY_ZONE
    languages: tuple[str, ...] = ("zh", "en")
    sources: dict[str, Source] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)


class Sheet:
    """A mapping being read; every getter notes a fault and goes on with a harmless value."""

    def __init__(self, value: object, *, place: Place, reading: Reading, what: str) -> None:
        self.reading, self.what = reading, what
        if not isinstance(value, Map):
            reading.faults.add(place, f"{what} is written as a mapping.", "Write key: value lines.")
            value = Map(place)
        self.map: Map = value
        self.place = value.place

    def fault(self, key: str, says: str, suggestion: str = "") -> None:
        """Note a fault at the line of `key`."""
        self.reading.faults.add(self.map.at(key), says, suggestion)

    def only(self, *known: str) -> None:
        """Note a fault for each key that is not known here."""
        for key in [key for key in self.map if key not in known][:_MOST_UNKNOWN]:
            self.fault(key, f"{self.what} has no “{key}”.", closest(key, known) or f"It has {', '.join(known)}.")

    def has(self, key: str) -> bool:
        """Whether the key is written, null included."""
        return key in self.map

    def text(self, key: str, *, default: str | None = None) -> str:
        """A text; a fault when it is missing and there is no default."""
        value = self.map.get(key)
        if value is None and default is not None:
            return default
        if value is None or isinstance(value, (Map, Seq)) or str(value).strip() == "":
            self.fault(key, f"{self.what} needs “{key}”.")
            return default or ""
        return str(value)

    def number(self, key: str) -> int:
        """A whole number, not negative."""
        value = self.map.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            self.fault(key, f"“{key}” of {self.what} is a whole number.")
            return 0
        return value

    def words(self, key: str) -> Words:
        """A text in every declared language."""
        value = self.map.get(key)
        said: Mapping[str, object] = value if isinstance(value, Map) else {}
        for language in self.reading.languages:
            if not str(said.get(language) or "").strip():
                self.fault(key, f"“{key}” of {self.what} has no words in {language}.", "Every text is {zh: …, en: …}.")
        return Words(str(said.get("zh") or ""), str(said.get("en") or ""))

    def one_of(self, key: str, options: type[E], *, default: E | None = None) -> E | None:
        """One of the words of an enumeration; None (or default) when null or missing."""
        value = self.map.get(key)
        if value is None:
            return default
        try:
            return options(str(value))
        except ValueError:
            names = [option.value for option in options]
            self.fault(key, f"“{key}” of {self.what} is never “{value}”.", closest(str(value), names) or _one_of(names))
            return default

    def word(self, key: str, options: Iterable[str], *, default: str) -> str:
        """One of some words; `default` when missing or wrong."""
        names = list(options)
        value = self.map.get(key)
        if value is None:
            return default
        if str(value) not in names:
            self.fault(key, f"“{key}” of {self.what} is never “{value}”.", closest(str(value), names) or _one_of(names))
            return default
        return str(value)

    def moment(self, key: str) -> datetime:
        """A day or moment in the city's zone; a fault when it is missing or wrong."""
        found = self.moment_or_none(key)
        if found is None:
            if self.map.get(key) is None:
                self.fault(key, f"{self.what} needs “{key}”, the day it begins.")
            return LONG_AGO
        return found

    def moment_or_none(self, key: str) -> datetime | None:
        """A day or moment, None when null or missing."""
        value = self.map.get(key)
        if value is None:
            return None
        try:
            return parse_moment(str(value), zone=self.reading.zone)
        except NotAMoment as refused:
            self.fault(key, str(refused), "Write it as 2021-08-11 or 2021-08-11T12:00.")
            return None

    def names(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty when missing."""
        value = self.map.get(key)
        if value is None:
            return ()
        if not isinstance(value, Seq):
            self.fault(key, f"“{key}” of {self.what} is a list.", "Write [one, two].")
            return ()
        return tuple(str(item) for item in value)

    def sheets(self, key: str, *, what: str) -> list["Sheet"]:
        """A list of mappings, empty when missing."""
        value = self.map.get(key)
        if value is None:
            return []
        return sheets_of(value, place=self.map.at(key), reading=self.reading, what=what)

    def sheet(self, key: str, *, what: str) -> "Sheet":
        """A mapping inside this one."""
        return Sheet(self.map.get(key), place=self.map.at(key), reading=self.reading, what=what)

    def cite(self, key: str = "cite") -> Citation:
        """A citation: a source of the pack and a clause. Missing is a fault."""
        if not isinstance(self.map.get(key), Map):
            self.fault(key, f"{self.what} has no citation.", "Write cite: {source: …, clause: …}.")
            return NO_CITE
        cite = self.sheet(key, what=f"the citation of {self.what}")
        cite.only("source", "clause", "confidence", "note")
        name = cite.text("source")
        source = self.reading.sources.get(name)
        if source is None:
            cite.fault("source", f"There is no source “{name}” in pack.yaml.", closest(name, self.reading.sources))
            source = NO_SOURCE
        confidence = cite.one_of("confidence", Confidence, default=source.confidence) or source.confidence
        return Citation(source, cite.text("clause"), confidence, cite.text("note", default=""))


def sheets_of(value: object, *, place: Place, reading: Reading, what: str) -> list[Sheet]:
    """A list of mappings, each a Sheet."""
    if not isinstance(value, Seq):
        reading.faults.add(place, f"A list of {what} is expected here.", "Begin each one with “- ”.")
        return []
    return [Sheet(item, place=value.at(i), reading=reading, what=what) for i, item in enumerate(value)]


def _one_of(names: list[str]) -> str:
    return f"It is one of {', '.join(names)}."
