"""Places of the demonstration city, on the streets of the register. Names and sizes are invented (confidence D).

What adds up: residents of a district's compounds are its people at the census of 2020; sealed compounds have the
residents the demonstration's facts give them; sites are as many as their street's people ask for.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from lianfang.domains.places.commands.many import NewPlace
from lianfang.domains.places.models import Details, code_for
from lianfang.domains.places.states import DutyKind, Kind
from lianfang.facts.demo.places import read_yaml
from lianfang.facts.demo.sealing import compounds as sealed_compounds
from lianfang.kernel.area_names import ENGLISH
from lianfang.kernel.areas import register

COMMUNITY_END = re.compile(r"(?:社区)?(?:居民|村民)?委员会$|(?:社区)?居委会$|村村委会$|村委会$|社区$")
STREET_END = re.compile(r"街道(?:办事处)?$|地区(?:办事处)?$|镇$|(?:\w族)?乡$")
FIRST_VILLAGE = 200  # the last three digits of a village's code begin here
PEOPLE_OF_A_TEST_SITE, BEDS_PER_THOUSAND = 15_000, 4
NUMERALS = "一二三四五六七八九十"
VENUES = (
    ("park", "公园", 2_000, 12_000),
    ("mall", "购物中心", 1_500, 8_000),
    ("market", "农贸市场", 300, 1_500),
    ("cinema", "影剧院", 200, 900),
    ("museum", "文化馆", 200, 800),
    ("square", "文化广场", 1_000, 5_000),
)
HOSPITALS = (
    ("general", "人民医院", 35),
    ("fever_clinic", "中心医院", 30),
    ("fever_clinic", "中医医院", 20),
    ("general", "妇幼保健院", 15),
)
STATIONS = (
    ("rail", "110101", "北京站", "Beijing Railway Station", 24),
    ("rail", "110106", "北京西站", "Beijing West Railway Station", 32),
    ("rail", "110106", "北京南站", "Beijing South Railway Station", 36),
    ("rail", "110102", "北京北站", "Beijing North Railway Station", 10),
    ("rail", "110108", "清河站", "Qinghe Railway Station", 14),
    ("rail", "110105", "北京朝阳站", "Beijing Chaoyang Railway Station", 18),
    ("air", "110113", "北京首都国际机场", "Beijing Capital International Airport", 40),
    ("air", "110115", "北京大兴国际机场", "Beijing Daxing International Airport", 36),
)
ON_THE_EDGE = ("110109", "110111", "110112", "110113", "110115", "110116", "110117", "110118", "110119")
OF_THE_CITY = (
    (
        "unit-city-headquarters",
        "city",
        "市疫情防控工作领导小组办公室",
        "Office of the city's leading group",
        ("handbook", "events", "territory"),
    ),
    (
        "unit-city-codes",
        "department",
        "市经济和信息化局（市大数据中心）",
        "Bureau of economy and information technology",
        ("codes",),
    ),
    ("unit-city-hotline", "department", "12345市民服务热线中心", "12345 citizens' hotline centre", ("hotline",)),
    ("unit-city-health", "department", "市卫生健康委", "Municipal health commission", ("hospitals", "vaccination")),
    ("unit-city-exams", "department", "市教育考试院", "Municipal examinations authority", ("exams",)),
    ("unit-city-supplies", "department", "市商务局", "Municipal bureau of commerce", ("supplies",)),
    ("unit-city-rail", "operator", "铁路车站查验组", "Checks at the railway stations", ("rail",)),
    ("unit-city-air", "operator", "机场查验组", "Checks at the airports", ("air",)),
    ("unit-city-road", "operator", "公路进京检查站查验组", "Checks on the roads into the city", ("road",)),
)
OF_A_DISTRICT = ("territory", "compounds", "arrivals", "venues", "testing", "vaccination", "hospitals")
OF_A_STREET = ("territory", "compounds", "arrivals", "supplies")


@dataclass(frozen=True, slots=True)
class Given:
    """A unit answers for a kind of thing in an area."""

    unit: str
    duty: DutyKind
    area: str


def compounds(districts: Iterable[str]) -> list[NewPlace]:
    """Where people live: a compound or village for each community, and the sealed ones the facts know."""
    census, found = read_yaml("places.yaml")["census"], []
    for district in districts:
        sealed = [one for one in _sealed() if one.area.startswith(district)]
        rest = census[district] - sum(one.details.size or 0 for one in sealed)
        found += [*sealed, *_communities(district, rest, {one.area for one in sealed})]
    return found


def others(districts: Iterable[str], residents: Mapping[str, int]) -> Iterator[NewPlace]:
    """Venues, sites, hospitals and checkpoints; `residents` by street."""
    for district in districts:
        yield from _hospitals(
            district, sum(number for street, number in residents.items() if street.startswith(district))
        )
        if district in ON_THE_EDGE:
            yield _new(
                Kind.CHECKPOINT, district, f"{_stem(district)}进京检查站", sort="road", size=4 + _draw(district, 8)
            )
        for street in register().streets_of(district):
            yield from _of_street(street, residents.get(street, 0))
    for sort, area, name, english, lanes in STATIONS:
        if area in districts:
            yield _new(Kind.CHECKPOINT, area, name, sort=sort, size=lanes, name_en=english)


def units(city: str, districts: Iterable[str]) -> Iterator[tuple[NewPlace, tuple[Given, ...]]]:
    """The city's units, those of its districts and streets, and what each answers for."""
    for code, sort, name, english, duties in OF_THE_CITY:
        yield _unit(code, city.ljust(6, "0"), sort, name, duties, english)
    for district in districts:
        english = f"{ENGLISH[district]} epidemic headquarters"
        yield _unit(
            f"unit-{district}",
            district,
            "district",
            f"{register().name(district)}疫情防控指挥部",
            OF_A_DISTRICT,
            english,
        )
        for street in register().streets_of(district):
            yield _unit(f"unit-{street}", street, "street", f"{register().name(street)}疫情防控办公室", OF_A_STREET)


def _unit(
    code: str, area: str, sort: str, name: str, duties: Iterable[str], english: str = ""
) -> tuple[NewPlace, tuple[Given, ...]]:
    place = NewPlace(code, Kind.UNIT, area, Details(name, english, sort))
    return place, tuple(Given(code, DutyKind(duty), area) for duty in duties)


def _sealed() -> list[NewPlace]:
    residents = {row["zone"]: row["residents"] for row in read_yaml("zones.yaml")}
    return [
        NewPlace(one.zone, Kind.COMPOUND, one.area, Details(one.title.zh, one.title.en, size=residents[one.zone]))
        for one in sealed_compounds()
    ]


def _communities(district: str, people: int, taken: set[str]) -> Iterator[NewPlace]:
    known = register()
    codes = [
        code for street in known.streets_of(district) for code in known.communities_of(street) if code not in taken
    ]
    weights = [(1 + _draw(code, 9)) * (1 if int(code[9:]) >= FIRST_VILLAGE else 4) for code in codes]
    shares = [people * weight // sum(weights) for weight in weights]
    for number in range(people - sum(shares)):
        shares[number % len(shares)] += 1
    for code, share in zip(codes, shares, strict=True):
        yield _new(Kind.COMPOUND, code, _home(code), size=share)


def _home(code: str) -> str:
    """龙跃苑第二社区居委会 → 龙跃苑第二小区; 西沟村委会 → 西沟村."""
    stem = COMMUNITY_END.sub("", register().name(code)) or register().name(code)
    if int(code[9:]) >= FIRST_VILLAGE:
        return stem if stem.endswith("村") else f"{stem}村"
    return stem if stem.endswith(("小区", "家园", "花园", "苑", "里", "园", "庄")) else f"{stem}小区"


def _of_street(street: str, people: int) -> Iterator[NewPlace]:
    stem = _stem(street)
    for turn in range(2):
        sort, word, least, most = VENUES[(_draw(street, len(VENUES)) + turn * 2) % len(VENUES)]
        yield _new(
            Kind.VENUE,
            street,
            f"{stem}{word}",
            sort=sort,
            size=(least + _draw(f"{street}{sort}", most - least)) // 50 * 50,
        )
    for number in range(max(1, min(len(NUMERALS), round(people / PEOPLE_OF_A_TEST_SITE)))):
        desks = 4 + _draw(f"{street}{number}", 7)
        details = Details(f"{stem}第{NUMERALS[number]}核酸检测点", size=desks)
        yield NewPlace(f"test-site-{street}-{number + 1:02d}", Kind.TEST_SITE, street, details)
    yield _new(Kind.VACCINATION_SITE, street, f"{stem}疫苗接种点", size=4 + _draw(f"{street}v", 9))


def _hospitals(district: str, people: int) -> Iterator[NewPlace]:
    for sort, word, percent in HOSPITALS:
        beds = people * BEDS_PER_THOUSAND * percent // 100_000 // 10 * 10
        yield _new(Kind.HOSPITAL, district, f"{register().name(district)}{word}", sort=sort, size=beds)


def _new(kind: Kind, area: str, name: str, *, sort: str = "", size: int | None = None, name_en: str = "") -> NewPlace:
    return NewPlace(code_for(kind, area, name), kind, area, Details(name, name_en, sort, size=size))


def _stem(area: str) -> str:
    """甘家口街道 → 甘家口; 海淀区 → 海淀."""
    name = register().name(area)
    return name.removesuffix("区") if len(area) == 6 else STREET_END.sub("", name) or name


def _draw(text: str, below: int) -> int:
    """A number that looks like chance and is the same at every installation."""
    return int.from_bytes(sha256(text.encode()).digest()[:8]) % below
