"""What people type about a person, read into what commands take. What is wrong is told beside its field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lianfang.domains.people.errors import NotAPerson
from lianfang.domains.people.models import MatterName, Said
from lianfang.domains.people.models.said import said_by
from lianfang.domains.people.states import PURPOSES
from lianfang.kernel.documents import Document, DocumentDisagrees, NotADocument, Sex, read_document
from lianfang.kernel.personal import Personal, Purpose
from lianfang.kernel.phones import NotAPhone, read_phone
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

DESK = "desk"  # matters that are begun at a desk and belong to no room yet
FIELDS: Mapping[type[Refusal], str] = {NotADocument: "number", DocumentDisagrees: "number", NotAPhone: "phone"}


@dataclass(frozen=True, slots=True)
class Wrong:
    """Which field is at fault and why."""

    column: str
    why: Words

    @classmethod
    def of(cls, fault: Refusal) -> "Wrong":
        """What a refusal says of a form."""
        column = fault.column if isinstance(fault, NotAPerson) else FIELDS[type(fault)]
        return cls(column, fault.sentences)


def paper_of(typed: Mapping[str, str], *, on: date) -> Document:
    """The document that was typed. Raises NotADocument."""
    return read_document(typed.get("kind", ""), typed.get("number", ""), on=on)


def said_of(typed: Mapping[str, str]) -> Said:
    """What was typed of a person. Raises NotAPerson, NotAPhone."""
    phone = typed.get("phone", "").strip()
    return said_by(
        name=typed.get("name", ""),
        address=typed.get("address", ""),
        born=_born(typed.get("born", "").strip()),
        sex=Sex(typed["sex"]) if typed.get("sex", "") in list(Sex) else None,
        phone=read_phone(phone) if phone else None,
    )


def matter_of(typed: Mapping[str, str]) -> MatterName:
    """The matter for which somebody is here, begun at a desk."""
    return MatterName(DESK, typed.get("matter", "").strip())


def purpose_of(typed: Mapping[str, str]) -> Purpose:
    """Why an entry is to be shown. Raises NotAPerson when no purpose of the list was chosen."""
    named = {purpose.name.lower(): purpose for purpose in PURPOSES}
    purpose = named.get(typed.get("purpose", ""))
    if purpose is None:
        raise NotAPerson(column="purpose", why=Words("没有选择目的", "no purpose was chosen"))
    return purpose


def version_of(typed: Mapping[str, str]) -> int | None:
    """Which version was looked at; None when the form does not say."""
    text = typed.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None


def _born(text: str) -> Personal[date] | None:
    if not text:
        return None
    try:
        return Personal(date.fromisoformat(text))
    except ValueError:
        why = Words("出生日期请写作1990-01-31", "write a date of birth as 1990-01-31")
        raise NotAPerson(column="born", why=why) from None
