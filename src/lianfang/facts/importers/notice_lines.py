"""A notice with headings: 高风险地区(2个), then 江苏：1个, then one area per line."""

import re
from collections.abc import Sequence

from lianfang.facts.importers.listing import Level, Listed, Listing, Stated, unplaced
from lianfang.facts.importers.places import Register, exact, locate
from lianfang.facts.importers.report import Remarks

SECTION = re.compile(
    r"^(?P<level>[高中])风险地区\s*(?:[（(]\s*(?P<a>\d{1,6})\s*个\s*[)）]|[:：]\s*(?P<b>\d{1,6})\s*个)?\s*[:：]?$"
)
GROUP = re.compile(
    r"^(?P<name>[\u4e00-\u9fff]{2,10}?)\s*(?:[:：]\s*(?P<a>\d{1,6})\s*个|[（(]\s*(?P<b>\d{1,6})\s*个\s*[)）]\s*[:：]?)$"
)
FOOTER = re.compile(
    r"^(?:境外|专家提醒|关闭|打印|联系我们|版权所有|主办单位|政府网站|来源|责任编辑|编辑|审核|扫一扫|分享|附件|上一篇|下一篇)"
)
LEVEL_OF: dict[str, Level] = {"高": "high", "中": "medium"}


def read_lines(
    lines: Sequence[str], *, first_line: int, listing: Listing, register: Register, remarks: Remarks
) -> None:
    """Adds to `listing` what the lines say; `lines[0]` is the rest of the headline's line."""
    level: Level | None = None
    group = ""
    for number, line in enumerate(lines, first_line):
        text = line.strip(" \t\u3000")
        if number == first_line or not text:
            continue
        if FOOTER.match(text):
            break
        if section := SECTION.match(text):
            level, group = LEVEL_OF[section["level"]], ""
            _state(listing, number, level, section["a"] or section["b"], "")
        elif level and (heading := GROUP.match(text)):
            group = heading["name"]
            _state(listing, number, level, heading["a"] or heading["b"], group)
        elif level:
            _area(listing, number, level, group, text, register, remarks)
        listing.last_line = number


def _state(listing: Listing, line: int, level: Level, count: str | None, group: str) -> None:
    if count is not None:
        listing.stated.append(Stated(line, level, int(count), group))


def _area(
    listing: Listing, line: int, level: Level, group: str, text: str, register: Register, remarks: Remarks
) -> None:
    if not exact(text):
        return
    listing.items[level, group] += 1
    place = locate(register, group, text)
    if place is None:
        unplaced(remarks, line=line, level=level, text=text)
    else:
        listing.areas.append(Listed(line, level, place))
