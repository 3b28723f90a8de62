"""The State Council client's list of risk areas, as JSON: areas by province, city, county and community."""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo

from lianfang.facts.importers.listing import Level, Listed, Listing, Stated, unplaced
from lianfang.facts.importers.places import MUNICIPALITIES, Place, Register, exact, is_province
from lianfang.facts.importers.refusals import NoMoment, WrongKind
from lianfang.facts.importers.report import Remarks
from lianfang.kernel.words import Words

LISTS: tuple[tuple[Level, str, str], ...] = (("high", "highlist", "hcount"), ("medium", "middlelist", "mcount"))
MOMENT = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\s+(\d{1,2})[时:]")


def read_state_council(
    text: str, *, file: str, register: Register, zone: tzinfo, as_of: datetime | None, remarks: Remarks
) -> Listing:
    """The list in the JSON. Raises WrongKind when it is something else, NoMoment when it has no `end_update_time`."""
    data = _data(text, file)
    listing = Listing(as_of or _moment(data.get("end_update_time"), zone, file), last_line=text.count("\n") + 1)
    for level, name, count in LISTS:
        stated = data.get(count)
        if isinstance(stated, int) and not isinstance(stated, bool):
            listing.stated.append(Stated(_line(text, f'"{count}"', 0), level, stated))
        _entries(listing, level, data.get(name), register, remarks, _Lines(text, f'"{name}"'))
    return listing


class _Lines:
    """Finds the line of each entry by the text around it; one file is often a single line."""

    def __init__(self, text: str, start: str) -> None:
        self._text = text
        self._at = max(text.find(start), 0)

    def of(self, name: str) -> int:
        """The line of the next place where `name` stands."""
        found = self._text.find(json.dumps(name, ensure_ascii=False), self._at)
        if found < 0:
            found = self._text.find(json.dumps(name), self._at)
        self._at = max(found, self._at)
        return self._text.count("\n", 0, self._at) + 1


def _line(text: str, needle: str, start: int) -> int:
    return text.count("\n", 0, max(text.find(needle, start), 0)) + 1


def _data(text: str, file: str) -> Mapping[str, object]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        why = Words("不是完整的 JSON", "it is no complete JSON")
        hint = Words("请重新索取这个文件：可能被截断了。", "Ask for the file again: it may have been cut off.")
        raise WrongKind(file=file, kind="risk-snapshot", why=why, hint=hint) from None
    data = found.get("data", found) if isinstance(found, dict) else None
    if not isinstance(data, dict) or not any(isinstance(data.get(name), list) for _, name, _ in LISTS):
        why = Words("里面没有 highlist，也没有 middlelist", "it has no highlist and no middlelist")
        hint = Words("请给出名单接口的原样应答。", "Give the answer of the list's own API, unchanged.")
        raise WrongKind(file=file, kind="risk-snapshot", why=why, hint=hint)
    return data


def _moment(stated: object, zone: tzinfo, file: str) -> datetime:
    match = MOMENT.match(str(stated or ""))
    try:
        if match:
            year, month, day, hour = map(int, match.groups())
            return datetime(year, month, day, tzinfo=zone) + timedelta(hours=min(hour, 24))
    except ValueError:
        pass
    raise NoMoment(file=file)


def _entries(
    listing: Listing, level: Level, entries: object, register: Register, remarks: Remarks, lines: _Lines
) -> None:
    for entry in entries if isinstance(entries, list) else []:
        fields = entry if isinstance(entry, dict) else {}
        names = fields.get("communitys")
        for name in names if isinstance(names, list) and names else [""]:
            listing.items[level, ""] += 1
            line = lines.of(str(name or fields.get("area_name", "")))
            place = _place(fields, str(name or ""), register)
            if place is None:
                unplaced(remarks, line=line, level=level, text=f"{fields.get('area_name', '')} {name}")
            else:
                listing.areas.append(Listed(line, level, place))


def _place(entry: Mapping[str, object], name: str, register: Register) -> Place | None:
    """The place of one community. In Beijing's entries the district stands under `city`, the street under `county`."""
    province, city, county = (str(entry.get(key) or "").strip() for key in ("province", "city", "county"))
    if not province and not city:
        return None
    code = register.find_county(province, city, county)
    if code is None or (is_province(code) and code[:2] not in MUNICIPALITIES):
        return None
    in_name = county if code.endswith("00") else ""
    if code[:2] in MUNICIPALITIES and register.find_county(province, city, None) == code:
        in_name = county
    elif code[:2] in MUNICIPALITIES:
        in_name = ""
    return Place(code, exact(in_name + name) or "全域")
