"""Noticing, when an entry is written, that it may be somebody who is here already."""

from datetime import datetime

from lianfang.domains.people.models import Person, Said, Twin
from lianfang.domains.people.models.said import parts
from lianfang.domains.people.queries.finding import marked
from lianfang.domains.people.states import Likeness, PersonState

LIKE = {"born": Likeness.NAME_AND_BIRTH, "phone": Likeness.NAME_AND_PHONE}


def notice_twins(person: Person, said: Said, *, at: datetime) -> None:
    """Remember everybody who has the same name and the same date of birth or phone. A name alone is no likeness."""
    found = {about: value for about, value in parts(said) if value is not None}
    others = Person.objects.filter(marked("name", found["name"]), state=PersonState.KEPT.value).exclude(pk=person.pk)
    for about, likeness in LIKE.items():
        if about in found:
            _remember(person, others.filter(marked(about, found[about])).values_list("pk", flat=True), likeness, at)


def _remember(person: Person, others: "list[int]", likeness: Likeness, at: datetime) -> None:
    twins = [
        Twin(first_id=min(person.pk, other), second_id=max(person.pk, other), likeness=likeness.value, seen_at=at)
        for other in others
    ]
    Twin.objects.bulk_create(twins, ignore_conflicts=True)
