"""FHIR Immunizations with a COVID-19 vaccine as rows of `doses`."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from lianfang.facts.importers.fhir_codes import is_covid_vaccine
from lianfang.facts.importers.fhir_json import Found
from lianfang.facts.importers.fhir_people import Patients
from lianfang.facts.importers.fhir_values import codings, day, texts
from lianfang.facts.importers.report import Remarks, plain
from lianfang.kernel.words import Words

HIGHEST = 20

NOT_GIVEN = Words("没有接种或已作废，未导入", "a dose that was not given, or was voided")
NO_PATIENT = Words("没有写明接种者", "it does not say whose dose it is")
NO_DAY = Words("没有完整的接种日期", "it has no whole date of the dose")
SAME_NUMBER = Words("同一人同一剂次已有另一日期", "the person has another dose of this number on another day")
BY_DATE = Words("没有剂次，按日期排定", "it has no dose number; it was numbered by its date")


@dataclass(frozen=True, slots=True)
class KnownDose:
    """A dose that is already in the folder."""

    person: str
    number: int
    given_on: date


def known_dose(row: Mapping[str, object]) -> KnownDose:
    """A row of `doses` as a known dose."""
    given_on = row["given_on"]
    assert isinstance(given_on, date)
    return KnownDose(str(row["person_id"]), int(str(row["number"])), given_on)


@dataclass(frozen=True, slots=True)
class _Dose:
    found: Found
    person: str
    given_on: date
    number: int | None
    product: str


def read_doses(
    found: list[Found], patients: Patients, *, known: Iterable[KnownDose], remarks: Remarks
) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Line and row of every COVID-19 dose among the resources.

    A dose without a number gets that of the person's dose known of that day, else the next free one. A stated number
    corrects what is known; stated twice in one file for different days, the later day is left out.
    """
    doses = [dose for one in found if (dose := _dose(one, patients, remarks)) is not None]
    taken: dict[str, dict[int, date]] = {}
    for one in known:
        taken.setdefault(one.person, {})[one.number] = one.given_on
    stated: dict[tuple[str, int], date] = {}
    for dose in sorted(doses, key=lambda one: (one.number is None, one.given_on, one.found.line)):
        numbers = taken.setdefault(dose.person, {})
        number = dose.number or _number(numbers, dose.given_on)
        if dose.number is None:
            remarks.note(BY_DATE, line=dose.found.line, column=dose.found.path)
        elif stated.setdefault((dose.person, number), dose.given_on) != dose.given_on:
            remarks.left_out(SAME_NUMBER, line=dose.found.line, column=f"{dose.found.path}.protocolApplied")
            continue
        numbers[number] = dose.given_on
        yield (
            dose.found.line,
            {"person_id": dose.person, "number": number, "product": dose.product, "given_on": dose.given_on},
        )


def _number(numbers: Mapping[int, date], given_on: date) -> int:
    same = [number for number, when in numbers.items() if when == given_on]
    return min(same) if same else max(numbers, default=0) + 1


def _dose(one: Found, patients: Patients, remarks: Remarks) -> _Dose | None:
    if one.type != "Immunization" or not is_covid_vaccine(codings(one.resource.get("vaccineCode"))):
        return None
    status = str(one.resource.get("status"))
    if status != "completed":
        remarks.ignored(NOT_GIVEN, line=one.line, column=f"{one.path}.status", value=plain(status))
        return None
    person = patients.person_of(one.resource.get("patient"))
    given_on = day(one.resource.get("occurrenceDateTime"))
    if person is None or given_on is None:
        says, column = (NO_PATIENT, "patient") if person is None else (NO_DAY, "occurrenceDateTime")
        remarks.left_out(says, line=one.line, column=f"{one.path}.{column}")
        return None
    return _Dose(one, person, given_on, _stated(one.resource), _product(one.resource))


def _stated(resource: Mapping[str, object]) -> int | None:
    protocols = resource.get("protocolApplied")
    for protocol in protocols if isinstance(protocols, list) else []:
        fields = protocol if isinstance(protocol, Mapping) else {}
        text = str(fields.get("doseNumberPositiveInt") or fields.get("doseNumberString") or "").strip()
        if text.isascii() and text.isdigit() and 1 <= int(text[:3]) <= HIGHEST:
            return int(text)
    return None


def _product(resource: Mapping[str, object]) -> str:
    """The vaccine's name as given, else its first code with the name of its system."""
    concept = resource.get("vaccineCode")
    named = texts(concept)
    if named:
        return named[0][:200]
    system, code = codings(concept)[0]
    return f"{'CVX' if system.endswith('cvx') else system.rpartition('/')[2].upper()} {code}"
