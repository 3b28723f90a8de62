"""Breaking the glass: one's rights in an area that is not one's own, for a reason, for three hours; another is told."""

from datetime import datetime, timedelta

from django.db import transaction

from lianfang.domains.accounts import queries
from lianfang.domains.accounts.errors import NobodyToTell, NoReason, NoSuchAccount
from lianfang.domains.accounts.models import BrokenGlass
from lianfang.domains.audit import public as audit
from lianfang.kernel.actors import Actor
from lianfang.kernel.audit import AREA, IDENTIFIES

HOLDS = timedelta(hours=3)
SHORTEST, LONGEST = 10, 400


@transaction.atomic
def break_glass(*, account_id: int, area: str, reason: str, by: Actor, at: datetime) -> BrokenGlass:
    """Take one's rights into `area`. Raises NoReason, and NobodyToTell when nobody else could be told."""
    by.must_somewhere("accounts.break_glass")
    text = reason.strip()
    fits = AREA.fullmatch(area) and SHORTEST <= len(text) <= LONGEST and not IDENTIFIES.search(text)
    if not fits or by.may("accounts.break_glass", area=area):
        raise NoReason
    told = queries.somebody_to_tell(area, not_=account_id)
    if told is None:
        raise NobodyToTell
    broken = BrokenGlass.objects.create(
        account_id=account_id, area=area, reason=text, begun_at=at, until=at + HOLDS, told_id=told
    )
    audit.record("accounts.break_glass", subject=f"glass {broken.pk}", by=by, at=at, area=area)
    return broken


@transaction.atomic
def see_broken_glass(*, glass_id: int, account_id: int, by: Actor, at: datetime) -> None:
    """Whoever was told says that they saw it. Raises NoSuchAccount for what they were not told of."""
    broken = BrokenGlass.objects.select_for_update().filter(pk=glass_id, told=account_id).first()
    if broken is None:
        raise NoSuchAccount
    if broken.seen_at is None:
        broken.seen_at = at
        broken.save(update_fields=["seen_at"])
        audit.record("accounts.see_glass", subject=f"glass {broken.pk}", by=by, at=at, area=broken.area)


@transaction.atomic
def end_broken_glass(*, glass_id: int, account_id: int, by: Actor, at: datetime) -> None:
    """End it before its time: whoever broke it, or whoever was told."""
    broken = BrokenGlass.objects.select_for_update().filter(pk=glass_id, until__gt=at).first()
    if broken is None or account_id not in {broken.account_id, broken.told_id}:
        raise NoSuchAccount
    broken.until = max(at, broken.begun_at + timedelta(seconds=1))
    broken.save(update_fields=["until"])
    audit.record("accounts.mend_glass", subject=f"glass {broken.pk}", by=by, at=at, area=broken.area)
