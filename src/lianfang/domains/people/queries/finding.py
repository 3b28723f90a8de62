"""Finding a person by what is known of them, without opening anybody's sealed text."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Q, QuerySet

from lianfang.domains.people.errors import NothingLikeThat
from lianfang.domains.people.models import Document, Person, names, vault
from lianfang.domains.people.models.said import compared_address, compared_name
from lianfang.domains.people.states import PersonState
from lianfang.domains.places.public import within
from lianfang.kernel.documents import Kind, NotADocument, read_document
from lianfang.kernel.personal import Personal, Purpose
from lianfang.kernel.phones import TAIL, NotAPhone, read_phone
from lianfang.kernel.refusals import NoSuch
from lianfang.kernel.words import Words

SHORTEST_NAME, SHORTEST_ADDRESS = 2, 6


class As(StrEnum):
    """What a text was taken for."""

    DOCUMENT = "document"
    PHONE = "phone"
    TAIL = "tail"
    NAME = "name"
    ADDRESS = "address"
    ID = "id"


@dataclass(frozen=True, slots=True)
class Looked:
    """What a text was taken for, and the filter that finds it."""

    as_what: tuple[As, ...]
    found: Q


def looked(text: Personal[str], *, on: date) -> Looked:
    """How the register is searched for a text from the one box. One query at most. Raises NothingLikeThat."""
    typed = text.reveal(Purpose.STORE).strip()
    ways = [way for way in (_id(typed), _document(typed, on), _phone(typed), _tail(typed), *_words(text)) if way]
    if not ways:
        raise NothingLikeThat
    found = Q()
    for _, way in ways:
        found |= way
    return Looked(tuple(what for what, _ in ways), found)


def kept_in(areas: Iterable[str]) -> QuerySet[Person]:
    """The entries in use inside the areas (prefixes): for anybody else the others do not exist."""
    return Person.objects.filter(within(areas), state=PersonState.KEPT.value)


def current(person_id: str) -> Person:
    """The entry a pseudonym leads to today: through renewed keys, further documents and mergers. Raises NoSuch.

    Two queries, and one for each merger on the way.
    """
    forms = _forms(person_id)
    found = Person.objects.filter(Q(person_id__in=forms) | Q(documents__pseudonym__in=forms)).first()
    while found is not None and found.merged_into_id is not None:
        found = found.merged_into
    if found is None:
        raise NoSuch(what=Words("人员", "person"), id=Words("（此编号）", "with this id"))
    return found


def own(person_id: str, areas: Iterable[str], *, lock: bool = False) -> Person:
    """The entry, when it is in use and in one of the areas. Raises NoSuch: elsewhere there is nobody. One query."""
    rows = kept_in(areas).select_for_update() if lock else kept_in(areas)
    found = rows.filter(person_id__in=_forms(person_id)).first()
    if found is None:
        raise NoSuch(what=Words("人员", "person"), id=Words("（此编号）", "with this id"))
    return found


def marked(about: str, value: Personal[str]) -> Q:
    """Entries whose mark is that of `value`, under any key."""
    return Q(**{f"{about}_mark__in": vault().marks(value, about=f"people.{about}")})


def _forms(person_id: str) -> list[str]:
    try:
        return [person_id, names().renewed(person_id)]
    except ValueError:
        return [person_id]


def _id(typed: str) -> tuple[As, Q] | None:
    number, dot, letters = typed.partition(".")
    if not (dot and number.isdecimal() and letters.isalnum()):
        return None
    return As.ID, Q(person_id__in=_forms(typed.upper()))


def _document(typed: str, on: date) -> tuple[As, Q] | None:
    pseudonyms: list[str] = []
    for kind in Kind:
        try:
            pseudonyms += names().every(read_document(kind, typed, on=on))
        except NotADocument:
            continue
    if not pseudonyms:
        return None
    # Asked for first, by itself: joined to the other ways with OR, no index could answer.
    holders = Document.objects.filter(pseudonym__in=pseudonyms).values_list("person", flat=True)
    return As.DOCUMENT, Q(pk__in=list(holders))


def _phone(typed: str) -> tuple[As, Q] | None:
    try:
        return As.PHONE, marked("phone", read_phone(typed))
    except NotAPhone:
        return None


def _tail(typed: str) -> tuple[As, Q] | None:
    if len(typed) != TAIL or not (typed.isascii() and typed.isdecimal()):
        return None
    return As.TAIL, marked("tail", Personal(typed))


def _words(text: Personal[str]) -> Iterable[tuple[As, Q]]:
    """A text with letters may be a name, and a longer one an address."""
    name, address = compared_name(text), compared_address(text)
    if (
        any(letter.isalpha() for letter in name.reveal(Purpose.STORE))
        and len(name.reveal(Purpose.STORE)) >= SHORTEST_NAME
    ):
        yield As.NAME, marked("name", name)
        if len(address.reveal(Purpose.STORE)) >= SHORTEST_ADDRESS:
            yield As.ADDRESS, marked("address", address)
