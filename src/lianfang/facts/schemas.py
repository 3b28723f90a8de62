"""The tables of facts, in one place: every reader, check, engine and the data dictionary use these.

In the store every table has its *plain form*, the same on every engine:
INSTANT is BIGINT microseconds since 1970-01-01T00:00Z, DAY is INTEGER days since 1970-01-01,
BIRTHDAY is INTEGER yyyymmdd, COUNT is INTEGER, everything else VARCHAR. Empty is NULL.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lianfang.kernel.words import Words


class Kind(StrEnum):
    """What a cell holds."""

    ID = "id"
    TEXT = "text"
    AREA = "area"
    INSTANT = "instant"
    DAY = "day"
    BIRTHDAY = "birthday"
    COUNT = "count"
    WORD = "word"


PLAIN_TYPES: Mapping[Kind, str] = dict.fromkeys(Kind, "VARCHAR") | {
    Kind.INSTANT: "BIGINT",
    Kind.DAY: "INTEGER",
    Kind.BIRTHDAY: "INTEGER",
    Kind.COUNT: "INTEGER",
}

# Beside their columns, rows of the lake carry these; with the last two, the last row received for a key counts.
LAKE_COLUMNS = ("source", "batch", "received_at", "retracted")
HISTORY = LAKE_COLUMNS[2:]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `words` are the values a WORD may take. `optional` cells may be empty."""

    name: str
    kind: Kind
    title: Words
    optional: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `key` names the natural key: a later row with the same key corrects the earlier one in the lake.

    `begins` is the column from which a row is known: a row that begins later than the moment asked about does not
    count. `period` is a (from, until) pair of columns where until may not be earlier than from.
    """

    name: str
    title: Words
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    begins: str | None = None
    period: tuple[str, str] | None = None

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def of_person(self) -> bool:
        """Whether each row speaks of one person."""
        return self.columns[0].name == "person_id"


PERSON = Column("person_id", Kind.ID, Words("人员编号", "Person (pseudonymous id)"))


def _instant(name: str, zh: str, en: str, *, optional: bool = False) -> Column:
    return Column(name, Kind.INSTANT, Words(zh, en), optional)


FROM_UNTIL = (
    _instant("from_at", "起", "From"),
    _instant("until_at", "止", "Until (exclusive)", optional=True),
)


def _word(name: str, zh: str, en: str, *words: str) -> Column:
    return Column(name, Kind.WORD, Words(zh, en), words=words)


def _area(
    name: str = "area", zh: str = "地区代码", en: str = "Area (GB/T 2260 code)", *, optional: bool = False
) -> Column:
    return Column(name, Kind.AREA, Words(zh, en), optional)


_ALL = (
    Table(
        "persons",
        Words("人员", "People"),
        (
            PERSON,
            Column("birth_date", Kind.BIRTHDAY, Words("出生日期", "Date of birth"), optional=True),
            _area("home_area", "居住地代码", "Home area", optional=True),
        ),
        key=("person_id",),
    ),
    Table(
        "stays",
        Words("旅居史", "Stays"),
        (
            PERSON,
            _area(),
            _instant("arrived_at", "到达", "Arrived"),
            _instant("left_at", "离开", "Left", optional=True),
        ),
        key=("person_id", "area", "arrived_at"),
        begins="arrived_at",
        period=("arrived_at", "left_at"),
    ),
    Table(
        "area_levels",
        Words("风险等级", "Risk levels of areas"),
        (
            Column("area_id", Kind.ID, Words("地区名录编号", "Id of the listed area")),
            Column("area_name", Kind.TEXT, Words("地区名称", "Name of the listed area"), optional=True),
            _area(),
            _word("level", "等级", "Level", "low", "medium", "high"),
            *FROM_UNTIL,
        ),
        key=("area_id", "level", "from_at"),
        begins="from_at",
        period=("from_at", "until_at"),
    ),
    Table(
        "county_cases",
        Words("本土感染者", "Local infections by county and day"),
        (
            _area(),
            Column("day", Kind.DAY, Words("日期", "Day")),
            Column(
                "local_new",
                Kind.COUNT,
                Words("新增本土感染者（确诊与无症状）", "New local infections (confirmed and asymptomatic)"),
            ),
        ),
        key=("area", "day"),
        begins="day",
    ),
    Table(
        "county_traits",
        Words("县的属性", "Traits of counties"),
        (_area(), _word("trait", "属性", "Trait", "land_border_port", "environs")),
        key=("area", "trait"),
    ),
    Table(
        "tests",
        Words("检测", "Tests"),
        (
            PERSON,
            _instant("sampled_at", "采样", "Sampled"),
            _instant("reported_at", "报告", "Reported", optional=True),
            _word("method", "方法", "Method", "pcr", "antigen"),
            _word("result", "结果", "Result", "negative", "positive", "inconclusive", "pending"),
            Column("pool_id", Kind.ID, Words("混管编号", "Pool"), optional=True),
        ),
        key=("person_id", "sampled_at", "method"),
        begins="sampled_at",
        period=("sampled_at", "reported_at"),
    ),
    Table(
        "doses",
        Words("接种", "Vaccine doses"),
        (
            PERSON,
            Column("number", Kind.COUNT, Words("剂次", "Dose number")),
            Column("product", Kind.TEXT, Words("疫苗", "Product")),
            Column("given_on", Kind.DAY, Words("接种日期", "Given on")),
        ),
        key=("person_id", "number"),
        begins="given_on",
    ),
    Table(
        "infections",
        Words("感染", "Infections"),
        (
            PERSON,
            _word("kind", "类型", "Kind", "confirmed", "asymptomatic"),
            _instant("positive_at", "阳性", "Positive"),
            _instant("released_at", "解除", "Released", optional=True),
        ),
        key=("person_id", "positive_at"),
        begins="positive_at",
        period=("positive_at", "released_at"),
    ),
    Table(
        "contacts",
        Words("接触", "Contacts"),
        (
            PERSON,
            _word("degree", "程度", "Degree", "close", "secondary"),
            _instant("last_exposed_at", "最后接触", "Last exposed"),
        ),
        key=("person_id", "degree", "last_exposed_at"),
        begins="last_exposed_at",
    ),
    Table(
        "isolations",
        Words("隔离", "Isolations"),
        (PERSON, _word("kind", "方式", "Kind", "central", "home", "monitoring"), *FROM_UNTIL),
        key=("person_id", "kind", "from_at"),
        begins="from_at",
        period=("from_at", "until_at"),
    ),
    Table(
        "border_entries",
        Words("入境", "Entries into the country"),
        (PERSON, _instant("entered_at", "入境", "Entered")),
        key=("person_id", "entered_at"),
        begins="entered_at",
    ),
    Table(
        "city_arrivals",
        Words("抵达本市", "Arrivals in the city"),
        (
            PERSON,
            _instant("arrived_at", "抵达", "Arrived"),
            _instant("leaves_at", "计划离开", "Leaves", optional=True),
        ),
        key=("person_id", "arrived_at"),
        begins="arrived_at",
        period=("arrived_at", "leaves_at"),
    ),
    Table(
        "links",
        Words("时空关联", "Tracing links to a risk place"),
        (
            PERSON,
            _instant("linked_at", "关联", "Linked"),
            _instant("cleared_at", "排除", "Cleared", optional=True),
        ),
        key=("person_id", "linked_at"),
        begins="linked_at",
        period=("linked_at", "cleared_at"),
    ),
    Table(
        "screening_orders",
        Words("筛查要求", "Orders to be tested"),
        (
            PERSON,
            Column("reason", Kind.TEXT, Words("原因", "Reason")),
            _instant("ordered_at", "下达", "Ordered"),
            _instant("due_at", "期限", "Due"),
        ),
        key=("person_id", "reason", "ordered_at"),
        begins="ordered_at",
    ),
    Table(
        "residences",
        Words("居住", "Residence in a zone"),
        (PERSON, Column("zone_id", Kind.ID, Words("小区编号", "Zone")), *FROM_UNTIL),
        key=("person_id", "zone_id", "from_at"),
        begins="from_at",
        period=("from_at", "until_at"),
    ),
    Table(
        "zones",
        Words("管控区域", "Zones"),
        (
            Column("zone_id", Kind.ID, Words("小区编号", "Zone")),
            _word("kind", "类型", "Kind", "sealed", "controlled", "precaution"),
            *FROM_UNTIL,
            _area(optional=True),
        ),
        key=("zone_id", "kind", "from_at"),
        begins="from_at",
        period=("from_at", "until_at"),
    ),
    Table(
        "exceptions",
        Words("例外", "Exceptions"),
        (
            PERSON,
            Column("rule", Kind.TEXT, Words("规则", "Rule suspended")),
            Column("ground", Kind.TEXT, Words("依据", "Ground")),
            *FROM_UNTIL,
        ),
        key=("person_id", "rule", "from_at"),
        begins="from_at",
        period=("from_at", "until_at"),
    ),
)

TABLES: Mapping[str, Table] = {table.name: table for table in _ALL}
