"""What is said of a person: sealed as one text, and marked part by part so that it is found exactly."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from unicodedata import normalize

from django.conf import settings

from lianfang.domains.people.errors import NotAPerson
from lianfang.kernel.documents import Sex
from lianfang.kernel.personal import Personal, Purpose
from lianfang.kernel.phones import tail_of
from lianfang.kernel.pseudonyms import Pseudonyms, pseudonyms_in
from lianfang.kernel.vault import Vault, vault_in
from lianfang.kernel.words import Words

T = TypeVar("T")
PERSON, DOCUMENT, BATCH = "people.person", "people.document", "people.batch"
NOT_IN_NAMES = re.compile(r"[\s·•．.‧・,，'’\-]+")
NOT_IN_ADDRESSES = re.compile(r"[\W_]+")
LONGEST_NAME, LONGEST_ADDRESS = 80, 200


def vault() -> Vault:
    """The vault of this installation."""
    return vault_in(settings.CONFIG.keys_dir)


def names() -> Pseudonyms:
    """The maker of pseudonyms of this installation."""
    return pseudonyms_in(settings.CONFIG.keys_dir)


@dataclass(frozen=True, slots=True)
class Said:
    """Name, birth, sex, phone (in international form) and address; all but the name may be unknown."""

    name: Personal[str]
    born: Personal[date] | None = None
    sex: Sex | None = None
    phone: Personal[str] | None = None
    address: Personal[str] | None = None

    @classmethod
    def read(cls, sealed: str) -> "Said":
        """What was sealed. Raises NotReadable when the key lacks."""
        text = json.loads(open_text(sealed, about=PERSON).reveal(Purpose.STORE))
        born, sex, phone, address = (text[name] for name in ("born", "sex", "phone", "address"))
        return cls(
            Personal(text["name"]),
            Personal(date.fromisoformat(born)) if born else None,
            Sex(sex) if sex else None,
            Personal(phone) if phone else None,
            Personal(address) if address else None,
        )

    def sealed(self) -> str:
        """The whole as the store may keep it."""
        born = _bare(self.born)
        text = {
            "name": _bare(self.name),
            "born": born.isoformat() if born else None,
            "sex": self.sex and self.sex.value,
            "phone": _bare(self.phone),
            "address": _bare(self.address),
        }
        return seal_text(Personal(json.dumps(text, ensure_ascii=False)), about=PERSON)

    def or_else(self, other: "Said") -> "Said":
        """This, with what is unknown here taken from `other`."""
        return Said(
            self.name,
            self.born or other.born,
            self.sex or other.sex,
            self.phone or other.phone,
            self.address or other.address,
        )


def said_by(
    *, name: str, address: str, born: Personal[date] | None, sex: Sex | None, phone: Personal[str] | None
) -> Said:
    """What was typed, in its kept form. Raises NotAPerson."""
    kept, where = (" ".join(normalize("NFC", text).split()) for text in (name, address))
    if not NOT_IN_NAMES.sub("", kept):
        raise NotAPerson(column="name", why=Words("没有姓名", "it has no name"))
    if len(kept) > LONGEST_NAME or len(where) > LONGEST_ADDRESS:
        column = "name" if len(kept) > LONGEST_NAME else "address"
        raise NotAPerson(column=column, why=Words("太长", "an entry is too long"))
    return Said(Personal(kept), born, sex, phone, Personal(where) if where else None)


def marks_of(said: Said) -> Mapping[str, str]:
    """The columns by which somebody is found, under the newest key."""
    return {f"{part}_mark": vault().mark(value, about=f"people.{part}") if value else "" for part, value in parts(said)}


def parts(said: Said) -> list[tuple[str, Personal[str] | None]]:
    """What of a person is looked for, in the form in which it is compared."""
    born = _bare(said.born)
    return [
        ("name", compared_name(said.name)),
        ("born", Personal(born.isoformat()) if born else None),
        ("phone", said.phone),
        ("tail", tail_of(said.phone) if said.phone else None),
        ("address", compared_address(said.address) if said.address else None),
    ]


def compared_name(name: Personal[str]) -> Personal[str]:
    """A name without dots, spaces and case: 买买提·艾力 is 买买提艾力."""
    return Personal(NOT_IN_NAMES.sub("", normalize("NFKC", name.reveal(Purpose.STORE)).casefold()))


def compared_address(address: Personal[str]) -> Personal[str]:
    """An address without spaces and signs."""
    return Personal(NOT_IN_ADDRESSES.sub("", normalize("NFKC", address.reveal(Purpose.STORE)).casefold()))


def seal_text(text: Personal[str], *, about: str) -> str:
    """A text as the store may keep it."""
    return vault().seal(text, about=about)


def open_text(sealed: str, *, about: str) -> Personal[str]:
    """The text again."""
    return vault().open(sealed, about=about)


def reseal(sealed: str, *, about: str) -> str:
    """The same text under the newest key; an empty one stays empty."""
    return seal_text(open_text(sealed, about=about), about=about) if sealed else ""


def _bare(value: Personal[T] | None) -> T | None:
    return value.reveal(Purpose.STORE) if value is not None else None
