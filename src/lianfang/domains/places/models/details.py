"""What is said of a place, checked before it is kept; its code when none was given; the sounds it is found by."""

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any
from unicodedata import normalize

from lianfang.domains.places.errors import NotAPlace
from lianfang.domains.places.states import AREA_KINDS, SIZED, SORTS, Kind
from lianfang.kernel.areas import is_wellformed
from lianfang.kernel.words import Words

CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
TAKEN = frozenset({"new", "import", "units", "export"})  # addresses of the room's own pages
LONGEST = {"name": 80, "name_en": 120, "address": 200}
LARGEST_SIZE = 1_000_000
HASH_LETTERS = 8


@dataclass(frozen=True, slots=True)
class Details:
    """What can be corrected of a place. Texts are trimmed and in composed characters once `checked`."""

    name: str
    name_en: str = ""
    sort: str = ""
    address: str = ""
    size: int | None = None

    def checked(self, kind: Kind) -> "Details":
        """The same in its kept form. Raises NotAPlace, naming the first entry at fault."""
        kept = Details(_plain(self.name), _plain(self.name_en), self.sort.strip(), _plain(self.address), self.size)
        if not kept.name:
            raise NotAPlace(column="name", why=Words("没有名称", "it has no name"))
        for column, longest in LONGEST.items():
            if len(getattr(kept, column)) > longest:
                raise NotAPlace(column=column, why=Words(f"超过{longest}个字", f"longer than {longest} characters"))
        if kept.sort and kept.sort not in SORTS.get(kind, ()):
            raise NotAPlace(column="sort", why=Words("没有这一类别", "there is no such sort of this kind"))
        if kept.size is not None and (kind not in SIZED or not 0 <= kept.size <= LARGEST_SIZE):
            raise NotAPlace(column="size", why=Words("规模应为0到100万的整数", "a size is a number up to a million"))
        return kept

    def as_data(self) -> dict[str, Any]:
        """For the history."""
        return asdict(self)


def checked_code(code: str) -> str:
    """A code as it may be kept. Raises NotAPlace."""
    if not CODE.fullmatch(code) or code in TAKEN:
        why = Words("代码只用小写字母、数字和连字符", "a code has lower-case letters, digits and hyphens only")
        raise NotAPlace(column="code", why=why)
    return code


def checked_area(kind: Kind, code: str, area: str) -> str:
    """An area as it may be kept: of a district, street or community it is the code itself. Raises NotAPlace."""
    if not is_wellformed(area):
        raise NotAPlace(column="area", why=Words("区划代码应为6、9或12位", "an area has 6, 9 or 12 digits"))
    if kind in AREA_KINDS.values():
        if area != code or AREA_KINDS[len(area)] is not kind:
            raise NotAPlace(column="code", why=Words("区划的代码应与级别相符", "the code is of another level of area"))
    elif code.isdecimal():
        raise NotAPlace(column="code", why=Words("纯数字的代码只用于区划", "only areas have codes of digits alone"))
    return area


def code_for(kind: Kind, area: str, name: str) -> str:
    """The code of a place that came without one: the same list gives the same codes again."""
    if kind in AREA_KINDS.values():
        return area
    mark = sha256(f"{kind}\0{area}\0{_plain(name)}".encode()).hexdigest()[:HASH_LETTERS]
    return f"{kind.value.replace('_', '-')}-{area}-{mark}"


def district_of(area: str) -> str:
    """The first six digits: what the map counts by."""
    return area[:6]


def searched_text(names: list[str]) -> str:
    """What a place is found by: its names in lower case, and the initials of the Chinese ones."""
    return "\n".join(
        dict.fromkeys(text for name in names if name for text in (name.casefold(), initials(name)) if text)
    )


def initials(name: str) -> str:
    """The first letters of a Chinese name's sounds, as people type them: 朝阳区 → cyq. Empty for other names."""
    if name.isascii():
        return ""
    first_letters = _sounds()
    return "".join(part for part in first_letters(name) if part.isascii() and part.isalnum()).casefold()


def _sounds() -> Callable[[str], list[str]]:
    """Read once, when first asked for: the table of sounds takes a fifth of a second."""
    from pypinyin import Style, lazy_pinyin

    return lambda name: lazy_pinyin(name, style=Style.FIRST_LETTER)


def _plain(text: str) -> str:
    return " ".join(normalize("NFC", text).split())
