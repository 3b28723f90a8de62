from datetime import timedelta

import pytest

from lianfang.domains.accounts import commands, queries
from lianfang.domains.accounts.errors import TooManyTries, WrongInvitation, WrongSignIn
from lianfang.domains.accounts.models import Account, Attempt
from lianfang.domains.accounts.tests.given import (
    HEADQUARTERS,
    PASSWORD,
    invited,
    is_signed_in,
    joined,
    machine_now,
    sign_in,
    text_of,
    try_password,
)
from lianfang.domains.audit.models import Row
from lianfang.kernel.personal import Personal
from lianfang.kernel.roles import Role
from tests.given import NOON

pytestmark = pytest.mark.django_db


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

    assert sign_in(stranger, joined()).url == "/desk/"


def test_whoever_was_sent_to_the_door_goes_on_where_they_wanted(stranger):
    account = joined(Role.UNIT_OFFICER)
    door = stranger.get("/staff/")

    assert door.url == "/sign-in/?next=%2Fstaff%2F"
    stranger.get(door.url)
    assert sign_in(stranger, account).url == "/staff/"


@pytest.mark.parametrize(
    ("proxies", "passed", "address"),
    [(0, "203.0.113.9", "127.0.0.1"), (1, "1.1.1.1, 203.0.113.9", "203.0.113.9"), (1, "", "127.0.0.1")],
)
def test_who_asks_is_read_only_from_as_many_proxies_as_the_city_has(settings, stranger, proxies, passed, address):
    settings.CONFIG = settings.CONFIG.model_copy(update={"proxies": proxies})

    stranger.post("/sign-in/", {"username": "nobody", "password": "x"}, headers={"X-Forwarded-For": passed})

    mark = queries.mark(Personal(address), about="accounts.address")
    assert Attempt.objects.filter(kind="address", mark=mark).exists()
