"""A new key is taken into use: every sealed text is sealed again, every mark and pseudonym made anew, part by part."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from lianfang.domains.audit import public as audit
from lianfang.domains.people.models import Batch, Document, Merge, Person, Said, marks_of, names, reseal, vault
from lianfang.domains.people.models.said import BATCH, DOCUMENT, PERSON
from lianfang.domains.people.states import REKEY
from lianfang.kernel.actors import Actor

AT_ONCE = 500


def rekey(*, city: str, progress: Callable[[int], None] = lambda _done: None, by: Actor, at: datetime) -> int:
    """Bring everything under the newest keys; gives how many entries were behind. Stopped half-way, it goes on later.

    People stay found meanwhile: a search asks for the marks of every key. Decision 0068 says when the tables of facts
    are renewed.
    """
    by.must(REKEY, area=city)
    done = 0
    while part := _part(city=city, by=by, at=at):
        done += part
        progress(done)
    for batch in Batch.objects.exclude(sealed=""):
        Batch.objects.filter(pk=batch.pk).exclude(sealed="").update(sealed=reseal(batch.sealed, about=BATCH))
    return done


@transaction.atomic
def _part(*, city: str, by: Actor, at: datetime) -> int:
    behind = Q(key__lt=vault().newest) | Q(id_key__lt=names().newest)
    people = list(Person.objects.select_for_update().filter(behind).order_by("pk")[:AT_ONCE])
    for person in people:
        _anew(person)
    if people:
        audit.record("people.rekey", subject=f"{len(people)} entries of the register", by=by, at=at, area=city)
    return len(people)


def _anew(person: Person) -> None:
    said = Said.read(person.sealed)
    person.sealed, person.key, person.id_key = said.sealed(), vault().newest, names().newest
    person.person_id = renewed(person.person_id)
    for column, mark in marks_of(said).items():
        setattr(person, column, mark)
    person.save()
    for document in Document.objects.filter(person=person):
        document.sealed, document.pseudonym = reseal(document.sealed, about=DOCUMENT), renewed(document.pseudonym)
        document.save()
    for merge in Merge.objects.filter(kept=person):
        merge.sealed_before = reseal(merge.sealed_before, about=PERSON)
        merge.save()


def renewed(person_id: str) -> str:
    """An id under today's key; one that was given by a source of facts, and made by no key, stays."""
    try:
        return names().renewed(person_id)
    except ValueError:
        return person_id
