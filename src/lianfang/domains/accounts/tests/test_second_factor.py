import pytest
from allauth.mfa.models import Authenticator

from lianfang.domains.accounts import commands, queries
from lianfang.domains.accounts.errors import TooManyTries, WrongSecondFactor
from lianfang.domains.accounts.tests.given import (
    code_now,
    is_signed_in,
    joined,
    machine_now,
    secret_on,
    sign_in,
    text_of,
    with_app,
)
from lianfang.kernel.actors import Actor
from lianfang.kernel.personal import Personal
from tests.given import NOON

pytestmark = pytest.mark.django_db


def test_outside_the_demonstration_a_password_alone_opens_nothing(stranger, real_city):
    account = joined()

    assert sign_in(stranger, account).url == "/account/second/"

    assert not is_signed_in(stranger)


def test_the_first_sign_in_takes_a_second_factor_into_use_and_shows_recovery_codes_once(stranger, real_city):
    account = joined()
    sign_in(stranger, account)
    secret = secret_on(text_of(stranger.get("/account/second/")))

    shown = stranger.post("/account/second/", {"code": code_now(secret)})

    assert text_of(shown).count('class="secret"') == 10
    assert is_signed_in(stranger)
    assert queries.second_factors(account.pk) == {"totp": 1, "webauthn": 0, "recovery_codes": 10}


def test_the_second_step_takes_the_code_of_now_once_and_no_other(stranger, real_city):
    account = joined()
    secret = with_app(account)
    right = code_now(secret)
    assert sign_in(stranger, account).url == "/sign-in/second/"

    assert stranger.post("/sign-in/second/", {"code": "000000"}).status_code == 422
    assert not is_signed_in(stranger)
    assert stranger.post("/sign-in/second/", {"code": right}).status_code == 302
    assert is_signed_in(stranger)
    with pytest.raises(WrongSecondFactor):
        commands.check_code(account=account, code=Personal(right), now=machine_now())


def test_a_recovery_code_opens_once():
    account = joined()
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    codes = commands.add_app(
        account=account, secret=secret, code=Personal(code_now(secret)), by=Actor(account.token), at=NOON
    )

    commands.check_code(account=account, code=Personal(codes[0]), now=machine_now())

    with pytest.raises(WrongSecondFactor):
        commands.check_code(account=account, code=Personal(codes[0]), now=machine_now())


def test_five_wrong_codes_lock_the_second_step():
    account = joined()
    secret = with_app(account)
    for _ in range(5):
        with pytest.raises(WrongSecondFactor):
            commands.check_code(account=account, code=Personal("000000"), now=machine_now())

    with pytest.raises(TooManyTries):
        commands.check_code(account=account, code=Personal(code_now(secret)), now=machine_now())


def test_who_has_a_second_factor_cannot_be_given_another_with_the_password_alone(stranger, real_city):
    account = joined()
    with_app(account)
    sign_in(stranger, account)

    assert stranger.get("/account/second/").url == "/sign-in/"
    assert stranger.get("/account/passkey/").status_code == 422


def test_the_second_step_is_over_after_ten_minutes(stranger, real_city):
    account = joined()
    sign_in(stranger, account)
    session = stranger.session
    session["accounts.pending"] = session["accounts.pending"] | {"until": machine_now().isoformat()}
    session.save()

    assert stranger.get("/account/second/").url == "/sign-in/"


def test_secrets_of_second_factors_are_sealed_in_the_store():
    account = joined()
    secret = with_app(account)

    kept = "".join(str(each.data) for each in Authenticator.objects.all())

    assert secret not in kept
    assert len(kept) > 50


@pytest.mark.parametrize("rubbish", [b"", b"{", b"[]", b'{"id": 1}', b'{"response": {"userHandle": 3}}', b"\xff"])
def test_rubbish_from_a_passkey_is_refused_in_a_sentence(stranger, real_city, rubbish):
    account = joined()
    with_app(account)
    sign_in(stranger, account)
    stranger.get("/sign-in/second/passkey/")

    answer = stranger.post("/sign-in/second/passkey/", rubbish, content_type="application/json")

    assert answer.status_code == 422
    assert not is_signed_in(stranger)
