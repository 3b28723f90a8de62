"""What is counted at the door, so that guessing does not pay. Names, phones, addresses are kept as keyed hashes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from lianfang.domains.accounts.errors import TooManyTries
from lianfang.domains.accounts.models import Attempt
from lianfang.domains.accounts.queries import mark
from lianfang.kernel.personal import Personal


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` of a kind `within` a time, for one name, phone or address."""

    kind: str
    most: int
    within: timedelta


QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)
PASSWORD = Limit("password", 5, QUARTER)
SECOND_FACTOR = Limit("second_factor", 5, QUARTER)
INVITATION = Limit("invitation", 5, QUARTER)
CODE_ASKED = Limit("code_asked", 5, HOUR)
CODE_TRIED = Limit("code_tried", 10, HOUR)
ADDRESS = Limit("address", 60, QUARTER)  # offices and homes share one address
FORGET_AFTER = timedelta(days=1)


def take(limit: Limit, whom: Personal[str], *, now: datetime) -> None:
    """Count one try, then refuse (TooManyTries) when it is one too many. Two queries.

    It is written before it is looked at, outside of any transaction of the caller: many tries at once count as many.
    """
    marked = mark(whom, about=f"accounts.{limit.kind}")
    Attempt.objects.create(kind=limit.kind, mark=marked, at=now)
    recent = Attempt.objects.filter(kind=limit.kind, mark=marked, at__gt=now - limit.within)
    times = list(recent.order_by("-at").values_list("at", flat=True)[: limit.most + 1])
    if len(times) > limit.most:
        raise TooManyTries(minutes=max(1, ceil((times[-1] + limit.within - now) / timedelta(minutes=1))))


def forgive(limit: Limit, whom: Personal[str]) -> None:
    """Forget the tries of somebody who got it right. One query."""
    Attempt.objects.filter(kind=limit.kind, mark=mark(whom, about=f"accounts.{limit.kind}")).delete()


def once(kind: str, what: Personal[str], *, within: timedelta, now: datetime) -> bool:
    """Whether `what` was not used `within` that time; it counts as used from now on. Two queries."""
    marked = mark(what, about=f"accounts.{kind}")
    if Attempt.objects.filter(kind=kind, mark=marked, at__gt=now - within).exists():
        return False
    Attempt.objects.create(kind=kind, mark=marked, at=now)
    return True


def forget_old(*, now: datetime) -> int:
    """Delete what counts no more; how many rows. One query."""
    return Attempt.objects.filter(at__lt=now - FORGET_AFTER).delete()[0]
