"""Lists of staff, tokens and broken glass: what of them lies in the areas of whoever asks."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet

from lianfang.domains.accounts.models import Account, ApiToken, BrokenGlass, RoleGrant, Session
from lianfang.domains.accounts.states import AccountState, Kind
from lianfang.kernel.actors import Actor, area_prefix
from lianfang.kernel.roles import roles_with

PAGE = 30


@dataclass(frozen=True, slots=True)
class Post:
    """A role held in an area, for one organisation when it is named."""

    role: str
    area: str
    organisation: str


@dataclass(frozen=True, slots=True)
class StaffRow:
    """Somebody in the list of staff."""

    id: int
    token: str
    name: str
    username: str
    state: str
    area: str
    posts: tuple[Post, ...]
    began_at: datetime


def within(by: Actor, right: str) -> Q:
    """The condition that a thing's `area` lies where `by` holds `right` for everything; never true for nowhere."""
    inside = Q(pk__in=[])
    for area in by.areas(right):
        inside |= Q(area__startswith=area)
    return inside


def _staff_within(by: Actor, right: str) -> Q:
    """The same for staff, and those of an organisation for whom the right holds for that organisation."""
    inside = within(by, right)
    for grant in by.held(right):
        if grant.organisation:
            posts = RoleGrant.objects.filter(
                organisation=grant.organisation, area__startswith=area_prefix(grant.area), ended_at=None
            )
            inside |= Q(pk__in=posts.values("account"))
    return inside


def staff(*, by: Actor, state: str = "", role: str = "", after: int = 0, text: str = "") -> list[StaffRow]:
    """One page of staff in the areas of `by`, by number, and one row more when there is another page. Two queries."""
    by.must_hold("accounts.see")
    found = _staff_of(by)
    if state:
        found = found.filter(state=state)
    if role:
        found = found.filter(pk__in=RoleGrant.objects.filter(role=role, ended_at=None).values("account"))
    if text:
        found = found.filter(Q(name__icontains=text) | Q(username__icontains=text))
    return [_row(account) for account in found.filter(pk__gt=after).order_by("pk")[: PAGE + 1]]


def staff_member(account_id: int, *, by: Actor) -> StaffRow | None:
    """One member of staff; None outside of the areas of `by`, as if there were none. Two queries."""
    by.must_hold("accounts.see")
    account = _staff_of(by).filter(pk=account_id).first()
    return _row(account) if account else None


def staff_count(*, by: Actor) -> dict[str, int]:
    """How many are invited, active and gone in the areas of `by`. One query."""
    counts = dict.fromkeys((state.value for state in AccountState), 0)
    found = Account.objects.filter(_staff_within(by, "accounts.see"), kind=Kind.STAFF.value)
    return counts | dict(found.values("state").annotate(number=Count("pk")).values_list("state", "number"))


def account(account_id: int) -> Account:
    """The account somebody is signed in with. One query."""
    return Account.objects.get(pk=account_id)


def sessions(account_id: int) -> list[Session]:
    """The browsers an account is signed in with, newest first. One query."""
    return list(Session.objects.filter(account=account_id).order_by("-begun_at"))


def tokens(*, by: Actor) -> list[ApiToken]:
    """The tokens of organisations in the areas of `by`, newest first, at most 200. One query."""
    by.must_somewhere("accounts.tokens")
    return list(ApiToken.objects.filter(within(by, "accounts.tokens")).order_by("-pk")[:200])


def token_of(secret_mark: str, *, now: datetime) -> ApiToken | None:
    """The token with this mark, when it is in date and not revoked. One query."""
    return ApiToken.objects.filter(secret_mark=secret_mark, expires_at__gt=now, revoked_at=None).first()


def broken_glass(account_id: int, *, limit: int = 50) -> list[BrokenGlass]:
    """What an account broke or was told of, newest first. One query."""
    mine = BrokenGlass.objects.filter(Q(account=account_id) | Q(told=account_id))
    return list(mine.select_related("account", "told").order_by("-pk")[:limit])


def untold(account_id: int) -> int:
    """How often somebody was told of broken glass and has not yet said that they saw it. One query."""
    return BrokenGlass.objects.filter(told=account_id, seen_at=None).count()


def somebody_to_tell(area: str, *, not_: int) -> int | None:
    """An active account that is to be told of broken glass in `area`, nearest first; not the one named. One query."""
    prefix = area_prefix(area)
    above = [prefix[:length] for length in range(2, len(prefix) + 1)]
    holders = RoleGrant.objects.filter(
        role__in=roles_with("accounts.be_told"), ended_at=None, account__state=AccountState.ACTIVE.value
    ).exclude(account=not_)
    held = [(area_prefix(where), account) for where, account in holders.values_list("area", "account")]
    near = sorted((-len(where), account) for where, account in held if where in above)
    return near[0][1] if near else None


def _staff_of(by: Actor) -> QuerySet[Account]:
    posts = Prefetch("role_grants", RoleGrant.objects.filter(ended_at=None).order_by("pk"), to_attr="posts")
    return Account.objects.filter(_staff_within(by, "accounts.see"), kind=Kind.STAFF.value).prefetch_related(posts)


def _row(account: Account) -> StaffRow:
    posts = tuple(Post(grant.role, grant.area, grant.organisation) for grant in account.posts)
    return StaffRow(
        account.pk, account.token, account.name, account.username, account.state, account.area, posts, account.began_at
    )
