"""The desk: what needs somebody now, and nothing of what is not theirs."""

from collections.abc import Callable

import pytest
from django.test import Client

from lianfang.kernel.roles import STAFF, Role
from tests.web.fake_city import FakeCity

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


@pytest.mark.parametrize("role", sorted(STAFF))
def test_every_role_has_a_desk_and_sees_only_ways_it_may_go(signed_in: Browser, city: FakeCity, role: Role) -> None:
    browser = signed_in(role)

    page = browser.get("/desk/").content.decode()

    ways = page[page.index('class="nav__list"') : page.index("</nav>")]
    for address in ("/matters/", "/drafts/", "/staff/", "/tokens/", "/work/"):
        assert (f'href="{address}"' in ways) == (browser.get(address).status_code == 200), address


def test_an_empty_desk_says_what_will_appear(signed_in: Browser, city: FakeCity) -> None:
    assert "现在没有需要您办的事" in signed_in(Role.INSPECTOR).get("/desk/").content.decode()


def test_a_draft_waits_on_the_desks_of_those_who_may_sign_it(signed_in: Browser, city: FakeCity) -> None:
    officer = signed_in(Role.POLICY_OFFICER)
    officer.post("/drafts/begin/", {"title": "七天草案"})

    assert "七天草案" in officer.get("/desk/").content.decode()
    assert "七天草案" not in signed_in(Role.POLICY_APPROVER).get("/desk/").content.decode()
    assert "七天草案" not in signed_in(Role.INSPECTOR).get("/desk/").content.decode()


def test_the_search_answers_from_the_handbook_and_puts_no_word_into_an_address(
    signed_in: Browser, city: FakeCity
) -> None:
    browser = signed_in(Role.HOTLINE_AGENT)

    found = browser.post("/desk/find/", {"q": "急病能去医院吗"}, headers={"HX-Target": "desk-found"}).content.decode()

    assert "120" in found
    assert "<html" not in found
    assert browser.get("/desk/find/").status_code == 405


@pytest.mark.parametrize("q", ["", "  ", "\0", "<script>alert(1)</script>", "字" * 5000])
def test_no_search_is_a_fault(signed_in: Browser, city: FakeCity, q: str) -> None:
    answer = signed_in(Role.HEADQUARTERS).post("/desk/find/", {"q": q})

    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_the_desk_asks_the_same_number_of_questions_however_much_there_is(
    signed_in: Browser, city: FakeCity, django_assert_max_num_queries: Callable[..., object]
) -> None:
    browser = signed_in(Role.POLICY_OFFICER)
    for number in range(12):
        browser.post("/drafts/begin/", {"title": f"draft {number}"})

    with django_assert_max_num_queries(14):  # type: ignore[attr-defined]
        browser.get("/desk/")


def test_strangers_and_citizens_have_no_desk(client: Client, city: FakeCity) -> None:
    assert client.get("/desk/").status_code == 302
