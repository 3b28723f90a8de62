"""Organisations' tokens for the JSON doors: issued for scopes in an area until a day, shown once, revoked at once."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from secrets import token_urlsafe

from django.db import transaction

from lianfang.domains.accounts import queries
from lianfang.domains.accounts.errors import NoSuchAccount, NotATokenToBe
from lianfang.domains.accounts.models import ApiToken
from lianfang.domains.audit import public as audit
from lianfang.kernel.actors import Actor
from lianfang.kernel.audit import AREA
from lianfang.kernel.roles import SCOPES

MOST_DAYS = 366
LABEL, ORGANISATION = 80, 40
PREFIX = "lf_"  # so that scanners for leaked secrets can know it


@dataclass(frozen=True, slots=True)
class TokenAsked:
    """What a token is to be: whose, where, for what, for how long."""

    label: str
    organisation: str
    area: str
    scopes: frozenset[str]
    days: int


@transaction.atomic
def issue_token(*, asked: TokenAsked, by: Actor, at: datetime, now: datetime) -> tuple[ApiToken, str]:
    """A token and its secret, which is shown once and never kept. Raises NotATokenToBe."""
    named = 0 < len(asked.label) <= LABEL and 0 < len(asked.organisation) <= ORGANISATION
    scoped = asked.scopes and asked.scopes <= SCOPES and 1 <= asked.days <= MOST_DAYS
    if not (AREA.fullmatch(asked.area) and named and scoped):
        raise NotATokenToBe
    by.must("accounts.tokens", area=asked.area)
    secret = PREFIX + token_urlsafe(32)
    token = ApiToken.objects.create(
        label=asked.label,
        organisation=asked.organisation,
        area=asked.area,
        scopes=sorted(asked.scopes),
        secret_mark=queries.key_mark(secret),
        made_at=now,
        made_by=by.id,
        expires_at=now + timedelta(days=asked.days),
    )
    audit.record("accounts.issue_token", subject=f"token {token.pk}", by=by, at=at, area=asked.area)
    return token, secret


@transaction.atomic
def revoke_token(*, token_id: int, by: Actor, at: datetime) -> ApiToken:
    """End a token at once. Raises NoSuchAccount for one of elsewhere."""
    by.must_somewhere("accounts.tokens")
    token = ApiToken.objects.select_for_update().filter(pk=token_id).first()
    if token is None or not by.may("accounts.tokens", area=token.area):
        raise NoSuchAccount
    if token.revoked_at is None:
        token.revoked_at, token.revoked_by = at, by.id
        token.save(update_fields=["revoked_at", "revoked_by"])
        audit.record("accounts.revoke_token", subject=f"token {token.pk}", by=by, at=at, area=token.area)
    return token


def use_token(token: ApiToken, *, on: date) -> None:
    """Note the day on which a token was used last; one write a day."""
    if token.used_on != on:
        ApiToken.objects.filter(pk=token.pk).update(used_on=on)
