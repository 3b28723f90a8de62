"""What travel entries and contacts of SORMAS share: whose row it is, which disease, and the file's dates."""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo

from lianfang.facts.importers.dates import DateOrder, Order, decide, read_moment
from lianfang.facts.importers.people import given_id, pseudonym
from lianfang.facts.importers.report import Remarks, date_like, masked, plain
from lianfang.facts.importers.sormas_sheet import Row, Sheet
from lianfang.kernel.words import Words

DISEASE = ("disease", "krankheit")
OURS = frozenset({"coronavirus", "covid-19", "covid19", "sars-cov-2", "新冠肺炎", "新型冠状病毒肺炎"})
FIRST = ("person.firstname", "firstname", "vorname", "first name", "first name of contact person")
LAST = ("person.lastname", "lastname", "nachname", "last name", "last name of contact person")
BORN = ("geburtsdatum", "birthdate", "person.birthdate", "date of birth")
BORN_PARTS = (
    ("person.birthdateyyyy", "birthdateyyyy"),
    ("person.birthdatemm", "birthdatemm"),
    ("person.birthdatedd", "birthdatedd"),
)

OTHER_DISEASE = Words("不是新冠肺炎，未导入", "it speaks of another disease, so it is left out")
NO_DISEASE = Words("没有写明疾病，未导入", "it names no disease, so it is left out")
BAD_DATE = Words("不是能读的日期", "not a date that can be read")
UNSURE_DATE = Words("日月顺序不明：本文件两种写法都有", "day and month cannot be told apart: the file writes both ways")
NO_PERSON = Words(
    "没有编号，也没有姓名加出生日期，不知是谁",
    "there is no id, and no name with a birth date, so nobody knows whose row it is",
)
BAD_BIRTH = Words("出生日期不能读，其余已导入", "the birth date cannot be read; the rest of the row is kept")
TWO_BIRTHS = Words(
    "同一人有两个不同的出生日期，只留第一个", "two birth dates are given for one person; the first is kept"
)


class Bad(Exception):
    """A row that cannot be imported. `value` is already fit for the report."""

    def __init__(self, says: Words, column: str = "", value: str = "") -> None:
        self.says, self.column, self.value = says, column, value
        super().__init__(column)


class People:
    """Reads persons and dates of one sheet; collects the `persons` rows."""

    def __init__(
        self, sheet: Sheet, *, ids: Sequence[str], dates: Sequence[str], zone: tzinfo, remarks: Remarks
    ) -> None:
        self.sheet, self.ids, self.zone, self.remarks = sheet, ids, zone, remarks
        self.order = decide(sheet.values([*dates, *BORN]), captions=sheet.captions)
        self.births: dict[str, date] = {}
        _say_order(self.order, remarks)

    def check_other_disease(self, row: Row) -> None:
        """Raises Bad when the row names another disease than COVID-19."""
        column, value = row.first(DISEASE)
        if value and value.casefold() not in OURS:
            raise Bad(OTHER_DISEASE, self.sheet.shown(column), plain(value))

    def check_names_disease(self, row: Row) -> None:
        """Raises Bad when the file has a column for the disease and the row leaves it empty."""
        if self.sheet.has(DISEASE) and not row.first(DISEASE)[1]:
            raise Bad(NO_DISEASE, self.sheet.shown(row.first(DISEASE)[0]))

    def moment(self, row: Row, names: Sequence[str], *, missing: Words) -> datetime:
        """The moment in the first filled column; Bad when there is none or it cannot be read."""
        column, value = row.first(names)
        if not value:
            raise Bad(missing, self.sheet.shown(column))
        moment = read_moment(value, self.order, zone=self.zone)
        if moment is None:
            unsure = self.order.order is Order.MIXED and not any(char.isalpha() for char in value)
            raise Bad(
                UNSURE_DATE if unsure and _possible(value, self.zone) else BAD_DATE,
                self.sheet.shown(column),
                date_like(value),
            )
        return moment

    def person(self, row: Row) -> str:
        """The id of the row's person; their birth date is noted."""
        born = self._born(row)
        for name in self.ids:
            if name in row.cells and (found := given_id(row.cells[name])) is not None:
                self._note(found, born, row.line)
                return found
        first, last = row.first(FIRST)[1], row.first(LAST)[1]
        if born is None or not (first or last):
            raise Bad(NO_PERSON)
        found = pseudonym(first, last, born)
        self._note(found, born, row.line)
        return found

    def _note(self, person: str, born: date | None, line: int) -> None:
        if born is None:
            return
        if self.births.setdefault(person, born) != born:
            self.remarks.note(TWO_BIRTHS, line=line)

    def _born(self, row: Row) -> date | None:
        parts = [row.first(names)[1] for names in BORN_PARTS]
        column, value = row.first(BORN)
        if all(parts):
            value = "-".join(part.zfill(2) for part in parts)
        if not value:
            return None
        moment = read_moment(value, self.order, zone=self.zone)
        if moment is None:
            self.remarks.note(BAD_BIRTH, line=row.line, column=self.sheet.shown(column), value=masked(value))
            return None
        return moment.date()


def _possible(value: str, zone: tzinfo) -> bool:
    return read_moment(value, DateOrder(Order.DAY_FIRST, proven=False, needed=True), zone=zone) is not None


def _say_order(order: DateOrder, remarks: Remarks) -> None:
    if not order.needed:
        return
    if order.order is Order.MIXED:
        says = Words(
            "文件中日期写法不一，日月不明的行未导入",
            "the file writes dates both ways; rows that could mean either are left out",
        )
    elif order.proven:
        says = Words(
            f"日期按{order.order.value}读，文件本身可证",
            f"dates are read as {order.order.value}; the file itself shows it",
        )
    else:
        says = Words(
            f"日期假定为{order.order.value}，请核对", f"dates are assumed to be {order.order.value}; please check"
        )
    remarks.note(says)
