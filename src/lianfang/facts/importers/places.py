"""Where a listed area is, and the id it keeps from one list to the next."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Protocol

NEW_MARK = re.compile(r"[（(]\s*新增?\s*[)）]")
ZONE_OF_CITY = re.compile(
    r"^(?P<city>[\u4e00-\u9fff]{2,4}?)(?P<rest>[\u4e00-\u9fff]{0,4}(?:经济|高新|技术|教育|开发|示范|产业|工业|保税|新)[\u4e00-\u9fff]{0,8}区.*)$"
)
EDGES = " \t\u3000；;。，,、:："
LONGEST_ID, LONGEST_NAME = 120, 500
MUNICIPALITIES = frozenset({"11", "12", "31", "50"})


class Register(Protocol):
    """What is needed of the register of areas (`kernel.areas.Register`)."""

    def find_county(self, province: str | None, city: str | None, county: str | None) -> str | None:
        """The code three names mean; a city's own code (`xx00`) when only the city is found."""

    def split_address(self, text: str) -> tuple[str | None, str]:
        """The code a leading address names, and the text after it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A listed area: the code of its county (or of its city, for an economic zone) and its name as it was written."""

    code: str
    name: str

    @property
    def area_id(self) -> str:
        """The same for the same place in every list: `320115-禄口街道全域`."""
        return f"{self.code}-{normalised(self.name)}"

    @property
    def is_city(self) -> bool:
        """Whether only the city is known."""
        return self.code.endswith("00")


def normalised(name: str) -> str:
    """A listed name without what changes from one list to the next: marks of newness, spaces, kinds of brackets."""
    text = unicodedata.normalize("NFKC", NEW_MARK.sub("", name))
    return "".join(text.split()).strip(EDGES)[:LONGEST_ID] or "全域"


def exact(name: str) -> str:
    """A listed name as written, without the mark of newness and the signs between items."""
    return "".join(filter(str.isprintable, NEW_MARK.sub("", name))).strip(EDGES)[:LONGEST_NAME]


def locate(register: Register, province: str, text: str) -> Place | None:
    """Where the line `text` of the list of `province` is; None when no place of the register begins it."""
    text = exact(text)
    code, name = register.split_address(province + text) if province else (None, text)
    if code is None or (is_province(code) and code[:2] not in MUNICIPALITIES):
        code, name = register.split_address(text)
    if code is None or (is_province(code) and code[:2] not in MUNICIPALITIES):
        return _zone(register, province, text)
    return Place(code, name.strip(EDGES) or "全域")


def is_province(code: str) -> bool:
    """Whether the code is a whole province's."""
    return code.endswith("0000")


def _zone(register: Register, province: str, text: str) -> Place | None:
    """An economic zone named without the 市 of its city: 松原经济技术开发区…"""
    match = ZONE_OF_CITY.match(text)
    if match is None:
        return None
    code = register.find_county(province or None, match["city"], None)
    return Place(code, match["rest"]) if code and not is_province(code) else None
