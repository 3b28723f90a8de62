"""The doors of the intake: an organisation's machine, the board, a CSV by hand."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lianfang.domains.accounts.models import ApiToken
from lianfang.domains.accounts.queries import key_mark
from lianfang.domains.intake import commands
from lianfang.domains.intake.models import Batch
from lianfang.domains.intake.tests.test_intake import ENGINEER, NOON
from lianfang.kernel.roles import Role

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
TEST = {"person_id": "p1", "sampled_at": "2021-08-11T08:00", "method": "pcr", "result": "negative"}
CSV = "person_id,degree,last_exposed_at\np1,close,2021-08-10T08:00\np2,cousin,2021-08-10T08:00\n"


@pytest.fixture(autouse=True)
def source() -> None:
    new = commands.NewSource("lab-3", "第三实验室", "lab-3", "110105", ("tests", "contacts"), usual_rows=10)
    commands.register_source(new, by=ENGINEER, at=NOON)


@pytest.fixture
def secret() -> str:
    now = datetime.now(UTC)  # noqa: TID251 — tokens are measured by the machine's time
    ApiToken.objects.create(
        label="lab",
        organisation="lab-3",
        area="110105",
        scopes=["intake.give"],
        secret_mark=key_mark("secret-of-lab-3"),
        made_at=now,
        made_by="test",
        expires_at=now + timedelta(days=1),
    )
    return "secret-of-lab-3"


def post(secret: str, body: object, *, table: str = "tests", key: str = "k1") -> tuple[int, dict[str, object]]:
    answer = Client().post(
        f"/api/facts/{table}",
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}", "Idempotency-Key": key},
    )
    return answer.status_code, answer.json()


def test_a_machine_gives_facts_and_is_told_what_became_of_them(secret: str) -> None:
    assert post(secret, {"rows": [TEST]}) == (
        202,
        {"batch": "lab-3:k1", "rows": 1, "held": False, "again": False},
    )
    assert post(secret, {"rows": [TEST]})[1]["again"] is True


@pytest.mark.parametrize(
    ("body", "table", "key", "status", "code"),
    [
        ({"rows": [{**TEST, "x": "1"}]}, "tests", "k", 422, "not-rows"),
        ({"rows": [TEST]}, "tests", "", 422, "not-rows"),
        ({"rows": [TEST]}, "infections", "k", 403, "not-your-table"),
        ({"rows": [TEST]}, "nothing", "k", 422, "unknown-table"),
        ({"rows": "x"}, "tests", "k", 422, "request-not-readable"),
        ({}, "tests", "k", 422, "request-not-readable"),
    ],
)
def test_what_cannot_be_taken_is_answered_with_a_code_and_a_next_step(
    secret: str, body: object, table: str, key: str, status: int, code: str
) -> None:
    answer = post(secret, body, table=table, key=key)

    assert (answer[0], answer[1]["code"]) == (status, code)
    assert answer[1]["next"]
    assert "p1" not in str(answer[1])
    assert not Batch.objects.exists()


def test_without_a_token_nothing_is_taken() -> None:
    assert post("not-a-token", {"rows": [TEST]})[0] == 401


def test_a_csv_is_looked_at_row_by_row_before_anything_is_kept(signed_in: Browser) -> None:
    officer = signed_in(Role.UNIT_OFFICER, "110105")
    typed = {"table": "contacts", "source": "lab-3", "text": CSV, "ground": "流调", "evidence": "记录 12", "key": "h1"}

    page = officer.post("/intake/enter/", typed).content.decode()

    assert "1 行可以收下，1 行有问题" in page
    assert not Batch.objects.exists()

    page = officer.post("/intake/enter/", {**typed, "take": "1"}, follow=True).content.decode()
    assert "待复核" in page
    assert Batch.objects.get().rows == 1


def test_a_file_in_another_encoding_is_read(signed_in: Browser) -> None:
    sent = SimpleUploadedFile("密接.csv", CSV.encode("utf-16"))

    page = signed_in(Role.UNIT_OFFICER, "110105").post("/intake/enter/", {"table": "contacts", "file": sent})

    assert "1 行可以收下" in page.content.decode()


@pytest.mark.parametrize("text", ["\0", "x", "a,b\n1", "person_id\n" * 3, '"', "字" * 9000])
def test_no_text_is_a_fault(signed_in: Browser, text: str) -> None:
    answer = signed_in(Role.UNIT_OFFICER, "110105").post("/intake/enter/", {"table": "contacts", "text": text})

    assert answer.status_code in (200, 422)


def test_the_board_shows_what_waits_and_offers_a_second_person_the_decision(signed_in: Browser) -> None:
    officer = signed_in(Role.UNIT_OFFICER, "110105")
    typed = {"table": "contacts", "source": "lab-3", "text": CSV, "ground": "流调", "evidence": "12", "key": "h"}
    officer.post("/intake/enter/", {**typed, "take": "1"})
    batch = Batch.objects.get()

    assert "1 批待复核" in officer.get("/intake/").content.decode()
    assert "复核通过" not in officer.get(f"/intake/batches/{batch.pk}/").content.decode()
    second = signed_in(Role.UNIT_OFFICER, "110105")
    assert "复核通过" in second.get(f"/intake/batches/{batch.pk}/").content.decode()
    second.post(f"/intake/batches/{batch.pk}/decide/", {"verb": "accept"})
    batch.refresh_from_db()
    assert batch.state == "accepted"


def test_an_engineer_registers_and_closes_a_source(signed_in: Browser) -> None:
    engineer = signed_in(Role.ENGINEER)
    typed = {
        "code": "rail-1",
        "title": "铁路",
        "organisation": "rail",
        "area": "110000",
        "usual_rows": "500",
        "tables": ["city_arrivals"],
    }

    assert "铁路" in engineer.post("/intake/register/", typed, follow=True).content.decode()
    assert engineer.post("/intake/register/", typed).status_code == 409
    assert "已关闭" in engineer.post("/intake/close/", {"code": "rail-1"}, follow=True).content.decode()
    assert signed_in(Role.INSPECTOR).get("/intake/").status_code == 403
