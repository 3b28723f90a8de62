"""A list of risk areas as one source gave it at one moment, before it is compared with what is known."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from lianfang.facts.importers.places import Place
from lianfang.facts.importers.report import Remarks, plain
from lianfang.kernel.words import Words, joined

Level = Literal["high", "medium"]
LEVEL_WORDS = {"high": Words("高风险地区", "high-risk areas"), "medium": Words("中风险地区", "medium-risk areas")}
SHOWN_TWICE = 20


@dataclass(frozen=True, slots=True)
class Listed:
    """One area of a list. `line` is where it stands in the file."""

    line: int
    level: Level
    place: Place


@dataclass(frozen=True, slots=True)
class Stated:
    """A number the list says of itself: how many areas of a level, in all (`group` empty) or in one group."""

    line: int
    level: Level
    count: int
    group: str = ""


@dataclass(slots=True)
class Listing:
    """What was read of one list. `items` counts listed items by level and group, also those without a place."""

    as_of: datetime
    areas: list[Listed] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)
    items: Counter[tuple[Level, str]] = field(default_factory=Counter)
    last_line: int = 1

    def listed(self, level: Level, group: str) -> int:
        """How many items were listed of a level: in a group, or in all when `group` is empty."""
        return sum(n for (lvl, grp), n in self.items.items() if lvl == level and group in ("", grp))


def check_counts(listing: Listing, remarks: Remarks) -> Words | None:
    """Says every count that does not agree. Returns why the list must be taken as incomplete; None when it need not.

    Fewer areas listed than stated, anywhere, means areas may have been lost. More than stated loses nothing.
    """
    short: list[Words] = []
    for stated in listing.stated:
        listed = listing.listed(stated.level, stated.group)
        if listed == stated.count:
            continue
        of = LEVEL_WORDS[stated.level]
        group = f"{stated.group} " if stated.group else ""
        says = Words(
            f"{stated.group}{of.zh}：写明{stated.count}个，实列{listed}个",
            f"{group}{of.en}: {stated.count} stated, {listed} listed",
        )
        remarks.note(says, line=stated.line, column=stated.level)
        if listed < stated.count:
            lost = Words(
                f"第{stated.line}行写明{stated.group}{of.zh}{stated.count}个，实列{listed}个",
                f"line {stated.line} states {stated.count} {group}{of.en}, {listed} are listed",
            )
            short.append(lost)
    return joined(list(dict.fromkeys(short))) if short else None


def check_repeats(listing: Listing, remarks: Remarks) -> None:
    """Says areas named more than once in a level, and areas listed as both high and medium."""
    lines: dict[tuple[str, str], list[int]] = {}
    names: dict[str, str] = {}
    for area in listing.areas:
        lines.setdefault((area.place.area_id, area.level), []).append(area.line)
        names[area.place.area_id] = area.place.name
    for (area_id, level), where in lines.items():
        if len(where) > 1:
            text = ", ".join(map(str, where[:SHOWN_TWICE]))
            says = Words(
                f"同一地区列出{len(where)}次（行{text}）", f"one area is listed {len(where)} times (lines {text})"
            )
            remarks.note(says, line=where[-1], column=level, value=plain(names[area_id]))
        if level == "medium" and (area_id, "high") in lines:
            high = lines[area_id, "high"][0]
            says = Words(f"同时列为高风险（行{high}）和中风险", f"listed both as high (line {high}) and as medium")
            remarks.note(says, line=where[0], column=level, value=plain(names[area_id]))


def unplaced(remarks: Remarks, *, line: int, level: str, text: str) -> None:
    """Says that a listed area's place is not in the register."""
    says = Words(
        "名录中没有与行首相符的地点，该地区未导入",
        "no place of the register begins this item, so its area is not known",
    )
    remarks.left_out(says, line=line, column=level, value=plain(text))


def distinct(areas: Iterable[Listed]) -> dict[tuple[str, str], Place]:
    """The areas of a list by id and level, each once."""
    found: dict[tuple[str, str], Place] = {}
    for area in areas:
        found.setdefault((area.place.area_id, area.level), area.place)
    return found
