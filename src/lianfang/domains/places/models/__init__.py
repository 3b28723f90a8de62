"""The tables of the room: places with their history, duties of units, lists on their way in."""

from lianfang.domains.places.models.batch import Batch
from lianfang.domains.places.models.details import (
    Details,
    checked_area,
    checked_code,
    code_for,
    district_of,
    initials,
    searched_text,
)
from lianfang.domains.places.models.duty import Duty
from lianfang.domains.places.models.place import Change, Place
from lianfang.domains.places.models.within import within

__all__ = [
    "Batch",
    "Change",
    "Details",
    "Duty",
    "Place",
    "checked_area",
    "checked_code",
    "code_for",
    "district_of",
    "initials",
    "searched_text",
    "within",
]
