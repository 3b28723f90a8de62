"""Finding a county by what people type: a name, part of one, or its code. Works without a map and without scripts."""

from functools import cache

from lianfang.kernel.areas import prefecture_of, register

FIRST_PROVINCE, LAST_PROVINCE = 11, 82
ENDINGS = ("自治县", "自治旗", "林区", "特区", "区", "县", "市", "旗")
MOST_SHOWN = 20


@cache
def provinces() -> tuple[tuple[str, str], ...]:
    """Code (6 digits) and name of every province, in order."""
    codes = (f"{number}0000" for number in range(FIRST_PROVINCE, LAST_PROVINCE + 1))
    return tuple((code, register().name(code)) for code in codes if register().counties_of(code))


def cities_of(province: str) -> tuple[tuple[str, str], ...]:
    """Code and name of every city (prefecture) of a province, in order; none for an unknown province."""
    if province not in dict(provinces()):
        return ()
    codes = sorted({prefecture_of(county) for county in register().counties_of(province)})
    return tuple((f"{code}00", register().name(code)) for code in codes)


def counties_of(city: str) -> tuple[tuple[str, str], ...]:
    """Code and name of every county of a city, in order; none for an unknown city."""
    if len(city) != 6 or not city.isdigit() or city.endswith("0000"):
        return ()
    return tuple((code, register().name(code)) for code in register().counties_of(prefecture_of(city)))


def is_county(code: str) -> bool:
    """Whether the register lists `code` as a county."""
    return code in _full_names()


def full_name(code: str) -> str:
    """A county's name with its parents."""
    return _full_names().get(code) or register().full_name(code)


def find(text: str) -> tuple[str, ...]:
    """Codes of the counties `text` may mean, best first: the code or full name, then exact names, then parts.

    One exact match stands alone. At most MOST_SHOWN.
    """
    wanted = "".join(text.split())
    names = _full_names()
    if not wanted:
        return ()
    if wanted in names:
        return (wanted,)
    exact = tuple(code for code, name in names.items() if name == wanted)
    if exact:
        return exact
    same = tuple(code for code, own in _own_names().items() if wanted in (own, _bare(own)))
    within = tuple(code for code, name in names.items() if _contains(name, wanted) and code not in same)
    return (same or within)[:MOST_SHOWN]


def _contains(name: str, wanted: str) -> bool:
    """Whether the characters of `wanted` stand in `name` in this order: 南京江宁 finds 江苏省南京市江宁区."""
    at = 0
    for character in wanted:
        at = name.find(character, at) + 1
        if at == 0:
            return False
    return True


def _bare(name: str) -> str:
    return next((name.removesuffix(end) for end in ENDINGS if name.endswith(end) and len(name) > len(end) + 1), name)


@cache
def _full_names() -> dict[str, str]:
    counties = (county for province, _ in provinces() for county in register().counties_of(province))
    return {county: register().full_name(county) for county in counties}


@cache
def _own_names() -> dict[str, str]:
    return {county: register().name(county) for county in _full_names()}
