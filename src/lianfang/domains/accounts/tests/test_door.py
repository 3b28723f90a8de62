from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.db import connection
from django.test import Client

from lianfang.domains.accounts import commands, queries
from lianfang.domains.accounts.errors import TooManyTries, WrongInvitation, WrongSecondFactor, WrongSignIn
from lianfang.domains.accounts.models import Account, Attempt, Session
from lianfang.domains.accounts.tests.given import (
    HEADQUARTERS,
    PASSWORD,
    invited,
    is_signed_in,
    joined,
    machine_now,
    secret_on,
    text_of,
    try_password,
)
from lianfang.domains.audit.models import Row
from lianfang.kernel.actors import Actor
from lianfang.kernel.personal import Personal
from lianfang.kernel.roles import Role
from tests.given import NOON, signed_in_as

pytestmark = pytest.mark.django_db


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


def sign_in(browser: Client, account: Account, password: str = PASSWORD, **more: str):
    return browser.post("/sign-in/", {"username": account.username, "password": password}, **more)


def with_app(account: Account) -> str:
    """An app's codes in use; its secret."""
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    commands.add_app(account=account, secret=secret, code=Personal(code_now(secret)), by=Actor(account.token), at=NOON)
    return secret


def test_whoever_joined_signs_in_with_name_and_password_and_it_is_written_down(stranger):
    account = joined()

    assert sign_in(stranger, account).status_code == 302

    assert is_signed_in(stranger)
    assert Row.objects.filter(what="accounts.sign_in", by=account.token, subject=account.token).count() == 1


def test_a_wrong_password_an_unknown_name_and_somebody_who_left_sound_the_same(stranger):
    account, gone = joined(), joined()
    commands.let_go(account_id=gone.pk, by=HEADQUARTERS, at=NOON)

    answers = [
        sign_in(stranger, account, "wrong password here"),
        sign_in(stranger, gone),
        stranger.post("/sign-in/", {"username": "nobody.at.all", "password": PASSWORD}),
    ]

    assert {answer.status_code for answer in answers} == {422}
    assert len({text_of(answer).split("<main")[1] for answer in answers}) == 1


def test_five_wrong_passwords_lock_the_name_for_a_quarter_of_an_hour_even_for_the_right_one():
    account = joined()
    for _ in range(5):
        with pytest.raises(WrongSignIn):
            try_password(account, "wrong password here")

    with pytest.raises(TooManyTries) as refused:
        try_password(account, PASSWORD)

    assert "15 minutes" in refused.value.next_step()
    assert try_password(account, PASSWORD, after=timedelta(minutes=16)) == account


def test_a_name_that_nobody_has_is_locked_the_same_way():
    account = Account(username="nobody.at.all")
    for _ in range(5):
        with pytest.raises(WrongSignIn):
            try_password(account, PASSWORD)

    with pytest.raises(TooManyTries):
        try_password(account, PASSWORD)


def test_a_right_password_forgives_the_wrong_ones_before_it():
    account = joined()
    for _ in range(3):
        for _ in range(3):
            with pytest.raises(WrongSignIn):
                try_password(account, "wrong password here")
        assert try_password(account, PASSWORD) == account


def test_safety_6_neither_names_nor_phones_nor_addresses_stand_in_what_is_counted():
    account = joined()
    try_password(account, PASSWORD, address="203.0.113.9")

    kept = "".join(f"{row.kind}{row.mark}" for row in Attempt.objects.all())
    assert account.username not in kept
    assert "203.0.113.9" not in kept


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


def test_one_account_has_at_most_three_browsers_and_the_oldest_goes_first():
    account = joined()
    browsers = [signed_in_as(account) for _ in range(4)]

    assert [is_signed_in(browser) for browser in browsers] == [False, True, True, True]


@pytest.mark.parametrize(("idle", "open_"), [(timedelta(minutes=29), True), (timedelta(minutes=31), False)])
def test_a_browser_of_staff_that_rests_for_half_an_hour_is_signed_out(idle, open_):
    browser = signed_in_as(joined())

    Session.objects.update(seen_at=machine_now() - idle)

    assert is_signed_in(browser) is open_


def test_no_browser_stays_in_longer_than_twelve_hours():
    browser = signed_in_as(joined())

    Session.objects.update(begun_at=machine_now() - timedelta(hours=12, minutes=1))

    assert not is_signed_in(browser)


def test_signing_out_ends_the_session_also_for_a_stolen_cookie(stranger):
    sign_in(stranger, joined())
    stolen = Client()
    stolen.cookies = stranger.cookies.copy()
    assert is_signed_in(stolen)

    stranger.post("/sign-out/")

    assert not is_signed_in(stranger)
    assert not is_signed_in(stolen)


def test_a_session_is_never_found_by_what_stands_in_its_row():
    browser = signed_in_as(joined())

    key = browser.cookies["lianfang_session"].value

    assert key not in str(list(Session.objects.values()))


def test_changing_the_password_signs_out_every_other_browser():
    account = joined()
    here, there = signed_in_as(account), signed_in_as(account)

    changed = here.post("/account/password/", {"old": PASSWORD, "new": "another four long words"})

    assert changed.status_code == 302
    assert (is_signed_in(here), is_signed_in(there)) == (True, False)
    assert try_password(account, "another four long words") == account


@pytest.mark.parametrize("weak", ["short", "password1234", "123456789012", ""])
def test_a_password_that_is_easy_to_guess_is_refused(weak):
    browser = signed_in_as(joined())

    assert browser.post("/account/password/", {"old": PASSWORD, "new": weak}).status_code == 422


def test_an_invitation_opens_once_and_for_three_days():
    account, code = invited()
    wrong = {"username": account.username, "password": Personal(PASSWORD), "at": NOON}

    with pytest.raises(WrongInvitation):
        commands.join(**wrong, code=Personal("guess"), now=machine_now())
    with pytest.raises(WrongInvitation):
        commands.join(**wrong, code=Personal(code), now=machine_now() + timedelta(hours=73))
    commands.join(**wrong, code=Personal(code), now=machine_now())
    with pytest.raises(WrongInvitation):
        commands.join(**wrong, code=Personal(code), now=machine_now())


def test_passwords_are_kept_by_argon2(settings, city_hashers):
    settings.PASSWORD_HASHERS = city_hashers

    assert joined().password.startswith("argon2$argon2id$")


def test_in_the_demonstration_a_click_is_a_desk(stranger):
    assert stranger.post("/sign-in/desk/", {"role": "auditor"}).status_code == 302

    assert "审计" in text_of(stranger.get("/account/"))


def test_safety_12_a_real_city_has_no_desks_for_a_click(stranger, real_city):
    assert stranger.post("/sign-in/desk/", {"role": "headquarters"}).status_code == 403
    assert 'action="/sign-in/desk/"' not in text_of(stranger.get("/sign-in/"))
    assert not Account.objects.exists()


@pytest.mark.parametrize("goal", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_led_away_after_signing_in(stranger, goal):
    stranger.get("/sign-in/", {"next": goal})

    assert sign_in(stranger, joined()).url == "/account/"


def test_whoever_was_sent_to_the_door_goes_on_where_they_wanted(stranger):
    account = joined(Role.UNIT_OFFICER)
    door = stranger.get("/staff/")

    assert door.url == "/sign-in/?next=%2Fstaff%2F"
    stranger.get(door.url)
    assert sign_in(stranger, account).url == "/staff/"


def test_my_account_costs_the_same_number_of_queries_with_one_browser_and_with_three(django_assert_num_queries):
    account = joined()
    browser = signed_in_as(account)
    browser.get("/account/")

    def queries_of_page() -> int:
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            assert browser.get("/account/").status_code == 200
        return len(captured)

    alone = queries_of_page()
    signed_in_as(account)
    signed_in_as(account)

    assert queries_of_page() == alone


@pytest.mark.parametrize(
    ("proxies", "passed", "address"),
    [(0, "203.0.113.9", "127.0.0.1"), (1, "1.1.1.1, 203.0.113.9", "203.0.113.9"), (1, "", "127.0.0.1")],
)
def test_who_asks_is_read_only_from_as_many_proxies_as_the_city_has(settings, stranger, proxies, passed, address):
    settings.CONFIG = settings.CONFIG.model_copy(update={"proxies": proxies})

    stranger.post("/sign-in/", {"username": "nobody", "password": "x"}, headers={"X-Forwarded-For": passed})

    mark = queries.mark(Personal(address), about="accounts.address")
    assert Attempt.objects.filter(kind="address", mark=mark).exists()
