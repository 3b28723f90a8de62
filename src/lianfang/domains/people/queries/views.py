"""An entry as it is shown: masked in lists and at first sight, whole when somebody said why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from lianfang.domains.people.models import Document, Matter, Person, Said, open_text
from lianfang.domains.people.models.said import DOCUMENT
from lianfang.kernel.documents import Document as Paper
from lianfang.kernel.documents import Kind, Sex
from lianfang.kernel.personal import Personal, Purpose

HIDDEN = "*"


@dataclass(frozen=True, slots=True)
class PaperShown:
    """A document: its kind and its masked number; `number` only when the entry is shown whole."""

    kind: Kind
    masked: str
    number: Personal[str]


@dataclass(frozen=True, slots=True)
class MatterShown:
    """A matter by its room and its name there."""

    room: str
    reference: str
    opened_at: datetime
    closed_at: datetime | None

    @property
    def name(self) -> str:
        """As it stands in the audit log."""
        return f"{self.room}/{self.reference}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A person as a list shows them: surname, masked document, where and why they are here. `said` stays wrapped."""

    person_id: str
    area: str
    masked_name: str
    sex: Sex | None
    papers: tuple[PaperShown, ...]
    matters: tuple[MatterShown, ...]
    made_at: datetime
    idle_since: datetime | None
    version: int
    said: Said

    @property
    def open_matters(self) -> tuple[MatterShown, ...]:
        """Those not closed yet."""
        return tuple(matter for matter in self.matters if matter.closed_at is None)


@dataclass(frozen=True, slots=True)
class Revealed:
    """What was asked for with a purpose; it is put on the page once and kept nowhere."""

    name: str
    born: date | None
    sex: Sex | None
    phone: str | None
    address: str | None
    numbers: tuple[tuple[Kind, str], ...]


def entries(people: QuerySet[Person]) -> list[Entry]:
    """The entries in the order of the query. Three queries, however many there are."""
    rows = people.prefetch_related("documents", "matters")
    return [_entry(person) for person in rows]


def revealed(entry: Entry, purpose: Purpose) -> Revealed:
    """The values themselves. The caller has put it on record."""
    said = entry.said
    return Revealed(
        said.name.reveal(purpose),
        said.born.reveal(purpose) if said.born else None,
        said.sex,
        said.phone.reveal(purpose) if said.phone else None,
        said.address.reveal(purpose) if said.address else None,
        tuple((paper.kind, paper.number.reveal(purpose)) for paper in entry.papers),
    )


def masked_name(name: Personal[str]) -> str:
    """The surname, and a mark for each letter after it: 王小明 → 王**; of a name in words, their first letters."""
    text = name.reveal(Purpose.SHOW_TO_HANDLER)
    if " " in text:
        return " ".join(f"{word[:1]}{HIDDEN * 3}" for word in text.split())
    return f"{text[:1]}{HIDDEN * max(1, len(text) - 1)}"


def _entry(person: Person) -> Entry:
    said = Said.read(person.sealed)
    return Entry(
        person.person_id,
        person.area,
        masked_name(said.name),
        said.sex,
        tuple(_paper(row) for row in _in_order(person.documents.all())),
        tuple(
            MatterShown(row.room, row.reference, row.opened_at, row.closed_at)
            for row in _in_order(person.matters.all())
        ),
        person.made_at,
        person.idle_since,
        person.version,
        said,
    )


def _in_order(rows: Sequence[Document] | Sequence[Matter]) -> list:
    return sorted(rows, key=lambda row: row.pk)


def _paper(row: Document) -> PaperShown:
    number = open_text(row.sealed, about=DOCUMENT)
    return PaperShown(Kind(row.kind), Paper(Kind(row.kind), number).masked, number)
