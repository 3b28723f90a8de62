"""The pages on which the policy is written."""

from collections.abc import Callable

import pytest
from django.test import Client

from lianfang.domains.handbook.models import Draft
from lianfang.domains.handbook.queries.drafts import files_of
from lianfang.domains.handbook.tests.given import WINDOW
from lianfang.kernel.roles import Role

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


@pytest.fixture
def officer(signed_in: Browser) -> Client:
    return signed_in(Role.POLICY_OFFICER)


@pytest.fixture
def draft(officer: Client) -> Draft:
    officer.post("/drafts/begin/", {"title": "七天"})
    return Draft.objects.get()


def save(officer: Client, draft: Draft, text: str, seen: str = "0") -> str:
    answer = officer.post(f"/drafts/{draft.pk}/save/", {"path": WINDOW, "text": text, "seen": seen}, follow=True)
    return answer.content.decode()


def test_an_empty_list_says_how_the_first_draft_begins(officer: Client) -> None:
    assert "还没有草案" in officer.get("/drafts/").content.decode()


def test_a_wrong_limit_is_refused_beside_its_line(officer: Client, draft: Draft) -> None:
    text = files_of(draft)[WINDOW].text

    page = save(officer, draft, text.replace("value: 14", "valeu: 14"))

    assert "#line-" in page
    assert "data-faults" in page


def test_saving_over_somebody_elses_words_is_told_and_loses_neither(officer: Client, draft: Draft) -> None:
    save(officer, draft, "one: 1\n")

    answer = officer.post(f"/drafts/{draft.pk}/save/", {"path": WINDOW, "text": "two: 2\n", "seen": "0"})

    assert answer.status_code == 409
    assert files_of(draft)[WINDOW].text == "one: 1\n"


def test_an_earlier_version_is_compared_with_now(officer: Client, draft: Draft) -> None:
    save(officer, draft, files_of(draft)[WINDOW].text.replace("value: 14", "value: 10"))

    page = officer.get(f"/drafts/{draft.pk}/file/", {"path": WINDOW, "version": "0"}).content.decode()

    assert "-     value: 14" in page
    assert "+     value: 10" in page


def test_a_case_is_answered_by_the_draft_and_by_the_policy_in_force(officer: Client, draft: Draft) -> None:
    save(officer, draft, files_of(draft)[WINDOW].text.replace("value: 14", "value: 7"))

    page = officer.get(f"/drafts/{draft.pk}/trial/").content.decode()

    assert "不一样" in page  # ten days after: deferred in force, free in the draft
    assert "一样" in page.replace("不一样", "")


@pytest.mark.parametrize("text", ["", "- case: x", "a: [", "\0", "- 1\n- 2", "- case: x\n  expect: [{at: 9999-99-99}]"])
def test_a_case_that_cannot_be_read_is_told_by_line(officer: Client, draft: Draft, text: str) -> None:
    answer = officer.post(f"/drafts/{draft.pk}/trial/", {"text": text}, headers={"HX-Target": "trial"})

    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()


def test_another_city_and_other_roles_see_nothing(signed_in: Browser, draft: Draft) -> None:
    assert signed_in(Role.POLICY_OFFICER, "310000").get(f"/drafts/{draft.pk}/").status_code == 404
    assert signed_in(Role.INSPECTOR).get(f"/drafts/{draft.pk}/").status_code == 403
    assert "七天" not in signed_in(Role.POLICY_OFFICER, "310000").get("/drafts/").content.decode()


def test_an_approver_reads_and_returns_but_does_not_write(signed_in: Browser, officer: Client, draft: Draft) -> None:
    approver = signed_in(Role.POLICY_APPROVER)
    officer.post(f"/drafts/{draft.pk}/move/", {"verb": "check"})
    officer.post(f"/drafts/{draft.pk}/move/", {"verb": "hand_in"})

    assert "退回" in approver.get(f"/drafts/{draft.pk}/").content.decode()
    assert approver.post(f"/drafts/{draft.pk}/save/", {"path": WINDOW, "text": "x", "seen": "0"}).status_code == 403
    approver.post(f"/drafts/{draft.pk}/move/", {"verb": "return", "reason": "界限不对"})

    draft.refresh_from_db()
    assert draft.state == "writing"
