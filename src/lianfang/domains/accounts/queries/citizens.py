"""Whose code an account may show, and who helps a person."""

from datetime import datetime

from django.db.models import Q, QuerySet

from lianfang.domains.accounts.models import PersonTie
from lianfang.domains.accounts.states import Tie


def ties(account_id: int, *, at: datetime) -> list[PersonTie]:
    """The persons an account stands to, oneself first. One query."""
    return sorted(_in_force(at).filter(account=account_id), key=lambda tie: (tie.tie != Tie.SELF.value, tie.pk))


def helpers(person: str, *, at: datetime) -> list[PersonTie]:
    """Who helps a person, or answers for them. One query."""
    return list(_in_force(at).filter(person=person).exclude(tie=Tie.SELF.value).select_related("account"))


def may_show(account_id: int, person: str, *, at: datetime) -> bool:
    """Whether an account may see and use a person's code. One query."""
    return _in_force(at).filter(account=account_id, person=person).exists()


def _in_force(at: datetime) -> QuerySet[PersonTie]:
    return PersonTie.objects.filter(Q(until=None) | Q(until__gt=at), ended_at=None)
