"""How citizens come in: a phone, and a one-time code sent to it. Nothing tells whether a phone is known."""

from datetime import datetime, timedelta
from secrets import randbelow, token_hex

from django.db import transaction

from lianfang.domains.accounts import queries
from lianfang.domains.accounts.commands import attempts
from lianfang.domains.accounts.commands.messages import put_message
from lianfang.domains.accounts.errors import WrongCode
from lianfang.domains.accounts.models import Account, PhoneCode
from lianfang.domains.accounts.states import AccountState, Kind
from lianfang.domains.audit import public as audit
from lianfang.kernel.actors import Actor
from lianfang.kernel.personal import Personal, Purpose

HOLDS = timedelta(minutes=5)
TRIES = 5
DIGITS = 6
PHONE = "accounts.phone"


def ask_for_code(*, phone: Personal[str], address: Personal[str], language: str, now: datetime) -> Personal[str]:
    """Send a new code to a phone; what was sent before is void. The same happens for every phone. Raises TooManyTries.

    The code is given back for the demonstration's screen; nobody else may show it.
    """
    attempts.take(attempts.ADDRESS, address, now=now)
    attempts.take(attempts.CODE_ASKED, phone, now=now)
    code = Personal(f"{randbelow(10**DIGITS):0{DIGITS}}")
    marked = queries.mark(phone, about=PHONE)
    with transaction.atomic():
        PhoneCode.objects.filter(phone_mark=marked, used_at=None).delete()
        PhoneCode.objects.create(
            phone_mark=marked, code_mark=_code_mark(phone, code), asked_at=now, until=now + HOLDS, tries_left=TRIES
        )
        put_message(phone=phone, text=_text(code, language), useless_after=now + HOLDS, now=now)
    return code


def use_code(*, phone: Personal[str], code: Personal[str], at: datetime, now: datetime) -> Account:
    """The account of a phone, made at the first time. Raises WrongCode, which says the same whatever is wrong."""
    attempts.take(attempts.CODE_TRIED, phone, now=now)
    if not _spend(phone, code, now):
        raise WrongCode
    attempts.forgive(attempts.CODE_TRIED, phone)
    return _account_of(phone, at)


@transaction.atomic
def _spend(phone: Personal[str], code: Personal[str], now: datetime) -> bool:
    """Whether this is the code that was sent; it counts once, and five wrong tries end it."""
    marked = queries.mark(phone, about=PHONE)
    sent = PhoneCode.objects.select_for_update().filter(
        phone_mark=marked, used_at=None, until__gt=now, tries_left__gt=0
    )
    kept = sent.first()
    if kept is None:
        return False
    right = kept.code_mark == _code_mark(phone, Personal(code.reveal(Purpose.DECIDE).strip()))
    kept.used_at = now if right else None
    kept.tries_left -= 1
    kept.save(update_fields=["used_at", "tries_left"])
    return right


@transaction.atomic
def _account_of(phone: Personal[str], at: datetime) -> Account:
    account, new = Account.objects.get_or_create(
        phone_mark=queries.mark(phone, about=PHONE),
        defaults={
            "token": f"citizen-{token_hex(6)}",
            "kind": Kind.CITIZEN.value,
            "state": AccountState.ACTIVE.value,
            "phone_sealed": queries.vault().seal(phone, about=PHONE),
            "password": "!",
            "began_at": at,
        },
    )
    if new:
        audit.record("accounts.begin", subject=account.token, by=Actor(account.token), at=at)
    return account


def _code_mark(phone: Personal[str], code: Personal[str]) -> str:
    whole = Personal(f"{phone.reveal(Purpose.STORE)} {code.reveal(Purpose.STORE)}")
    return queries.mark(whole, about="accounts.code")


def _text(code: Personal[str], language: str) -> Personal[str]:
    digits = code.reveal(Purpose.NOTIFY)
    english = f"Lianfang: your code is {digits}, valid for 5 minutes. Nobody will ever ask you for it."
    return Personal(
        english if language == "en" else f"【联防】您的验证码是 {digits}，5 分钟内有效。任何人都不会向您索要它。"
    )
