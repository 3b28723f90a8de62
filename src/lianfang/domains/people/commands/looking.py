"""Every look at another's entry: who looked, at whom, why. Searching is on record too, without what was typed."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from lianfang.domains.audit import public as audit
from lianfang.domains.people.errors import LookNeedsMatter
from lianfang.domains.people.models import Person
from lianfang.domains.people.queries.duplicates import Pair, Pairs, pair, suspected
from lianfang.domains.people.queries.finding import As, kept_in, looked, own
from lianfang.domains.people.queries.views import Entry, Revealed, entries, revealed
from lianfang.domains.people.states import MERGE, SEE, SHOW
from lianfang.kernel.actors import Actor
from lianfang.kernel.clock import civil_day
from lianfang.kernel.personal import Personal, Purpose

MOST = 50
SEARCHING = "find the person a matter is about"
OPENING = "see the masked entry and its matters"
COMPARING = "decide whether two entries are one person"


@dataclass(frozen=True, slots=True)
class Found:
    """Masked entries, what the text was taken for, and whether there are more than are shown."""

    as_what: tuple[As, ...]
    entries: tuple[Entry, ...]
    more: bool


@transaction.atomic
def search_people(*, text: Personal[str], by: Actor, at: datetime) -> Found:
    """Who fits a text, among those in one's own areas. Six queries at most, however many. Raises NothingLikeThat."""
    by.must_somewhere(SEE)
    way = looked(text, on=civil_day(at, zone=settings.CONFIG.city_zone))
    hits = kept_in(by.areas(SEE)).filter(way.found).order_by("-pk").values_list("pk", flat=True)
    numbers = list(hits[: MOST + 1])
    found = entries(Person.objects.filter(pk__in=numbers[:MOST]).order_by("-pk"))
    subject = f"search by {' '.join(way.as_what)} found {len(found)}"
    audit.record("people.search", subject=subject, by=by, at=at, purpose=SEARCHING)
    return Found(way.as_what, tuple(found), len(numbers) > MOST)


@transaction.atomic
def open_person(*, person_id: str, by: Actor, at: datetime) -> Entry:
    """The masked entry of somebody in one's own areas. Raises NoSuch: elsewhere there is nobody."""
    by.must_somewhere(SEE)
    entry = _entry(own(person_id, by.areas(SEE)))
    audit.record("people.open", subject=f"person {entry.person_id}", by=by, at=at, area=entry.area, purpose=OPENING)
    return entry


@transaction.atomic
def show_person(*, person_id: str, purpose: Purpose, matter: str, by: Actor, at: datetime) -> Revealed:
    """The whole of an entry, for a purpose and one of its open matters (`room/reference`; empty when there is none).

    Raises NoSuch, and LookNeedsMatter when no open matter of theirs is called so.
    """
    by.must_somewhere(SHOW)
    entry = _entry(own(person_id, by.areas(SHOW)))
    if matter not in ({one.name for one in entry.open_matters} or {""}):
        raise LookNeedsMatter
    why = f"{purpose.value}: {matter}" if matter else purpose.value
    audit.record("people.show", subject=f"person {entry.person_id}", by=by, at=at, area=entry.area, purpose=why)
    return revealed(entry, purpose)


@transaction.atomic
def list_pairs(*, before: int | None, by: Actor, at: datetime) -> Pairs:
    """Masked pairs of one's own areas, the newest first, below number `before`. Five queries, and the record's own."""
    by.must_somewhere(MERGE)
    found = suspected(by.areas(MERGE), before=before)
    audit.record("people.list_pairs", subject=f"{len(found.rows)} pairs", by=by, at=at, purpose=COMPARING)
    return found


@transaction.atomic
def open_pair(*, number: int, by: Actor, at: datetime) -> Pair:
    """Two masked entries side by side. Raises NoSuch when one of them is elsewhere."""
    by.must_somewhere(MERGE)
    found = pair(number, by.areas(MERGE))
    for entry in (found.first, found.second):
        subject = f"person {entry.person_id}"
        audit.record("people.compare", subject=subject, by=by, at=at, area=entry.area, purpose=COMPARING)
    return found


def _entry(person: Person) -> Entry:
    return entries(Person.objects.filter(pk=person.pk))[0]
