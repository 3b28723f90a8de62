"""Lists kept by archives as a Python literal.

{'end_update_time': '210809', 'hcount': 15, 'highlist': [[province, city, county or None, name], …], …}
"""

import ast
import re
from datetime import datetime, tzinfo

from lianfang.facts.importers.listing import Level, Listed, Listing, Stated, unplaced
from lianfang.facts.importers.places import Place, Register, exact, is_province, locate
from lianfang.facts.importers.refusals import NoMoment, WrongKind
from lianfang.facts.importers.report import Remarks
from lianfang.kernel.words import Words

LISTS: tuple[tuple[Level, str, str], ...] = (("high", "highlist", "hcount"), ("medium", "middlelist", "mcount"))
LARGEST = 5_000_000
PARTS = 4


def looks_literal(text: str) -> bool:
    """Whether the text is such a literal (quoted with ', so not JSON)."""
    return re.match(r"\s*\{\s*'", text) is not None and ("'highlist'" in text or "'middlelist'" in text)


def read_literal(
    text: str, *, file: str, register: Register, zone: tzinfo, as_of: datetime | None, remarks: Remarks
) -> Listing:
    """The list in the literal; nothing in it is executed. Raises WrongKind when it is cut off or something else."""
    try:
        data = ast.literal_eval(text.strip()) if len(text) <= LARGEST else None
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        data = None
    if not isinstance(data, dict) or not any(isinstance(data.get(name), list) for _, name, _ in LISTS):
        raise WrongKind(
            file=file,
            kind="risk-notice",
            why=Words("里面的名单被截断或损坏", "the list in it is cut off or damaged"),
            hint=Words("请重新索取完整的文件。", "Ask for the whole file again."),
        )
    listing = Listing(as_of or _moment(str(data.get("end_update_time", "")), zone, file))
    for level, name, count in LISTS:
        if isinstance(data.get(count), int):
            listing.stated.append(Stated(1, level, data[count]))
        entries = data.get(name)
        for entry in entries if isinstance(entries, list) else []:
            _add(listing, level, entry, register, remarks)
    return listing


def _moment(text: str, zone: tzinfo, file: str) -> datetime:
    """`210809` is 00:00 of 9 August 2021."""
    try:
        return datetime.strptime(text, "%y%m%d" if len(text) == 6 else "%Y%m%d").replace(tzinfo=zone)
    except ValueError:
        raise NoMoment(file=file) from None


def _add(listing: Listing, level: Level, entry: object, register: Register, remarks: Remarks) -> None:
    listing.items[level, ""] += 1
    parts = [str(part or "") for part in entry] if isinstance(entry, list | tuple) else []
    if len(parts) != PARTS or not parts[3]:
        unplaced(remarks, line=1, level=level, text=str(entry))
        return
    province, city, county, name = parts
    code = register.find_county(province, city, county)
    place = Place(code, exact(name)) if code else locate(register, province, city + county + name)
    if place is None or (is_province(place.code) and place.code[:2] not in {"11", "12", "31", "50"}):
        unplaced(remarks, line=1, level=level, text="".join(parts))
        return
    listing.areas.append(Listed(1, level, place))
