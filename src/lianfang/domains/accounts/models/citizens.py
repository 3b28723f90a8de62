"""Whose code a citizen's account may see: their own, those who consented, and those they answer for."""

from django.db import models
from django.db.models import Q

from lianfang.domains.accounts.models.account import Account
from lianfang.domains.accounts.states import Ground, Tie


class PersonTie(models.Model):
    """An account stands to a person as themselves, helper or guardian. `person` is the register's pseudonym.

    A tie to oneself or of a guardian rests on a document seen at a desk or on the identity gateway; a helper's on the
    person's own consent. It holds until it is ended (or, of a guardian, until a day).
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="ties")
    person = models.CharField(max_length=80)
    tie = models.CharField(max_length=10)
    ground = models.CharField(max_length=10)
    document = models.CharField(max_length=40, blank=True)
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=200)
    until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_tie_and_ground_are_known",
                condition=Q(tie__in=[tie.value for tie in Tie], ground__in=[ground.value for ground in Ground]),
            ),
            models.CheckConstraint(
                name="accounts_tie_a_phone_is_not_a_person",
                condition=Q(tie=Tie.HELPER.value)
                | Q(ground=Ground.GATEWAY.value)
                | (Q(ground=Ground.DESK.value) & ~Q(document="")),
            ),
            models.CheckConstraint(
                name="accounts_tie_ended_at_and_by_go_together",
                condition=Q(ended_at=None, ended_by="") | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
            ),
            models.UniqueConstraint(name="accounts_tie_once", fields=["account", "person"], condition=Q(ended_at=None)),
        ]
        indexes = [models.Index(name="accounts_tie_person", fields=["person"], condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return f"tie {self.pk}"


class HelpOffer(models.Model):
    """A person's consent on its way to a helper: a one-time code, of which only the hash is kept."""

    person = models.CharField(max_length=80)
    offered_by = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="help_offers")
    code_mark = models.CharField(max_length=80, unique=True)
    offered_at = models.DateTimeField()
    until = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"offer of help {self.pk}"
