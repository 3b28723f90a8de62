"""Who is signed in, and what they may do now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lianfang.domains.accounts.models import Account, BrokenGlass, RoleGrant, Session
from lianfang.domains.accounts.queries.marks import key_mark
from lianfang.domains.accounts.states import Kind
from lianfang.kernel.actors import Actor, Grant
from lianfang.kernel.roles import Role, grants_of

LONGEST = timedelta(hours=12)
IDLE = {Kind.STAFF: timedelta(minutes=30), Kind.CITIZEN: LONGEST}


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who is signed in: the account's number, the browser's, what they are, and what they may do."""

    id: int
    session_id: int
    kind: Kind
    name: str
    area: str
    roles: frozenset[Role]
    actor: Actor


def session_of(key: str, *, now: datetime) -> Session | None:
    """The session of a browser that is signed in: not too old, not idle too long, its account active. One query."""
    session = Session.objects.select_related("account").filter(key_mark=key_mark(key)).first()
    if session is None or not session.account.is_active:
        return None
    fresh = now - session.begun_at < LONGEST and now - session.seen_at < IDLE[Kind(session.account.kind)]
    return session if fresh else None


def who_is(session: Session, *, at: datetime) -> Who:
    """What somebody who is signed in may do at a moment. Two queries; none for a citizen."""
    account = session.account
    kind = Kind(account.kind)
    if kind is Kind.CITIZEN:
        roles, grants = frozenset({Role.CITIZEN}), frozenset[Grant]()
    else:
        roles, grants = _granted(account, at=at)
    return Who(account.pk, session.pk, kind, account.name, account.area, roles, Actor(account.token, grants))


def _granted(account: Account, *, at: datetime) -> tuple[frozenset[Role], frozenset[Grant]]:
    rows = RoleGrant.objects.filter(account=account, ended_at=None).values_list("role", "area", "organisation")
    given = [(Role(role), area, organisation) for role, area, organisation in rows]
    grants = {
        grant for role, area, organisation in given for grant in grants_of(role, area=area, organisation=organisation)
    }
    roles = frozenset(role for role, _, _ in given)
    broken = BrokenGlass.objects.filter(account=account, begun_at__lte=at, until__gt=at).values_list("area", flat=True)
    rights = {grant.right for grant in grants if not grant.right.startswith("accounts.")}
    grants |= {Grant(right, area) for area in broken for right in rights}
    return roles, frozenset(grants)
