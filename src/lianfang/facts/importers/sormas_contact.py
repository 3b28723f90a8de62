"""SORMAS contacts: who was last exposed when. Every listed contact is a close contact of the case it names."""

from collections.abc import Mapping
from datetime import tzinfo

from lianfang.facts.importers.refusals import WrongKind
from lianfang.facts.importers.report import Remarks, plain
from lianfang.facts.importers.sormas_people import DISEASE, FIRST, LAST, Bad, People
from lianfang.facts.importers.sormas_sheet import Row, folded, read_sheet
from lianfang.kernel.words import Words

EXPOSED = ("lastcontactdate", "date of last contact", "datum des letzten kontakts", "datum des letzten kontaktes")
IDS = ("person.uuid", "person.externalid", "externalid", "external id", "externe id", "uuid")
CLASSIFIED = ("contactclassification", "contact classification", "kontaktklassifikation")
NO_CONTACT = frozenset({"no contact", "no_contact", "kein kontakt", "not a contact", "not_a_contact"})
KIND = "sormas-contact"

Rows = dict[str, list[tuple[int, Mapping[str, object]]]]

NO_EXPOSURE = Words("没有最后接触日期，无法计算期限", "the date of last contact is empty, so no period can be counted")
NOT_A_CONTACT = Words("已判定不是接触者，未导入", "it was found to be no contact, so it is left out")


def read_contacts(text: str, *, file: str, zone: tzinfo, remarks: Remarks) -> tuple[Rows, int]:
    """Rows by table with their lines, and how many rows the file has.

    Raises WrongKind when the header has no date of last contact.
    """
    known = frozenset({*EXPOSED, *IDS, *DISEASE, *FIRST, *LAST, *CLASSIFIED})
    sheet = read_sheet(text, file=file, kind=KIND, remarks=remarks, known=known)
    if not sheet.has(EXPOSED):
        hint = Words(
            "这一列叫 lastContactDate。入境记录请用 sormas-travel-entry 导入。",
            "The column is called lastContactDate. Travel entries are imported with sormas-travel-entry.",
        )
        raise WrongKind(
            file=file, kind=KIND, why=Words("表头没有最后接触日期", "the header has no date of last contact"), hint=hint
        )
    people = People(sheet, ids=IDS, dates=EXPOSED, zone=zone, remarks=remarks)
    rows: Rows = {"persons": [], "contacts": []}
    for row in sheet.rows:
        try:
            _read(row, people, rows)
        except Bad as bad:
            remarks.left_out(bad.says, line=row.line, column=bad.column, value=bad.value)
    return rows, len(sheet.rows)


def _read(row: Row, people: People, rows: Rows) -> None:
    people.check_other_disease(row)
    column, classified = row.first(CLASSIFIED)
    if folded(classified) in NO_CONTACT:
        raise Bad(NOT_A_CONTACT, people.sheet.shown(column), plain(classified))
    exposed = people.moment(row, EXPOSED, missing=NO_EXPOSURE)
    people.check_names_disease(row)
    person = people.person(row)
    contact = {"person_id": person, "degree": "close", "last_exposed_at": exposed}
    rows["contacts"].append((row.line, contact))
    if person in people.births:
        rows["persons"].append(
            (row.line, {"person_id": person, "birth_date": people.births[person], "home_area": None})
        )
