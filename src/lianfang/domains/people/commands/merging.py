"""Two entries become one, and can be two again within thirty days. Lessons 15."""

from datetime import datetime, timedelta

from django.db import transaction

from lianfang.domains.audit import public as audit
from lianfang.domains.people.commands.registering import rewrite
from lianfang.domains.people.errors import MergeOver
from lianfang.domains.people.models import Document, Matter, Merge, Person, Said, Twin
from lianfang.domains.people.states import MERGE, TWIN, UNDO_DAYS, PersonState
from lianfang.domains.places.public import within
from lianfang.kernel.actors import Actor
from lianfang.kernel.refusals import NoSuch
from lianfang.kernel.words import Words


@transaction.atomic
def merge_people(*, pair: int, keep: str, by: Actor, at: datetime) -> Merge:
    """One entry takes in the other of a pair: its documents, its matters, and what was unknown.

    `keep` is the id of the one that stays. Raises NoSuch when one of them is not in one's own areas.
    """
    twin, people = _moved(pair, "merge", by=by)
    kept = next((person for person in people if person.person_id == keep), None)
    if kept is None or any(person.state != PersonState.KEPT.value for person in people):
        raise NoSuch(what=Words("疑似重复", "pair"), id=pair)
    dropped = next(person for person in people if person.pk != kept.pk)
    before = kept.sealed
    documents, matters = _move_over(dropped, kept)
    rewrite(kept, Said.read(kept.sealed).or_else(Said.read(dropped.sealed)), by=by, at=at)
    _settle(kept, busy=bool(matters))
    dropped.state, dropped.merged_into, dropped.idle_since = PersonState.MERGED.value, kept, at
    dropped.save()
    merge = Merge.objects.create(
        twin=twin,
        kept=kept,
        dropped=dropped,
        documents=documents,
        matters=matters,
        sealed_before=before,
        version_after=kept.version,
        at=at,
        by=by.id,
        until=at + timedelta(days=UNDO_DAYS),
    )
    for person in (kept, dropped):
        audit.record("people.merge", subject=str(person), by=by, at=at, area=person.area, purpose=str(merge))
    return merge


@transaction.atomic
def undo_merge(*, merge: int, by: Actor, at: datetime) -> None:
    """Two entries again: documents and matters go back where they were. Raises MergeOver."""
    by.must_somewhere(MERGE)
    row = _undoable(merge, by)
    if row is None:
        raise NoSuch(what=Words("合并", "merger"), id=merge)
    _, people = _moved(row.twin_id, "undo", by=by)
    kept, dropped = (next(person for person in people if person.pk == pk) for pk in (row.kept_id, row.dropped_id))
    if at >= row.until:
        raise MergeOver(why=Words(f"已过{UNDO_DAYS}天", f"{UNDO_DAYS} days have passed"))
    if kept.state != PersonState.KEPT.value:
        raise MergeOver(why=Words("留下的一方后来又并入他人", "the one that stayed was merged into another since"))
    _move_back(row, kept, dropped, by=by, at=at)
    Merge.objects.filter(pk=row.pk).update(undone_at=at, undone_by=by.id)
    for person in (kept, dropped):
        audit.record("people.undo_merge", subject=str(person), by=by, at=at, area=person.area, purpose=str(row))


@transaction.atomic
def tell_apart(*, pair: int, by: Actor, at: datetime) -> None:
    """They are two people; the pair is not asked about again."""
    _, people = _moved(pair, "tell_apart", by=by)
    for person in people:
        audit.record("people.tell_apart", subject=str(person), by=by, at=at, area=person.area)


def _moved(pair: int, verb: str, *, by: Actor) -> tuple[Twin, list[Person]]:
    """The pair moved on, and both its people locked, in order. Outside one's own areas there is no such pair."""
    by.must_somewhere(TWIN.permission(verb))
    twin = Twin.objects.select_for_update().filter(pk=pair).first()
    people = list(Person.objects.select_for_update().filter(pk__in=_both(twin)).order_by("pk"))
    if twin is None or not all(by.may(TWIN.permission(verb), area=person.area) for person in people):
        raise NoSuch(what=Words("疑似重复", "pair"), id=pair)
    twin.state = TWIN.move(twin.state, verb, what=str(twin)).target.value
    twin.save(update_fields=["state"])
    return twin, people


def _undoable(merge: int, by: Actor) -> Merge | None:
    """A merger not undone yet, both of whose people are in one's own areas."""
    here = [within(by.areas(MERGE), field=f"{side}__area") for side in ("kept", "dropped")]
    return Merge.objects.select_for_update(of=("self",)).filter(*here, pk=merge, undone_at=None).first()


def _both(twin: Twin | None) -> list[int]:
    return [twin.first_id, twin.second_id] if twin else []


def _move_over(dropped: Person, kept: Person) -> tuple[list[int], list[int]]:
    """What goes to the one that stays. A matter both have stays where it is: it is closed for both together."""
    documents = list(Document.objects.filter(person=dropped).values_list("pk", flat=True))
    theirs = set(Matter.objects.filter(person=kept, closed_at=None).values_list("room", "reference"))
    open_ones = Matter.objects.filter(person=dropped, closed_at=None).values_list("pk", "room", "reference")
    matters = [pk for pk, room, reference in open_ones if (room, reference) not in theirs]
    Document.objects.filter(pk__in=documents).update(person=kept)
    Matter.objects.filter(pk__in=matters).update(person=kept)
    return documents, matters


def _move_back(row: Merge, kept: Person, dropped: Person, *, by: Actor, at: datetime) -> None:
    """What was taken in goes back; what was filled in is emptied again unless the entry was corrected since."""
    Document.objects.filter(pk__in=row.documents, person=kept).update(person=dropped)
    Matter.objects.filter(pk__in=row.matters, person=kept).update(person=dropped)
    if kept.version == row.version_after:
        rewrite(kept, Said.read(row.sealed_before), by=by, at=at)
    dropped.state, dropped.merged_into = PersonState.KEPT.value, None
    dropped.save()
    for person in (kept, dropped):
        open_ones = Matter.objects.filter(person=person, closed_at=None)
        last = Matter.objects.filter(person=person).order_by("-closed_at").values_list("closed_at", flat=True).first()
        Person.objects.filter(pk=person.pk).update(idle_since=None if open_ones.exists() else (last or at))


def _settle(kept: Person, *, busy: bool) -> None:
    if busy:
        kept.idle_since = None
        kept.save(update_fields=["idle_since"])
