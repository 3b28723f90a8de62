"""Who is in the register: what identifies them is sealed, what they are found by is hashed with a key."""

from django.db import models
from django.db.models import Q

from lianfang.domains.people.states import PersonState


class Person(models.Model):
    """Somebody with an open matter, or whose last one was closed not long ago.

    `person_id` is the pseudonym under which facts and all other rooms speak of them. `sealed` is everything that is
    said of them; the marks are keyed hashes by which they are found without opening it. `area` is where their matter is
    handled. `idle_since` is empty while a matter is open. `key` and `id_key`
    are the numbers of the vault's and the pseudonyms' keys in use when it was written.
    """

    person_id = models.CharField(max_length=60, unique=True)
    state = models.CharField(max_length=10, default=PersonState.KEPT.value)
    area = models.CharField(max_length=12)
    sealed = models.TextField()
    name_mark = models.CharField(max_length=80, blank=True)
    born_mark = models.CharField(max_length=80, blank=True)
    phone_mark = models.CharField(max_length=80, blank=True)
    tail_mark = models.CharField(max_length=80, blank=True)
    address_mark = models.CharField(max_length=80, blank=True)
    key = models.PositiveSmallIntegerField()
    id_key = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    idle_since = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="merged")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="people_person_merged_has_a_survivor",
                condition=Q(state=PersonState.MERGED.value, merged_into__isnull=False)
                | Q(state=PersonState.KEPT.value, merged_into=None),
            ),
            models.CheckConstraint(
                name="people_person_is_not_their_own_survivor", condition=~Q(merged_into=models.F("id"))
            ),
        ]
        indexes = [
            models.Index(name="people_person_name", fields=["name_mark"]),
            models.Index(name="people_person_phone", fields=["phone_mark"]),
            models.Index(name="people_person_tail", fields=["tail_mark"]),
            models.Index(name="people_person_address", fields=["address_mark"]),
            models.Index(name="people_person_idle", fields=["idle_since"]),
            models.Index(name="people_person_key", fields=["key", "id_key", "id"]),
        ]

    def __str__(self) -> str:
        return f"person {self.person_id}"


class Document(models.Model):
    """A paper of a person. `pseudonym` is made from it, so facts that came with it lead to the person."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=20)
    pseudonym = models.CharField(max_length=60, unique=True)
    sealed = models.TextField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"document {self.pk}"


class Matter(models.Model):
    """Why somebody is in the register: a matter of a room, named by that room (`hotline`, `41`)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="matters")
    room = models.CharField(max_length=30)
    reference = models.CharField(max_length=80)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=200)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="people_matter_closed_at_and_by_go_together",
                condition=Q(closed_at=None, closed_by="") | (Q(closed_at__isnull=False) & ~Q(closed_by="")),
            ),
            models.UniqueConstraint(
                name="people_matter_open_once", fields=["person", "room", "reference"], condition=Q(closed_at=None)
            ),
        ]
        indexes = [models.Index(name="people_matter_by_name", fields=["room", "reference"])]

    def __str__(self) -> str:
        return f"{self.room}/{self.reference}"
