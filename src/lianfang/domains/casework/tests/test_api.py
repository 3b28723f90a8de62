"""Another system reads and moves matters with a token: only its organisation's, and never over somebody's change."""

import json

import pytest
from django.test import Client

from lianfang.domains.casework.models import Matter
from lianfang.domains.casework.tests.given import STREET, a_matter
from tests.given import CHAOYANG, CITY, a_bearer

pytestmark = pytest.mark.django_db

OWNER = {"area": CHAOYANG, "unit": STREET.unit}


@pytest.fixture
def ask():
    """A system of the organisation org-1 with every scope: `ask("GET", "matters")` gives status and body."""
    header = a_bearer({"casework.see", "casework.ask", "casework.work"}, CITY)

    def asked(method: str, path: str, body: object = None):
        sent = json.dumps(body) if body is not None else ""
        answer = Client().generic(
            method, f"/api/{path}", sent, content_type="application/json", headers={"Authorization": header}
        )
        return answer.status_code, json.loads(answer.content)

    return asked


def test_a_request_is_opened_read_and_withdrawn(ask):
    asker = {"area": CITY, "unit": "org-1"}
    status, opened = ask(
        "POST", "matters", {"title": "核查", "body": "详情", "owner": OWNER, "asker": asker, "priority": 1}
    )
    assert (status, opened["state"], opened["priority"], opened["verbs"]) == (200, "sent", 1, ["withdraw"])
    assert opened["due_at"] and opened["left_seconds"] is None

    assert [row["id"] for row in ask("GET", "matters")[1]["matters"]] == [opened["id"]]
    address = f"matters/{opened['id']}"
    assert ask("POST", f"{address}/notes", {"text": "催一下"})[1]["lines"][0]["text"] == "催一下"
    status, moved = ask("POST", f"{address}/move", {"verb": "withdraw", "seen": opened["seen"]})
    assert (status, moved["state"], moved["verbs"]) == (200, "withdrawn", [])
    assert ask("POST", f"{address}/move", {"verb": "withdraw", "seen": opened["seen"]}) == (
        409,
        {
            "code": "changed-meanwhile",
            "detail": "您查看期间有人改动过；您的改动没有保存。",
            "next": "请先看现在的内容，再作改动。",
        },
    )


def test_what_is_of_other_organisations_does_not_exist(ask):
    matter = a_matter()

    assert ask("GET", "matters")[1] == {"matters": [], "next": None}
    for method, path, body in [
        ("GET", f"matters/{matter.pk}", None),
        ("POST", f"matters/{matter.pk}/move", {"verb": "accept", "seen": 1}),
        ("POST", f"matters/{matter.pk}/notes", {"text": "x"}),
    ]:
        assert ask(method, path, body)[0] == 404
    assert ask("POST", "matters", {"title": "x", "owner": OWNER, "asker": {"area": CITY, "unit": "org-2"}})[0] == 403


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "matters?which=poem", None),
        ("GET", "matters?after=x", None),
        ("GET", "matters/x", None),
        ("GET", "matters/" + "9" * 40, None),
        ("POST", "matters", {"title": "x"}),
        ("POST", "matters", {"title": "\ud800\0", "owner": OWNER, "asker": {"area": CITY, "unit": "org-1"}}),
        ("POST", "matters", {"title": "x", "owner": {"area": "x"}, "asker": {"area": CITY, "unit": "org-1"}}),
        ("POST", "matters", {"title": "x", "owner": OWNER, "asker": {"area": CITY, "unit": "org-1"}, "priority": 9}),
        ("POST", "matters/1/move", {"verb": "accept", "seen": 2**70}),
        ("POST", "matters/1/move", []),
    ],
)
def test_rubbish_is_refused_whole(ask, method, path, body):
    status, told = ask(method, path, body)

    assert status == 422
    assert set(told) == {"code", "detail", "next"}
    assert not Matter.objects.exists()
