"""FHIR Observations of SARS-CoV-2 tests as rows of `tests`."""

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo

from lianfang.facts.importers.fhir_codes import method_of, result_of
from lianfang.facts.importers.fhir_json import Found
from lianfang.facts.importers.fhir_people import Patients
from lianfang.facts.importers.fhir_values import codings, moment, texts
from lianfang.facts.importers.report import Remarks, plain
from lianfang.kernel.words import Words

FINAL = frozenset({"final", "amended", "corrected"})
UNFINISHED = frozenset({"registered", "preliminary"})
VOID = frozenset({"entered-in-error", "cancelled"})

NO_SUBJECT = Words("没有写明受检者", "it does not say whose test it is")
NO_TIME = Words("没有采样时间（需要完整日期）", "it has no time of sampling (a whole date is needed)")
NO_RESULT = Words("结果不能读或互相矛盾", "its result is not one that is known, or its codes contradict each other")
BEFORE = Words("报告时间早于采样时间", "it was reported before it was sampled")
VOIDED = Words("已作废的检测，未导入", "a test that was voided by its laboratory")
UNKNOWN_STATUS = Words("状态不明，未导入", "its status is not known, so it is left out")


def read_tests(
    found: list[Found], patients: Patients, *, zone: tzinfo, remarks: Remarks
) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Line and row of every SARS-CoV-2 test among the resources; other observations are passed over and counted."""
    specimens = _specimens(found)
    others = 0
    for one in found:
        if one.type != "Observation":
            continue
        method = method_of(codings(one.resource.get("code")))
        if method is None:
            others += 1
            continue
        row = _row(one, method, patients, specimens, zone, remarks)
        if row is not None:
            yield one.line, row
    if others:
        says = Words(
            f"{others}项其他观察不是新冠检测", f"{others} observations are no SARS-CoV-2 tests and are not read"
        )
        remarks.note(says)


def _row(
    one: Found, method: str, patients: Patients, specimens: Mapping[str, object], zone: tzinfo, remarks: Remarks
) -> Mapping[str, object] | None:
    status = str(one.resource.get("status"))
    if status in VOID:
        remarks.ignored(VOIDED, line=one.line, column=f"{one.path}.status", value=plain(status))
        return None
    person = patients.person_of(one.resource.get("subject"))
    sampled = _sampled(one, specimens, zone)
    result = "pending" if status in UNFINISHED else _result(one.resource)
    reported = moment(one.resource.get("issued"), zone=zone) if status in FINAL else None
    fault = _fault(status, person, sampled, reported, result)
    if fault is not None:
        says, column = fault
        remarks.left_out(says, line=one.line, column=f"{one.path}.{column}")
        return None
    return {
        "person_id": person,
        "sampled_at": sampled,
        "reported_at": reported,
        "method": method,
        "result": result,
        "pool_id": None,
    }


def _fault(
    status: str, person: str | None, sampled: datetime | None, reported: datetime | None, result: str | None
) -> tuple[Words, str] | None:
    """Why the test cannot be kept, and where that stands in it."""
    if status not in FINAL | UNFINISHED:
        return UNKNOWN_STATUS, "status"
    if person is None:
        return NO_SUBJECT, "subject"
    if sampled is None:
        return NO_TIME, "effectiveDateTime"
    if reported is not None and reported < sampled:
        return BEFORE, "issued"
    return (NO_RESULT, "valueCodeableConcept") if result is None else None


def _result(resource: Mapping[str, object]) -> str | None:
    value = resource.get("valueCodeableConcept")
    interpretations = resource.get("interpretation")
    spoken = resource.get("valueString")
    found = result_of(codings(value), [*texts(value), *([str(spoken)] if spoken else [])])
    if found is not None or value or spoken:
        return found
    listed = interpretations if isinstance(interpretations, list) else []
    return result_of([pair for one in listed for pair in codings(one)], [text for one in listed for text in texts(one)])


def _sampled(one: Found, specimens: Mapping[str, object], zone: tzinfo) -> datetime | None:
    """When the sample was taken: the observation's own time, else its specimen's."""
    resource = one.resource
    period = resource.get("effectivePeriod")
    started = period.get("start") if isinstance(period, Mapping) else None
    own = resource.get("effectiveDateTime") or resource.get("effectiveInstant") or started
    if own:
        return moment(own, zone=zone)
    reference = resource.get("specimen")
    text = str(reference.get("reference") or "") if isinstance(reference, Mapping) else ""
    return moment(_contained(resource, text) or specimens.get(text), zone=zone)


def _contained(resource: Mapping[str, object], reference: str) -> object:
    listed = resource.get("contained")
    for inner in listed if isinstance(listed, list) and reference.startswith("#") else []:
        if isinstance(inner, Mapping) and inner.get("id") == reference[1:]:
            return _collected(inner)
    return None


def _specimens(found: list[Found]) -> dict[str, object]:
    """When each specimen of the file was collected, by the references that name it."""
    by_reference: dict[str, object] = {}
    for one in found:
        if one.type == "Specimen":
            for reference in (one.full_url, f"Specimen/{one.resource.get('id')}"):
                by_reference.setdefault(reference, _collected(one.resource))
    return by_reference


def _collected(specimen: Mapping[str, object]) -> object:
    collection = specimen.get("collection")
    fields = collection if isinstance(collection, Mapping) else {}
    period = fields.get("collectedPeriod")
    return fields.get("collectedDateTime") or (period.get("start") if isinstance(period, Mapping) else None)
