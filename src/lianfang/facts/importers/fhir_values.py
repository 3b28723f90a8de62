"""Small readings of FHIR's own data types."""

import re
from collections.abc import Mapping
from datetime import date, datetime, tzinfo

from lianfang.kernel.clock import EARLIEST_YEAR, LATEST_YEAR

DATE_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?")


def codings(concept: object) -> list[tuple[str, str]]:
    """(system, code) pairs of a CodeableConcept."""
    listed = concept.get("coding") if isinstance(concept, Mapping) else None
    found = listed if isinstance(listed, list) else []
    return [
        (str(one.get("system") or ""), str(one.get("code") or "").strip()) for one in found if isinstance(one, Mapping)
    ]


def texts(concept: object) -> list[str]:
    """The text of a CodeableConcept and the displays of its codes."""
    if not isinstance(concept, Mapping):
        return []
    listed = concept.get("coding")
    displays = [one.get("display") for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    return [str(text) for text in [concept.get("text"), *displays] if text]


def moment(value: object, *, zone: tzinfo) -> datetime | None:
    """The instant of a dateTime; a whole date is its 00:00 in `zone`. None for years and months alone."""
    match = DATE_TIME.fullmatch(str(value or ""))
    if match is None:
        return None
    try:
        found = datetime.fromisoformat(_six_digits(match[0]))
    except ValueError:
        return None
    if not EARLIEST_YEAR < found.year <= LATEST_YEAR:
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _six_digits(text: str) -> str:
    return re.sub(r"(\.\d{6})\d+", r"\1", text)


def day(value: object) -> date | None:
    """The day as written where it happened; None for years and months alone."""
    match = DATE_TIME.fullmatch(str(value or ""))
    try:
        found = date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None
    return found if found and EARLIEST_YEAR <= found.year <= LATEST_YEAR else None
