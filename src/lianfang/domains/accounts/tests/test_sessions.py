from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from lianfang.domains.accounts.models import Session
from lianfang.domains.accounts.tests.given import (
    PASSWORD,
    is_signed_in,
    joined,
    machine_now,
    sign_in,
    try_password,
)
from tests.given import signed_in_as

pytestmark = pytest.mark.django_db


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
