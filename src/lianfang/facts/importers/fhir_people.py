"""Who a FHIR resource speaks of: the id of the patient it refers to, found inside the file."""

from collections.abc import Iterable, Mapping
from datetime import date

from lianfang.facts.importers.fhir_json import Found
from lianfang.facts.importers.people import given_id, pseudonym

URN = ("urn:uuid:", "urn:oid:")


class Patients:
    """The patients of one file. A person's id is the resource's own, else a pseudonym of name and birth date."""

    def __init__(self, patients: Iterable[Found]) -> None:
        self._by_reference: dict[str, str] = {}
        for found in patients:
            person = self.person_of_patient(found)
            if person is None:
                continue
            for reference in (found.full_url, f"Patient/{found.resource.get('id')}"):
                self._by_reference.setdefault(reference, person)

    @staticmethod
    def person_of_patient(found: Found) -> str | None:
        """The person's id; None when neither an id nor a name with a birth date is given."""
        own = given_id(str(found.resource.get("id") or ""))
        if own is None and found.full_url.startswith(URN):
            own = given_id(found.full_url.split(":", 2)[2])
        return own or _by_name(found.resource)

    def person_of(self, reference: object) -> str | None:
        """The person a `subject` or `patient` refers to; None when the reference names nobody."""
        text = str(reference.get("reference") or "") if isinstance(reference, Mapping) else ""
        if not text:
            return None
        if text in self._by_reference:
            return self._by_reference[text]
        if text.startswith(URN):
            return given_id(text.split(":", 2)[2])
        head, _, last = text.partition("/_history/")[0].rpartition("/")
        return given_id(last) if head.rpartition("/")[2] == "Patient" else None


def _by_name(patient: Mapping[str, object]) -> str | None:
    names = patient.get("name")
    name = next((one for one in names if isinstance(one, dict)), {}) if isinstance(names, list) else {}
    given = name.get("given")
    first = " ".join(map(str, given)) if isinstance(given, list) else ""
    last = str(name.get("family") or name.get("text") or "")
    try:
        born = date.fromisoformat(str(patient.get("birthDate")))
    except ValueError:
        return None
    return pseudonym(first, last, born) if first or last else None
