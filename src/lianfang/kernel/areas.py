"""Administrative areas: what a code (GB/T 2260 and its extensions) belongs to, and what it is called.

A county has 6 digits, a street 9, a community 12. The register is of a later year than the facts it describes: a code
it lacks is kept and shown by its nearest known parent, never dropped.
"""

import gzip
from functools import cache, cached_property
from importlib.resources import files

from lianfang.kernel.area_finder import Finder
from lianfang.kernel.area_names import ENGLISH, PLACEHOLDERS

CODE_LENGTHS = frozenset({6, 9, 12})
FIRST_PROVINCE, LAST_PROVINCE = 11, 82
COMMUNITIES_KEPT = "11"
PARENT_LENGTH = {12: 9, 9: 6, 6: 4, 4: 2}


def is_wellformed(code: str) -> bool:
    """Whether `code` could be an area: 6, 9 or 12 digits, the first two a plausible province."""
    if len(code) not in CODE_LENGTHS or not (code.isascii() and code.isdigit()):
        return False
    return FIRST_PROVINCE <= int(code[:2]) <= LAST_PROVINCE


def county_of(code: str) -> str:
    """The county an area belongs to: its first six digits."""
    return code[:6]


def prefecture_of(code: str) -> str:
    """The prefecture an area belongs to: its first four digits."""
    return code[:4]


@cache
def register() -> "Register":
    """The register of areas, read once; streets and communities only when first asked for."""
    return Register(_read("counties"))


class Register:
    """Names and hierarchy of areas. Codes may be given in any of their lengths: 2, 4, 6, 9 or 12 digits."""

    def __init__(self, places: dict[str, str]) -> None:
        """`places`: names by code of 2 (province), 4 (prefecture) and 6 digits (county)."""
        self._places = places

    @cached_property
    def _streets(self) -> dict[str, str]:
        return _read("streets")

    @cached_property
    def _communities(self) -> dict[str, str]:
        return _read(f"communities_{COMMUNITIES_KEPT}")

    @cached_property
    def _streets_by_county(self) -> dict[str, tuple[str, ...]]:
        return _grouped(self._streets, 6)

    @cached_property
    def _communities_by_street(self) -> dict[str, tuple[str, ...]]:
        return _grouped(self._communities, 9)

    @cached_property
    def _finder(self) -> Finder:
        return Finder(self._places)

    def known(self, code: str) -> bool:
        """Whether the register lists `code`; of communities outside Beijing, whether it lists their street."""
        key = self._key(code)
        if len(key) == 12 and not key.startswith(COMMUNITIES_KEPT):
            key = key[:9]
        return key in self._names(key)

    def name(self, code: str, language: str = "zh") -> str:
        """The area's own name, else that of its nearest known parent, else the code itself.

        English names exist for provinces and for Beijing's districts; elsewhere the Chinese name is given.
        """
        key = self._nearest(code)
        if key is None:
            return code
        return ENGLISH.get(key, self._own(key)) if language == "en" else self._own(key)

    def full_name(self, code: str) -> str:
        """The name with its parents, as 江苏省南京市江宁区. Of an unlisted code: the nearest parent and the code."""
        key = self._nearest(code)
        if key is None:
            return code
        chain = [self._own(key)]
        while (length := PARENT_LENGTH.get(len(key))) is not None:
            key = key[:length]
            own = self._own(key) if key in self._names(key) else ""
            if own and own != chain[0]:
                chain.insert(0, own)
        return "".join(chain) + ("" if self.known(code) else f"（{code}）")

    def counties_of(self, prefix: str) -> tuple[str, ...]:
        """Codes of the counties of a province (`11`, `110000`) or prefecture (`3201`, `320100`), in order."""
        key = self._key(prefix)
        return tuple(sorted(code for code in self._places if len(code) == 6 and code.startswith(key)))

    def streets_of(self, county: str) -> tuple[str, ...]:
        """Codes of a county's streets and townships, in order."""
        return self._streets_by_county.get(county_of(county), ())

    def communities_of(self, street: str) -> tuple[str, ...]:
        """Codes of a street's communities and villages, in order. Listed for Beijing only."""
        return self._communities_by_street.get(street[:9], ())

    def find_county(self, province: str | None, city: str | None, county: str | None) -> str | None:
        """The code that names in three columns mean; `xx00` of the city when only the city is found, else None."""
        return self._finder.find_county(province, city, county)

    def split_address(self, text: str) -> tuple[str | None, str]:
        """The most exact county code a leading Chinese address names, and the text after it.

        `320100` and the like when only the city is found (an economic zone); `(None, text)` when nothing is, or when
        the name means several places.
        """
        return self._finder.split_address(text)

    def _key(self, code: str) -> str:
        """The code without the zeros that only fill it up: 110000 → 11, 320100 → 3201, but 441900 stays (a county)."""
        for length in (9, 6):
            if len(code) > length and set(code[length:]) == {"0"}:
                code = code[:length]
        if len(code) == 6 and code not in self._places:
            for length in (2, 4):
                if set(code[length:]) == {"0"}:
                    return code[:length]
        return code

    def _names(self, key: str) -> dict[str, str]:
        if len(key) <= 6:
            return self._places
        return self._streets if len(key) <= 9 else self._communities

    def _nearest(self, code: str) -> str | None:
        key = self._key(code)
        while key not in self._names(key):
            length = PARENT_LENGTH.get(len(key))
            if length is None:
                return None
            key = key[:length]
        return key

    def _own(self, key: str) -> str:
        """The name of a listed key; a placeholder such as 市辖区 is called what its province is."""
        own = self._names(key)[key]
        return self._places[key[:2]] if own in PLACEHOLDERS else own


def _grouped(places: dict[str, str], length: int) -> dict[str, tuple[str, ...]]:
    """The codes in order, by what they lie in: the first `length` digits."""
    found: dict[str, list[str]] = {}
    for code in sorted(places):
        found.setdefault(code[:length], []).append(code)
    return {parent: tuple(codes) for parent, codes in found.items()}


def _read(name: str) -> dict[str, str]:
    """Names by code, in the file's order."""
    packed = (files("lianfang.kernel") / "areas_data" / f"{name}.csv.gz").read_bytes()
    lines = gzip.decompress(packed).decode("utf-8").splitlines()
    return dict(line.split(",", 1) for line in lines)
