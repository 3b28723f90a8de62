"""The JSON door: tokens, places, pages of a list, and errors with a code, a sentence and a next step."""

import json

import pytest
from django.test import Client

from lianfang.domains.accounts.models import Account, RoleGrant
from lianfang.kernel.roles import SCOPES
from tests.given import CHAOYANG, CITY, DONGCHENG, NOON, a_bearer

pytestmark = pytest.mark.django_db


def ask(path: str, bearer: str = "", **query: object) -> tuple[int, object]:
    headers = {"Authorization": bearer} if bearer else {}
    answer = Client().get(f"/api/{path}", query, headers=headers)
    return answer.status_code, json.loads(answer.content)


def staff(number: int, *, area: str = CHAOYANG, organisation: str = "org-1") -> None:
    for n in range(number):
        names = {"token": f"s-{area}-{n}", "username": f"s.{area}.{n}", "name": "王小明"}
        account = Account.objects.create(kind="staff", state="active", area=area, began_at=NOON, **names)
        RoleGrant.objects.create(
            account=account, role="inspector", area=area, organisation=organisation, given_at=NOON, given_by="test"
        )


def test_a_token_says_what_it_may_do() -> None:
    status, said = ask("me", a_bearer({"accounts.see"}, CHAOYANG))

    assert status == 200
    assert said["rights"] == [{"right": "accounts.see", "area": CHAOYANG, "organisation": "org-1"}]  # type: ignore[index]


def test_a_token_lists_the_staff_of_its_organisation_in_its_area_and_nobody_else() -> None:
    staff(2)
    staff(1, area=DONGCHENG)
    staff(1, area="110108", organisation="org-2")

    _, said = ask("staff", a_bearer({"accounts.see"}, CHAOYANG))
    _, city = ask("staff", a_bearer({"accounts.see"}, CITY))

    assert {row["area"] for row in said["staff"]} == {CHAOYANG}  # type: ignore[index]
    assert {row["area"] for row in city["staff"]} == {CHAOYANG, DONGCHENG}  # type: ignore[index]


def test_pages_of_a_list_follow_each_other_to_the_end() -> None:
    staff(65)
    bearer, found, after = a_bearer({"accounts.see"}), [], 0

    while after is not None:
        _, said = ask("staff", bearer, after=after)
        found += [row["id"] for row in said["staff"]]  # type: ignore[index]
        after = said["next"]  # type: ignore[index]

    assert len(found) == len(set(found)) == 65


@pytest.mark.parametrize("bearer", ["", "Bearer", "Bearer ", "Bearer nonsense", "Basic YTpi", "Bearer " + "x" * 9000])
def test_without_a_good_token_the_answer_is_a_refusal_in_json(bearer: str) -> None:
    status, said = ask("staff", bearer)

    assert status == 401
    assert set(said) == {"code", "detail", "next"}  # type: ignore[arg-type]


@pytest.mark.parametrize("after", ["x", "1e9", "", "9" * 50, "null"])
def test_safety_6_what_cannot_be_read_is_named_and_not_repeated(after: str) -> None:
    status, said = ask("staff", a_bearer({"accounts.see"}), after=after)

    assert status in (200, 422)
    if status == 422:
        assert said["code"] == "request-not-readable"  # type: ignore[index]
        assert "after" in said["detail"]  # type: ignore[index]
        assert not after or after not in said["detail"]  # type: ignore[index]


def test_an_address_that_does_not_exist_answers_in_json() -> None:
    status, said = ask("nothing", a_bearer(SCOPES))

    assert (status, said["code"]) == (404, "http-404")  # type: ignore[index]


def test_the_api_describes_itself_and_every_operation_asks_for_a_token() -> None:
    status, described = ask("openapi.json")

    operations = [each for path in described["paths"].values() for each in path.values()]  # type: ignore[index]
    assert status == 200
    assert operations
    assert all(each["security"] == [{"Token": []}] for each in operations)
