"""FHIR R4 resources as facts: Observation → tests, Immunization → doses, Patient → persons. No names are kept."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, tzinfo

from fhir.resources.R4B import get_fhir_model_class
from pydantic import ValidationError

from lianfang.facts.importers.fhir_doses import KnownDose, read_doses
from lianfang.facts.importers.fhir_json import NO_RESOURCE, Found, read_resources
from lianfang.facts.importers.fhir_people import Patients
from lianfang.facts.importers.fhir_tests import read_tests
from lianfang.facts.importers.report import Remarks, listing
from lianfang.kernel.words import Words

READ = ("Patient", "Observation", "Immunization", "Specimen")

Rows = dict[str, list[tuple[int, Mapping[str, object]]]]


def read_fhir(
    text: str, *, file: str, zone: tzinfo, remarks: Remarks, known_doses: Iterable[KnownDose] = ()
) -> tuple[Rows, int]:
    """Rows by table with their lines, and how many resources were looked at.

    `known_doses` are doses already in the folder: a dose without a number continues them.
    Raises WrongKind when the file holds no FHIR resources.
    """
    found = read_resources(text, file=file, remarks=remarks)
    valid = [one for one in found if one.type in READ and _is_valid(one, remarks)]
    _say_others(found, remarks)
    patients = Patients([one for one in found if one.type == "Patient"])
    rows: Rows = {"persons": [], "tests": [], "doses": []}
    for one in valid:
        if one.type == "Patient":
            _person(one, patients, rows, remarks)
    rows["tests"] = list(read_tests(valid, patients, zone=zone, remarks=remarks))
    rows["doses"] = list(read_doses(valid, patients, known=known_doses, remarks=remarks))
    return rows, sum(one.type in READ for one in found)


def _is_valid(found: Found, remarks: Remarks) -> bool:
    """Whether the resource keeps to FHIR R4; where it does not is said without its content."""
    try:
        get_fhir_model_class(found.type).model_validate(found.resource)
    except ValidationError as errors:
        first = errors.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"] if part != "__root__") or "resource"
        says = Words(f"不符合FHIR R4：{where}", f"it does not keep to FHIR R4 at {where}")
        remarks.left_out(says, line=found.line, column=found.path)
        return False
    except (ValueError, TypeError, RecursionError, OverflowError):
        says = Words("不符合FHIR R4", "it does not keep to FHIR R4")
        remarks.left_out(says, line=found.line, column=found.path)
        return False
    return True


def _say_others(found: list[Found], remarks: Remarks) -> None:
    others = Counter(one.type for one in found if one.type and one.type not in READ)
    if others:
        kinds = listing([f"{count} {kind}" for kind, count in sorted(others.items())])
        says = Words(f"其他类别的资源不读：{kinds}", f"resources of other kinds are not read: {kinds}")
        remarks.note(says)
    for one in found:
        if not one.type:
            remarks.left_out(NO_RESOURCE, line=one.line, column=one.path)


def _person(found: Found, patients: Patients, rows: Rows, remarks: Remarks) -> None:
    person = patients.person_of_patient(found)
    if person is None:
        says = Words("没有编号，也没有姓名加出生日期", "it has no id, and no name with a birth date")
        remarks.left_out(says, line=found.line, column=found.path)
        return
    born = _birth_date(found.resource.get("birthDate"))
    if born is None and found.resource.get("birthDate"):
        says = Words("出生日期不完整，未保留", "the birth date is not a whole date and is not kept")
        remarks.note(says, line=found.line, column=f"{found.path}.birthDate")
    rows["persons"].append((found.line, {"person_id": person, "birth_date": born, "home_area": None}))


def _birth_date(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
