"""A notice in running text: 高风险地区（1个）：云南省德宏州：瑞丽市姐告国门社区。中风险地区（2个）：…：…，…。"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lianfang.facts.importers.listing import Level, Listed, Listing, Stated, unplaced
from lianfang.facts.importers.notice_lines import FOOTER, LEVEL_OF
from lianfang.facts.importers.places import Place, Register, exact, is_province, locate
from lianfang.facts.importers.report import Remarks

SECTION = re.compile(r"^(?P<level>[高中])风险地区\s*(?:[（(]\s*(?P<count>\d{1,6})\s*个\s*[)）])?\s*[:：]\s*")
GROUP = re.compile(
    r"^(?P<name>[\u4e00-\u9fff]{2,24}?)\s*(?:[（(]\s*(?P<count>\d{1,6})\s*个\s*[)）])?\s*[:：]\s*(?P<items>.+)$"
)
OPENING, CLOSING = "（(【[", "）)】]"
BETWEEN, ALSO_BETWEEN = "，,；;", "、"


@dataclass(slots=True)
class Reader:
    """Where the reading stands: the level and the register it places names with."""

    listing: Listing
    register: Register
    remarks: Remarks
    level: Level | None = None

    def sentence(self, text: str, line: int) -> None:
        """One sentence: perhaps a section's heading, then one group of areas."""
        if section := SECTION.match(text):
            self.level = LEVEL_OF[section["level"]]
            if section["count"]:
                self.listing.stated.append(Stated(line, self.level, int(section["count"])))
            text = text[section.end() :]
        if self.level is None or not text:
            return
        group = GROUP.match(text)
        if group is None:
            self._unreadable(text, line, self.level)
            return
        stated = int(group["count"]) if group["count"] else None
        if stated is not None:
            self.listing.stated.append(Stated(line, self.level, stated, group["name"]))
        self._areas(group["name"], _items(group["items"], stated), line, self.level)

    def _unreadable(self, text: str, line: int, level: Level) -> None:
        self.listing.items[level, ""] += 1
        unplaced(self.remarks, line=line, level=level, text=text)

    def _areas(self, group: str, items: list[str], line: int, level: Level) -> None:
        """The items of a group. One that names no county is in the county named before it."""
        county = ""
        for item in items:
            self.listing.items[level, group] += 1
            place = locate(self.register, "", group + exact(item))
            if place is None or is_province(place.code):
                unplaced(self.remarks, line=line, level=level, text=item)
                continue
            if not place.is_city:
                county = place.code
            elif county:
                place = Place(county, place.name)
            self.listing.areas.append(Listed(line, level, place))


def read_prose(
    lines: Sequence[str], *, first_line: int, listing: Listing, register: Register, remarks: Remarks
) -> None:
    """Adds to `listing` what the text says; `lines[0]` is what follows the headline in its own line."""
    levels = {stated.level for stated in listing.stated}
    reader = Reader(listing, register, remarks, levels.pop() if len(levels) == 1 else None)
    for number, line in enumerate(lines, first_line):
        text = line.strip(" \t\u3000")
        stop = re.search(r"境外|专家提醒", text)
        for sentence in _split(text[: stop.start()] if stop else text, "。"):
            reader.sentence(sentence.strip(), number)
        if text:
            listing.last_line = number
        if stop or (FOOTER.match(text) and text):
            return


def _items(text: str, stated: int | None) -> list[str]:
    """The areas of a group; 、 also parts them when only so as many are found as stated."""
    items = list(_split(text, BETWEEN))
    if stated is not None and len(items) < stated:
        finer = list(_split(text, BETWEEN + ALSO_BETWEEN))
        if len(finer) == stated:
            return finer
    return items


def _split(text: str, signs: str) -> Iterator[str]:
    """Parts of `text` between `signs` that stand outside brackets."""
    depth, start = 0, 0
    for index, char in enumerate(text):
        if char in OPENING:
            depth += 1
        elif char in CLOSING:
            depth = max(0, depth - 1)
        elif char in signs and depth == 0:
            if text[start:index].strip():
                yield text[start:index]
            start = index + 1
    if text[start:].strip():
        yield text[start:]
