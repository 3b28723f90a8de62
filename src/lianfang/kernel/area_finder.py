"""Finding the county that a name or an address in a notice means. Tolerant of short forms, never of doubt."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lianfang.kernel.area_names import MUNICIPALITIES, PLACEHOLDERS, core, typed_names

COUNTRY = ""
SHORTEST_ALONE = 3  # 东区 or 城区 without a city means nothing; 瑞丽市 does


@dataclass(frozen=True, slots=True)
class Hit:
    """An area named at the start of a text. `typed`: the kind of area is part of what was written."""

    code: str
    length: int
    typed: bool


NOTHING = Hit(COUNTRY, 0, typed=True)


class Aliases:
    """The ways in which the areas of one level are written."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """`names`: code and name; an area may come with more than one name."""
        self._hits: dict[str, list[Hit]] = defaultdict(list)
        for code, name in names:
            typed = typed_names(code, name)
            for alias in typed | {core(name)}:
                if len(alias) > 1:
                    self._hits[alias].append(Hit(code, len(alias), alias in typed))
        self._longest = max(map(len, self._hits), default=0)

    def exactly(self, text: str, *, within: str) -> list[Hit]:
        """Areas inside `within` that are written just as `text`."""
        return [hit for hit in self._hits.get(text, ()) if hit.code.startswith(within)]

    def leading(self, text: str, *, within: str) -> Iterator[Hit]:
        """Areas inside `within` whose names `text` begins with, longest first."""
        for length in range(min(self._longest, len(text)), 1, -1):
            yield from self.exactly(text[:length], within=within)

    def alike(self, text: str, *, within: str) -> list[Hit]:
        """As `exactly`, else areas that only differ in kind: 东宁县 became 东宁市."""
        exact = self.exactly(text, within=within)
        return exact or (self.exactly(core(text), within=within) if within else [])


class Finder:
    """Reads names against the areas of 2, 4 and 6 digits in `places`."""

    def __init__(self, places: dict[str, str]) -> None:
        self._provinces = Aliases(pair for pair in places.items() if len(pair[0]) == 2)
        self._prefectures = Aliases(self._named_prefectures(places))
        self._counties = Aliases(pair for pair in places.items() if len(pair[0]) == 6)

    @staticmethod
    def _named_prefectures(places: dict[str, str]) -> Iterator[tuple[str, str]]:
        for code, name in places.items():
            if len(code) != 4:
                continue
            if name not in PLACEHOLDERS:
                yield code, name
            elif code[:2] in MUNICIPALITIES and code.endswith("01"):
                yield from ((code, name), (code, places[code[:2]]))

    def find_county(self, province: str | None, city: str | None, county: str | None) -> str | None:
        """See `Register.find_county`."""
        within = _only(self._provinces.exactly(_clean(province), within=COUNTRY)) or COUNTRY
        city, county = _clean(city), _clean(county)
        prefecture = _only(self._prefectures.alike(city, within=within))
        scope = self._scope(prefecture) or within
        return (
            self._county(county, within=scope)
            or _padded(prefecture)
            or self._county(city, within=within)
            or (f"{within}0000" if within in MUNICIPALITIES and not city else None)
        )

    def _county(self, name: str, *, within: str) -> str | None:
        hits = self._counties.alike(name, within=within)
        if not within:
            hits = [hit for hit in hits if hit.typed and hit.length >= SHORTEST_ALONE]
        return _only(hits)

    @staticmethod
    def _scope(prefecture: str | None) -> str | None:
        """Where a prefecture's counties are; a municipality's are anywhere in it."""
        return prefecture[:2] if prefecture and prefecture[:2] in MUNICIPALITIES else prefecture

    def split_address(self, text: str) -> tuple[str | None, str]:
        """See `Register.split_address`."""
        text = text.lstrip()
        found: dict[tuple[bool, int], set[str]] = defaultdict(set)
        for code, length, is_county in self._readings(text):
            found[is_county, length].add(code)
        if not found:
            return None, text
        best = max(found)
        if len(found[best]) > 1:
            return None, text
        return found[best].pop(), text[best[1] :].lstrip()

    def _readings(self, text: str) -> Iterator[tuple[str, int, bool]]:
        """Every way to read the beginning of `text`: code, characters read, whether down to the county."""
        for province in [NOTHING, *self._provinces.leading(text, within=COUNTRY)]:
            rest = text[province.length :].lstrip()
            read = len(text) - len(rest)
            if province.code in MUNICIPALITIES and province.typed:
                yield f"{province.code}0000", read, False
            for prefecture in [NOTHING, *self._prefectures.leading(rest, within=province.code)]:
                yield from self._below(province, prefecture, rest, read)

    def _below(self, province: Hit, prefecture: Hit, rest: str, read: int) -> Iterator[tuple[str, int, bool]]:
        """Readings that begin with `province` and `prefecture`."""
        if prefecture is not NOTHING and prefecture.typed:
            yield str(_padded(prefecture.code)), read + prefecture.length, False
        tail = rest[prefecture.length :].lstrip()
        read += len(rest) - len(tail)
        scope = self._scope(prefecture.code) or province.code
        for county in self._counties.leading(tail, within=scope):
            alone = not scope
            if not county.typed or (alone and county.length < SHORTEST_ALONE):
                continue
            yield county.code, read + county.length, True


def _clean(name: str | None) -> str:
    return "".join((name or "").split())


def _only(hits: list[Hit]) -> str | None:
    """The one area that the hits mean; None when there is none or more than one."""
    codes = {hit.code for hit in hits if hit.typed} or {hit.code for hit in hits}
    return codes.pop() if len(codes) == 1 else None


def _padded(prefecture: str | None) -> str | None:
    """A prefecture as six digits; a municipality's as its province's."""
    if not prefecture:
        return None
    return f"{prefecture[:2]}0000" if prefecture[:2] in MUNICIPALITIES else f"{prefecture}00"
