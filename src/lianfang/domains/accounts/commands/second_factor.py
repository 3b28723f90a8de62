"""The second factor of staff: codes of an app, passkeys, recovery codes. allauth keeps them, the vault seals them."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, validate_totp_code
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal.auth import WebAuthn, complete_authentication, complete_registration
from django.core.exceptions import ValidationError
from django.db import transaction

from lianfang.domains.accounts.commands import attempts
from lianfang.domains.accounts.errors import WrongSecondFactor
from lianfang.domains.accounts.models import Account
from lianfang.domains.audit import public as audit
from lianfang.kernel.actors import Actor
from lianfang.kernel.personal import Personal, Purpose

CODE_LIVES = timedelta(minutes=2)  # longer than a code is accepted, so that none counts twice


def check_code(*, account: Account, code: Personal[str], now: datetime) -> None:
    """A code of the app, or a recovery code. Raises WrongSecondFactor; TooManyTries after five."""
    attempts.take(attempts.SECOND_FACTOR, Personal(account.token), now=now)
    if not _is_right(account, code.reveal(Purpose.DECIDE).replace(" ", ""), now):
        raise WrongSecondFactor
    attempts.forgive(attempts.SECOND_FACTOR, Personal(account.token))


def check_passkey(*, account: Account, response: dict[str, object], now: datetime) -> None:
    """What a passkey answered to the challenge in the request's session. Raises WrongSecondFactor, TooManyTries."""
    attempts.take(attempts.SECOND_FACTOR, Personal(account.token), now=now)
    try:
        complete_authentication(account, response)
    except (ValidationError, ValueError, KeyError, TypeError, AttributeError):
        raise WrongSecondFactor from None
    attempts.forgive(attempts.SECOND_FACTOR, Personal(account.token))


@transaction.atomic
def add_app(*, account: Account, secret: str, code: Personal[str], by: Actor, at: datetime) -> list[str]:
    """Take an app's codes into use once it showed a right one; the recovery codes, to be shown once."""
    if not validate_totp_code(secret, code.reveal(Purpose.DECIDE).replace(" ", "")):
        raise WrongSecondFactor
    Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).delete()
    TOTP.activate(account, secret)
    return _with_recovery(account, "accounts.add_app", by, at)


@transaction.atomic
def add_passkey(*, account: Account, credential: dict[str, object], name: str, by: Actor, at: datetime) -> list[str]:
    """Take a passkey into use; the recovery codes, to be shown once. Raises WrongSecondFactor."""
    try:
        complete_registration(credential)
    except (ValidationError, ValueError, KeyError, TypeError, AttributeError):
        raise WrongSecondFactor from None
    WebAuthn.add(account, name, credential)
    return _with_recovery(account, "accounts.add_passkey", by, at)


@transaction.atomic
def _is_right(account: Account, typed: str, now: datetime) -> bool:
    """Whether the code counts; the account is held meanwhile, so that one code at two doors counts at one."""
    Account.objects.select_for_update().get(pk=account.pk)
    kept = {each.type: each for each in Authenticator.objects.filter(user=account)}
    return _app_code(account, kept, typed, now) or _recovery_code(kept, typed)


def _app_code(account: Account, kept: dict[str, Authenticator], typed: str, now: datetime) -> bool:
    app = kept.get(Authenticator.Type.TOTP)
    if app is None or not validate_totp_code(decrypt(app.data["secret"]), typed):
        return False
    return attempts.once("app_code", Personal(f"{account.token} {typed}"), within=CODE_LIVES, now=now)


def _recovery_code(kept: dict[str, Authenticator], typed: str) -> bool:
    codes = kept.get(Authenticator.Type.RECOVERY_CODES)
    return codes is not None and bool(RecoveryCodes(codes).validate_code(typed))


def _with_recovery(account: Account, what: str, by: Actor, at: datetime) -> list[str]:
    audit.record(what, subject=account.token, by=by, at=at, area=account.area)
    Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).delete()
    return RecoveryCodes.activate(account).get_unused_codes()
