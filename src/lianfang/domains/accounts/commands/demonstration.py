"""The staff of the demonstration city: invented, one for each role and some colleagues, to show every desk."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from lianfang.domains.accounts.errors import DemonstrationOnly
from lianfang.domains.accounts.models import Account, RoleGrant
from lianfang.domains.accounts.states import AccountState, Kind
from lianfang.domains.audit import public as audit
from lianfang.kernel.actors import Actor
from lianfang.kernel.roles import Role

DEMONSTRATION = Actor("demonstration")
CITY, CHAOYANG, DONGCHENG, HAIDIAN = "110000", "110105", "110101", "110108"
R = Role
# role, invented name, area. The first of each role is the one whose desk a visitor may take.
STAFF: tuple[tuple[Role, str, str], ...] = (
    (R.CHECKPOINT, "周志强", CITY),
    (R.CARRIER, "何丽娟", CITY),
    (R.COMMUNITY_WORKER, "刘桂兰", CHAOYANG),
    (R.HOTLINE_AGENT, "陈晓雨", CITY),
    (R.SITE_MANAGER, "马建国", CHAOYANG),
    (R.INSPECTOR, "孙立军", CHAOYANG),
    (R.UNIT_OFFICER, "王秀英", CHAOYANG),
    (R.POLICY_OFFICER, "李明轩", CITY),
    (R.POLICY_APPROVER, "赵国华", CITY),
    (R.HEADQUARTERS, "张慧敏", CITY),
    (R.AUDITOR, "徐文静", CITY),
    (R.ENGINEER, "高峰", CITY),
    (R.COMMUNITY_WORKER, "吴海燕", CHAOYANG),
    (R.COMMUNITY_WORKER, "郑爱华", DONGCHENG),
    (R.COMMUNITY_WORKER, "冯玉梅", HAIDIAN),
    (R.HOTLINE_AGENT, "蒋思远", CITY),
    (R.SITE_MANAGER, "沈国栋", DONGCHENG),
    (R.INSPECTOR, "韩雪", DONGCHENG),
    (R.UNIT_OFFICER, "杨振东", DONGCHENG),
    (R.UNIT_OFFICER, "朱红", HAIDIAN),
    (R.CHECKPOINT, "秦大伟", CHAOYANG),
    (R.HEADQUARTERS, "许建平", CITY),
)


@transaction.atomic
def make_staff(*, at: datetime) -> int:
    """Make those who are not there yet; how many. Raises DemonstrationOnly in a real city."""
    if not settings.CONFIG.demonstration:
        raise DemonstrationOnly
    there = set(Account.objects.filter(username__startswith="demo.").values_list("username", flat=True))
    made = 0
    for number, (role, name, area) in enumerate(STAFF, start=1):
        username = f"demo.{role.replace('_', '-')}.{number}"
        if username not in there:
            _make(username, role, name, area, at)
            made += 1
    return made


def account_for(role: Role, *, at: datetime) -> Account:
    """The account whose desk a visitor of the demonstration takes. Raises DemonstrationOnly."""
    make_staff(at=at)
    grants = RoleGrant.objects.filter(role=role.value, account__username__startswith="demo.", ended_at=None)
    grant = grants.select_related("account").order_by("account__pk").first()
    if grant is None:
        raise DemonstrationOnly
    return grant.account


def _make(username: str, role: Role, name: str, area: str, at: datetime) -> None:
    account = Account.objects.create(
        token=f"staff-{username}",
        kind=Kind.STAFF.value,
        state=AccountState.ACTIVE.value,
        username=username,
        name=name,
        area=area,
        password="!",  # noqa: S106 — no password opens it
        began_at=at,
    )
    RoleGrant.objects.create(account=account, role=role.value, area=area, given_at=at, given_by=DEMONSTRATION.id)
    audit.record("accounts.invite", subject=account.token, by=DEMONSTRATION, at=at, area=area)
