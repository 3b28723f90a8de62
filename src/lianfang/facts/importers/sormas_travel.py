"""SORMAS travel entries (German “Einreise” files too): entries into the country, and negative tests shown at entry."""

import re
from collections.abc import Mapping
from datetime import tzinfo

from lianfang.facts.importers.refusals import WrongKind
from lianfang.facts.importers.report import Remarks
from lianfang.facts.importers.sormas_people import DISEASE, FIRST, LAST, Bad, People
from lianfang.facts.importers.sormas_sheet import Row, Sheet, folded, read_sheet
from lianfang.kernel.words import Words

ENTERED = ("einreisedatum", "dateofarrival", "tag der einreise", "date of arrival", "entrydate", "einreise")
SAMPLED = ("datum der abstrichnahme", "sampledate", "date of swab", "sampledatetime")
NEGATIVE = ("negativer coronavirus sars-cov-2-test", "testednegative", "negativ getestet", "tested negative")
DETAILS = ("testnachweis zusätzliche angaben", "testmethod", "testtype")
IDS = ("person.uuid", "person.externalid", "externalid", "external id", "externe id", "formular-id", "uuid")
YES = frozenset({"ja", "yes", "true", "1", "是"})
PCR = re.compile(r"pcr|naat|rt-?lamp|核酸", re.IGNORECASE)
KIND = "sormas-travel-entry"

Rows = dict[str, list[tuple[int, Mapping[str, object]]]]

NO_ENTRY = Words("没有入境日期", "the date of entry is empty")
NO_SWAB = Words(
    "写明检测阴性但没有采样日期，检测未导入", "a negative test without the day of the swab; the test is not kept"
)
METHOD = Words(
    "阴性检测没有写明是核酸，按抗原记录",
    "the negative test does not say it was PCR, so it is kept as antigen, which proves less",
)
BAD_SWAB = Words(
    "采样日期不能读，检测未导入，入境已导入", "the day of the swab cannot be read; the entry is kept, the test is not"
)


def read_travel(text: str, *, file: str, zone: tzinfo, remarks: Remarks) -> tuple[Rows, int]:
    """Rows by table with their lines, and how many rows the file has.

    Raises WrongKind when the header has no date of entry.
    """
    known = frozenset({*ENTERED, *SAMPLED, *NEGATIVE, *IDS, *DISEASE, *FIRST, *LAST, "geburtsdatum"})
    sheet = read_sheet(text, file=file, kind=KIND, remarks=remarks, known=known)
    if not sheet.has(ENTERED):
        hint = Words(
            "这一列叫 Einreisedatum 或 dateOfArrival。密接记录请用 sormas-contact 导入。",
            "The column is called Einreisedatum or dateOfArrival. Contacts are imported with sormas-contact.",
        )
        raise WrongKind(
            file=file, kind=KIND, why=Words("表头没有入境日期", "the header has no date of entry"), hint=hint
        )
    people = People(sheet, ids=IDS, dates=[*ENTERED, *SAMPLED], zone=zone, remarks=remarks)
    rows: Rows = {"persons": [], "border_entries": [], "tests": []}
    for row in sheet.rows:
        try:
            _read(row, sheet, people, rows, remarks)
        except Bad as bad:
            remarks.left_out(bad.says, line=row.line, column=bad.column, value=bad.value)
    return rows, len(sheet.rows)


def _read(row: Row, sheet: Sheet, people: People, rows: Rows, remarks: Remarks) -> None:
    people.check_other_disease(row)
    entered = people.moment(row, ENTERED, missing=NO_ENTRY)
    people.check_names_disease(row)
    person = people.person(row)
    rows["border_entries"].append((row.line, {"person_id": person, "entered_at": entered}))
    if person in people.births:
        rows["persons"].append(
            (row.line, {"person_id": person, "birth_date": people.births[person], "home_area": None})
        )
    column, answer = row.first(NEGATIVE)
    if folded(answer) in YES:
        _test(row, sheet, people, person, rows, remarks, column)


def _test(row: Row, sheet: Sheet, people: People, person: str, rows: Rows, remarks: Remarks, column: str) -> None:
    try:
        sampled = people.moment(row, SAMPLED, missing=NO_SWAB)
    except Bad as bad:
        remarks.note(
            NO_SWAB if bad.says is NO_SWAB else BAD_SWAB, line=row.line, column=sheet.shown(column), value=bad.value
        )
        return
    is_pcr = PCR.search(row.first(DETAILS)[1]) is not None
    if not is_pcr:
        remarks.note(METHOD, line=row.line, column=sheet.shown(column))
    test = {
        "person_id": person,
        "sampled_at": sampled,
        "reported_at": None,
        "method": "pcr" if is_pcr else "antigen",
        "result": "negative",
        "pool_id": None,
    }
    rows["tests"].append((row.line, test))
