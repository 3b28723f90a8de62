"""What tests of all rooms begin with: somebody with a role in a place, and the browser they are signed in with."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count

from django.conf import settings
from django.test import Client

from lianfang.kernel.actors import Actor
from lianfang.kernel.clock import MachineClock
from lianfang.kernel.roles import Role, grants_of

NOON = datetime(2021, 8, 11, 4, tzinfo=UTC)  # 12:00 in the city
CITY, CHAOYANG, DONGCHENG = "110000", "110105", "110101"

_numbers = count(1)


def actor(role: Role, area: str = CITY, *, organisation: str = "", id_: str = "") -> Actor:
    """Somebody with the rights of `role` in `area`."""
    return Actor(id_ or f"{role}-{next(_numbers)}", grants_of(role, area=area, organisation=organisation))


def a_browser(role: Role, area: str = CITY, *, organisation: str = "") -> Client:
    """A browser in which somebody with `role` in `area` is signed in."""
    from lianfang.domains.accounts.models import Account, RoleGrant

    number = next(_numbers)
    account = Account.objects.create(
        token=f"staff-{number}",
        kind="staff",
        state="active",
        username=f"somebody-{number}",
        name=f"{role} {number}",
        area=area,
        began_at=NOON,
    )
    RoleGrant.objects.create(
        account=account, role=role, area=area, organisation=organisation, given_at=NOON, given_by="test"
    )
    return signed_in_as(account)


def signed_in_as(account: object) -> Client:
    """A browser in which the holder of an account is signed in, as the door lets them in."""
    from lianfang.domains.accounts.commands import begin_session

    browser, now = Client(), MachineClock().now()
    session = browser.session
    session.save()
    browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    begin_session(account=account, key=session.session_key, device="Test", at=NOON, now=now)
    return browser


def a_bearer(scopes: Iterable[str], area: str = CITY) -> str:
    """The Authorization header of an organisation's token with these scopes, valid for a day."""
    from lianfang.domains.accounts.models import ApiToken
    from lianfang.domains.accounts.queries import key_mark

    secret, now = f"lf_test_{next(_numbers)}", MachineClock().now()
    ApiToken.objects.create(
        label="Test",
        organisation="org-1",
        area=area,
        scopes=sorted(scopes),
        secret_mark=key_mark(secret),
        made_at=now,
        made_by="test",
        expires_at=now + timedelta(days=1),
    )
    return f"Bearer {secret}"
