"""Who comes into the register, with which matter, and how what is said of them is put right."""

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction

from lianfang.domains.audit import public as audit
from lianfang.domains.people.commands.twins import notice_twins
from lianfang.domains.people.errors import DocumentIsAnothers, NotAPerson, PersonChanged
from lianfang.domains.people.models import Document, Matter, MatterName, Person, Said, marks_of, names, seal_text, vault
from lianfang.domains.people.models.said import DOCUMENT
from lianfang.domains.people.queries.finding import current, own
from lianfang.domains.people.states import REGISTER
from lianfang.kernel.actors import Actor
from lianfang.kernel.areas import is_wellformed
from lianfang.kernel.documents import Document as Paper
from lianfang.kernel.words import Words


@transaction.atomic
def register_person(
    *,
    paper: Paper,
    said: Said,
    area: str,
    matter: MatterName,
    known_as: str = "",
    by: Actor,
    at: datetime,
) -> str:
    """Enter somebody with the matter for which they are here; gives the id by which all rooms speak of them.

    Who is here already gets the matter, and what was unknown of them. `known_as`: the id under which facts speak of
    them, when it is not made from this document. Raises NotAPerson, DocumentDisagrees.
    """
    by.must(REGISTER, area=area, organisation=matter.organisation)
    if not is_wellformed(area):
        raise NotAPerson(column="area", why=Words("区划代码应为6、9或12位", "an area has 6, 9 or 12 digits"))
    agreed = replace(said, born=paper.agreed_birth(said.born), sex=paper.agreed_sex(said.sex))
    person = _holder(paper)
    if person is None:
        person = _entered(paper, agreed, area, known_as, by=by, at=at)
        audit.record("people.register", subject=str(person), by=by, at=at, area=person.area)
    elif by.may(REGISTER, area=person.area):
        rewrite(person, Said.read(person.sealed).or_else(agreed), by=by, at=at)
    _open(person, matter, by=by, at=at)
    return person.person_id


@transaction.atomic
def correct_person(*, person_id: str, said: Said, version: int | None = None, by: Actor, at: datetime) -> str:
    """Put right what is said of somebody. Changes nothing when it is said already. Raises DocumentDisagrees."""
    person = _own(person_id, by)
    if version is not None and version != person.version:
        raise PersonChanged
    rewrite(person, said, by=by, at=at)
    return person.person_id


@transaction.atomic
def add_document(*, person_id: str, paper: Paper, by: Actor, at: datetime) -> str:
    """Another paper of the same person: facts that came with it lead to them as well. Raises DocumentIsAnothers."""
    person = _own(person_id, by)
    holder = _holder(paper)
    if holder is not None and holder.pk != person.pk:
        raise DocumentIsAnothers
    if holder is None:
        rewrite(person, _agreeing(Said.read(person.sealed), paper), by=by, at=at)
        _add(person, paper, by=by, at=at)
        audit.record("people.add_document", subject=str(person), by=by, at=at, area=person.area)
    return person.person_id


@transaction.atomic
def open_matter(*, person_id: str, matter: MatterName, by: Actor, at: datetime) -> str:
    """Somebody in the register is concerned by a matter; the room that opens it has asked for its own right."""
    person = Person.objects.select_for_update().get(pk=current(person_id).pk)
    _open(person, matter, by=by, at=at)
    return person.person_id


@transaction.atomic
def close_matter(*, matter: MatterName, by: Actor, at: datetime) -> int:
    """A matter is over for everybody it concerned; gives their number. Who has no other stays a while longer."""
    rows = Matter.objects.filter(room=matter.room, reference=matter.reference, closed_at=None)
    people = list(Person.objects.select_for_update().filter(pk__in=rows.values("person")).order_by("pk"))
    rows.update(closed_at=at, closed_by=by.id)
    busy = set(Matter.objects.filter(person__in=people, closed_at=None).values_list("person", flat=True))
    for person in people:
        if person.pk not in busy:
            Person.objects.filter(pk=person.pk).update(idle_since=at)
        audit.record("people.close_matter", subject=str(person), by=by, at=at, area=person.area, purpose=str(matter))
    return len(people)


def _own(person_id: str, by: Actor) -> Person:
    by.must_somewhere(REGISTER)
    return own(person_id, by.areas(REGISTER), lock=True)


def _holder(paper: Paper) -> Person | None:
    found = Document.objects.filter(pseudonym__in=names().every(paper)).values_list("pseudonym", flat=True).first()
    return Person.objects.select_for_update().get(pk=current(found).pk) if found else None


def _entered(paper: Paper, said: Said, area: str, known_as: str, *, by: Actor, at: datetime) -> Person:
    person = Person(person_id=known_as or names().of(paper), area=area, made_at=at, made_by=by.id)
    _put(person, said)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
            _add(person, paper, by=by, at=at)
    except IntegrityError:  # somebody entered the same document a moment ago
        return Person.objects.select_for_update().get(pk=current(names().of(paper)).pk)
    notice_twins(person, said, at=at)
    return person


def _add(person: Person, paper: Paper, *, by: Actor, at: datetime) -> None:
    Document.objects.create(
        person=person,
        kind=paper.kind.value,
        pseudonym=names().of(paper),
        sealed=seal_text(paper.number, about=DOCUMENT),
        added_at=at,
        added_by=by.id,
    )


def _open(person: Person, matter: MatterName, *, by: Actor, at: datetime) -> None:
    _, opened = Matter.objects.get_or_create(
        person=person,
        room=matter.checked().room,
        reference=matter.reference,
        closed_at=None,
        defaults={"opened_at": at, "opened_by": by.id},
    )
    if opened:
        Person.objects.filter(pk=person.pk).update(idle_since=None)
        audit.record("people.open_matter", subject=str(person), by=by, at=at, area=person.area, purpose=str(matter))


def rewrite(person: Person, said: Said, *, by: Actor, at: datetime) -> None:
    """Something else is said of a person whom the caller has locked; nothing happens when it is said already."""
    if said == Said.read(person.sealed):
        return
    _put(person, said)
    person.version += 1
    person.save()
    notice_twins(person, said, at=at)
    audit.record("people.correct", subject=str(person), by=by, at=at, area=person.area)


def _put(person: Person, said: Said) -> None:
    person.sealed, person.key, person.id_key = said.sealed(), vault().newest, names().newest
    for column, mark in marks_of(said).items():
        setattr(person, column, mark)


def _agreeing(said: Said, paper: Paper) -> Said:
    return replace(said, born=paper.agreed_birth(said.born), sex=paper.agreed_sex(said.sex))
