"""One mapping of a YAML file being read: typed fields, and a fault with its line for each thing that is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from lianfang.kernel.clock import CITY_ZONE, NotAMoment, parse_moment
from lianfang.kernel.words import Words
from lianfang.policy.faults import NOTHING, Faults, Place, closest, one_of
from lianfang.policy.model import Citation, Confidence, Source
from lianfang.policy.yaml_files import Map, Seq

E = TypeVar("E", bound=StrEnum)
_MOST_UNKNOWN = 20
_LANGUAGES = {"zh": "中文", "en": "英文"}
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

    def __init__(self, value: object, *, place: Place, reading: Reading, what: Words) -> None:
        self.reading, self.what = reading, what
        if not isinstance(value, Map):
            says = Words("{what}应写成键和值。", "{what} is written as a mapping.").filled(what=what)
            reading.faults.add(place, says, Words("每行写作 键: 值。", "Write key: value lines."))
            value = Map(place)
        self.map: Map = value
        self.place = value.place

    def fault(self, key: str, says: Words, suggestion: Words = NOTHING) -> None:
        """Note a fault at the line of `key`."""
        self.reading.faults.add(self.map.at(key), says, suggestion)

    def told(self, zh: str, en: str, **details: object) -> Words:
        """A sentence about what is read here: {what}, and other blanks."""
        return Words(zh, en).filled(what=self.what, **details)

    def only(self, *known: str) -> None:
        """Note a fault for each key that is not known here."""
        for key in [key for key in self.map if key not in known][:_MOST_UNKNOWN]:
            has = Words(f"可以有：{'、'.join(known)}。", f"It has {', '.join(known)}.")
            says = self.told("{what}没有“{key}”这一项。", "{what} has no “{key}”.", key=key)
            self.fault(key, says, closest(key, known, has))

    def has(self, key: str) -> bool:
        """Whether the key is written, null included."""
        return key in self.map

    def text(self, key: str, *, default: str | None = None) -> str:
        """A text; a fault when it is missing and there is no default."""
        value = self.map.get(key)
        if value is None and default is not None:
            return default
        if value is None or isinstance(value, (Map, Seq)) or str(value).strip() == "":
            self.fault(key, self.told("{what}缺少“{key}”。", "{what} needs “{key}”.", key=key))
            return default or ""
        return str(value)

    def number(self, key: str) -> int:
        """A whole number, not negative."""
        value = self.map.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            self.fault(key, self.told("{what} 的“{key}”应为整数。", "“{key}” of {what} is a whole number.", key=key))
            return 0
        return value

    def words(self, key: str) -> Words:
        """A text in every declared language."""
        value = self.map.get(key)
        said: Mapping[str, object] = value if isinstance(value, Map) else {}
        for language in self.reading.languages:
            if not str(said.get(language) or "").strip():
                said_in = Words(_LANGUAGES[language], language)
                self.fault(
                    key,
                    self.told(
                        "{what} 的“{key}”缺少{language}。",
                        "“{key}” of {what} has no words in {language}.",
                        key=key,
                        language=said_in,
                    ),
                    Words("每段文字都写作 {zh: …, en: …}。", "Every text is {zh: …, en: …}."),
                )
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
            self._never(key, str(value), names)
            return default

    def word(self, key: str, options: Iterable[str], *, default: str) -> str:
        """One of some words; `default` when missing or wrong."""
        names = list(options)
        value = self.map.get(key)
        if value is None:
            return default
        if str(value) not in names:
            self._never(key, str(value), names)
            return default
        return str(value)

    def _never(self, key: str, value: str, names: list[str]) -> None:
        says = self.told(
            "{what} 的“{key}”不会是“{value}”。", "“{key}” of {what} is never “{value}”.", key=key, value=value
        )
        self.fault(key, says, closest(value, names, one_of(names)))

    def moment(self, key: str) -> datetime:
        """A day or moment in the city's zone; a fault when it is missing or wrong."""
        found = self.moment_or_none(key)
        if found is None:
            if self.map.get(key) is None:
                self.fault(
                    key,
                    self.told("{what}缺少“{key}”，即开始的日期。", "{what} needs “{key}”, the day it begins.", key=key),
                )
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
            self.fault(
                key,
                refused.sentences,
                Words("写作 2021-08-11 或 2021-08-11T12:00。", "Write it as 2021-08-11 or 2021-08-11T12:00."),
            )
            return None

    def names(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty when missing."""
        value = self.map.get(key)
        if value is None:
            return ()
        if not isinstance(value, Seq):
            self.fault(
                key,
                self.told("{what} 的“{key}”应为列表。", "“{key}” of {what} is a list.", key=key),
                Words("写作 [甲, 乙]。", "Write [one, two]."),
            )
            return ()
        return tuple(str(item) for item in value)

    def sheets(self, key: str, *, what: Words) -> list["Sheet"]:
        """A list of mappings, empty when missing."""
        value = self.map.get(key)
        if value is None:
            return []
        return sheets_of(value, place=self.map.at(key), reading=self.reading, what=what)

    def sheet(self, key: str, *, what: Words) -> "Sheet":
        """A mapping inside this one."""
        return Sheet(self.map.get(key), place=self.map.at(key), reading=self.reading, what=what)

    def cite(self, key: str = "cite") -> Citation:
        """A citation: a source of the pack and a clause. Missing is a fault."""
        if not isinstance(self.map.get(key), Map):
            self.fault(
                key,
                self.told("{what}没有写依据。", "{what} has no citation."),
                Words("写作 cite: {source: …, clause: …}。", "Write cite: {source: …, clause: …}."),
            )
            return NO_CITE
        cite = self.sheet(key, what=self.told("{what}的依据", "the citation of {what}"))
        cite.only("source", "clause", "confidence", "note")
        name = cite.text("source")
        source = self.reading.sources.get(name)
        if source is None:
            says = Words(f"pack.yaml 里没有来源“{name}”。", f"There is no source “{name}” in pack.yaml.")
            cite.fault("source", says, closest(name, self.reading.sources))
            source = NO_SOURCE
        confidence = cite.one_of("confidence", Confidence, default=source.confidence) or source.confidence
        return Citation(source, cite.text("clause"), confidence, cite.text("note", default=""))


def sheets_of(value: object, *, place: Place, reading: Reading, what: Words) -> list[Sheet]:
    """A list of mappings, each a Sheet."""
    if not isinstance(value, Seq):
        says = Words("这里应为列表，每项是{what}。", "A list of {what} is expected here.").filled(what=what)
        reading.faults.add(place, says, Words("每一项以“- ”开头。", "Begin each one with “- ”."))
        return []
    return [Sheet(item, place=value.at(i), reading=reading, what=what) for i, item in enumerate(value)]
