"""A preview's JSON turned into what a page shows: figures, flows between sights, districts, rules, costs, samples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lianfang.decisions.wording import COLOUR_WORDS, ENTRY_WORDS, missing_words
from lianfang.kernel.words import Words
from lianfang.policy.model import Colour, Entry, Pack

MOST_FLOWS, MOST_DISTRICTS = 12, 20
ELSEWHERE = Words("其他变化", "Other changes")


@dataclass(frozen=True, slots=True)
class Flow:
    """How many people go from one sight to another, each in words."""

    before: Words
    after: Words
    people: int
    tone_before: str = ""
    tone_after: str = ""


@dataclass(frozen=True, slots=True)
class DistrictShown:
    """Changed people of a county."""

    area: str
    name: Words
    people: int


@dataclass(frozen=True, slots=True)
class SampleShown:
    """One changed person by pseudonym: what they see and by which rules, before and after."""

    person: str
    before: Words
    after: Words
    rules_before: tuple[str, ...]
    rules_after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaughtShown:
    """A rule that catches people only because facts are unknown; each fact with its number of people."""

    id: str
    title: Words
    people: int
    newly: int
    unknown: tuple[tuple[Words, int], ...]


@dataclass(frozen=True, slots=True)
class PreviewShown:
    """Everything the page of a preview shows."""

    people: int
    changed: int
    seen: int
    flows: tuple[Flow, ...]
    in_city: tuple[DistrictShown, ...]
    districts: tuple[DistrictShown, ...]
    more_districts: int
    rules: tuple[Mapping[str, Any], ...]
    idle: tuple[Mapping[str, Any], ...]
    caught: tuple[CaughtShown, ...]
    costs: tuple[Mapping[str, Any], ...]
    samples: tuple[SampleShown, ...]


def preview_shown(result: Mapping[str, Any], pack: Pack) -> PreviewShown:
    """The preview for its page. `pack` gives the names of notices the draft does not touch."""
    notices = {name: notice.title for name, notice in pack.notices.items()}
    notices |= {row["id"]: _words(row["title"]) for row in result["notices"]}
    districts = [_district(row) for row in result["districts"]]
    return PreviewShown(
        people=result["people"],
        changed=result["changed"],
        seen=result["seen"],
        flows=_flows(result["transitions"], notices),
        in_city=tuple(row for row in districts if row.area.startswith(pack.jurisdiction)),
        districts=tuple(districts[:MOST_DISTRICTS]),
        more_districts=max(0, len(districts) - MOST_DISTRICTS),
        rules=tuple(_titled(row) for row in result["rules"]),
        idle=tuple(_titled(row) for row in result["never_fire"]),
        caught=tuple(_caught(row) for row in result["caught"]),
        costs=tuple(_titled(row) for row in result["costs"]),
        samples=tuple(_sample(row, notices) for row in result["samples"]),
    )


def _flows(rows: Sequence[Mapping[str, Any]], notices: Mapping[str, Words]) -> tuple[Flow, ...]:
    """The largest flows; what is left is one."""
    flows = [_flow(row, notices) for row in rows]
    flows.sort(key=lambda flow: -flow.people)
    rest = sum(flow.people for flow in flows[MOST_FLOWS:])
    return (*flows[:MOST_FLOWS], *((Flow(ELSEWHERE, ELSEWHERE, rest),) if rest else ()))


def _flow(row: Mapping[str, Any], notices: Mapping[str, Words]) -> Flow:
    before, after = row["before"], row["after"]
    return Flow(_sight(before, notices), _sight(after, notices), row["people"], before["colour"], after["colour"])


def _sight(seen: Mapping[str, Any], notices: Mapping[str, Words]) -> Words:
    """What a person sees: colour, entry and notices."""
    parts = [COLOUR_WORDS[Colour(seen["colour"])]]
    if seen["entry"] is not None:
        parts.append(ENTRY_WORDS[Entry(seen["entry"])])
    parts += [notices.get(name, Words(name, name)) for name in seen["notices"]]
    return Words(" · ".join(part.zh for part in parts), " · ".join(part.en for part in parts))


def _district(row: Mapping[str, Any]) -> DistrictShown:
    return DistrictShown(row["area"] or "", _words(row["name"]), row["people"])


def _caught(row: Mapping[str, Any]) -> CaughtShown:
    unknown = tuple((missing_words(name), count) for name, count in row["unknown"].items())
    return CaughtShown(row["id"], _words(row["title"]), row["people"], row["newly"], unknown)


def _sample(row: Mapping[str, Any], notices: Mapping[str, Words]) -> SampleShown:
    before, after = row["before"], row["after"]
    return SampleShown(
        row["person_id"],
        _sight(before["seen"], notices),
        _sight(after["seen"], notices),
        tuple(before["rules"]),
        tuple(after["rules"]),
    )


def _titled(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**row, "title": _words(row["title"])}


def _words(row: Mapping[str, str]) -> Words:
    return Words(row["zh"], row["en"])
