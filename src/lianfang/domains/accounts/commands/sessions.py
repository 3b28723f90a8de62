"""Signed-in browsers: begun, limited, ended. The session's key is kept by the browser; here is only its hash."""

from datetime import datetime, timedelta

from django.db import transaction

from lianfang.domains.accounts import queries
from lianfang.domains.accounts.errors import NoSuchAccount
from lianfang.domains.accounts.models import Account, Session
from lianfang.domains.audit import public as audit
from lianfang.kernel.actors import Actor

AT_ONCE = 3  # browsers of one account; a further one ends the oldest
SEEN_EVERY = timedelta(minutes=1)


@transaction.atomic
def begin_session(*, account: Account, key: str, device: str, at: datetime, now: datetime) -> Session:
    """Let a browser in, and end the oldest when there are too many. `now` is the machine's time, `at` the city's."""
    Account.objects.select_for_update().get(pk=account.pk)
    older = Session.objects.filter(account=account).order_by("-begun_at").values_list("pk", flat=True)
    Session.objects.filter(pk__in=list(older[AT_ONCE - 1 :])).delete()
    begun = Session.objects.create(
        account=account, key_mark=queries.key_mark(key), device=device, begun_at=now, seen_at=now
    )
    audit.record("accounts.sign_in", subject=account.token, by=Actor(account.token), at=at, area=account.area)
    return begun


def see_session(session: Session, *, now: datetime) -> None:
    """Note that a browser is in use; at most one write a minute."""
    if now - session.seen_at >= SEEN_EVERY:
        Session.objects.filter(pk=session.pk).update(seen_at=now)


@transaction.atomic
def end_session(*, session_id: int, account_id: int, by: Actor, at: datetime) -> None:
    """Sign one of one's own browsers out. Raises NoSuchAccount for one that is not one's own."""
    deleted, _ = Session.objects.filter(pk=session_id, account=account_id).delete()
    if not deleted:
        raise NoSuchAccount
    audit.record("accounts.sign_out", subject=by.id, by=by, at=at)


@transaction.atomic
def end_other_sessions(*, session_id: int, account_id: int, by: Actor, at: datetime) -> int:
    """Sign out every browser of an account but this one; how many."""
    deleted, _ = Session.objects.filter(account=account_id).exclude(pk=session_id).delete()
    audit.record("accounts.sign_out_others", subject=by.id, by=by, at=at)
    return deleted
