"""Everything that reads accounts. Each says how many queries it makes."""

from dataclasses import dataclass
from datetime import datetime

from lianfang.domains.accounts.models import Account, BrokenGlass, RoleGrant
from lianfang.domains.accounts.states import Kind
from lianfang.kernel.actors import Actor, Grant
from lianfang.kernel.roles import Role, grants_of


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who is signed in: the account's number, what they are, and what they may do."""

    id: int
    kind: Kind
    name: str
    area: str
    roles: frozenset[Role]
    actor: Actor


def who_is(account: Account, *, at: datetime) -> Who:
    """What an account may do at a moment. Two queries; one for a citizen."""
    kind = Kind(account.kind)
    if kind is Kind.CITIZEN:
        roles, grants = frozenset({Role.CITIZEN}), frozenset[Grant]()
    else:
        roles, grants = _granted(account, at=at)
    return Who(account.pk, kind, account.name, account.area, roles, Actor(account.token, grants))


def _granted(account: Account, *, at: datetime) -> tuple[frozenset[Role], frozenset[Grant]]:
    rows = RoleGrant.objects.filter(account=account, ended_at=None).values_list("role", "area", "organisation")
    given = [(Role(role), area, organisation) for role, area, organisation in rows]
    grants = {
        grant for role, area, organisation in given for grant in grants_of(role, area=area, organisation=organisation)
    }
    roles = frozenset(role for role, _, _ in given)
    broken = BrokenGlass.objects.filter(account=account, begun_at__lte=at, until__gt=at).values_list("area", flat=True)
    rights = {grant.right for grant in grants}
    grants |= {Grant(right, area) for area in broken for right in rights}
    return roles, frozenset(grants)
