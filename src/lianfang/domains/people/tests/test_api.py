"""Other systems enter people with a document and a matter, and learn a pseudonym and nothing else."""

import pytest

from lianfang.domains.people.models import MatterName, Person, names
from lianfang.domains.people.tests.given import GANJIAKOU, HAIDIAN, LONGZEYUAN, a_card, a_person, card_number
from tests.given import a_bearer

pytestmark = pytest.mark.django_db
MATTER = {"reference": "41"}
BODY = {"kind": "resident_card", "number": card_number(), "name": "赵晓岚", "area": GANJIAKOU, **MATTER}


@pytest.fixture
def post(client):
    bearer = a_bearer({"people.register"}, area=HAIDIAN)

    def posted(path, body, status=200):
        headers = {"Authorization": bearer, "Accept": "application/json"}
        answer = client.post(f"/api/{path}", body, content_type="application/json", headers=headers)
        assert answer.status_code == status, answer.content
        return answer.json()

    return posted


def test_somebody_is_entered_once_and_their_matter_closed(post):
    assert post("people", BODY) == post("people", BODY) == {"person_id": names().of(a_card())}
    assert post("people/matters/close", MATTER) == {"people": 1}
    assert Person.objects.get().idle_since is not None


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"number": "110108"}, "not-a-document"),
        ({"born": "1988-05-15"}, "document-disagrees"),
        ({"phone": "1"}, "not-a-phone"),
        ({"reference": "13800138000"}, "not-a-person"),
        ({"name": "长" * 81}, "request-not-readable"),
    ],
)
def test_safety_6_what_is_wrong_is_said_by_a_code_and_never_repeated(post, wrong, code):
    answer = post("people", {**BODY, **wrong}, 422)

    assert answer["code"] == code
    assert "赵晓岚" not in str(answer) and card_number() not in str(answer)
    assert not Person.objects.exists()


def test_outside_of_the_tokens_area_nothing_is_entered(post):
    post("people", {**BODY, "area": LONGZEYUAN}, 403)

    assert not Person.objects.exists()


def test_a_token_closes_the_matters_of_its_own_organisation_and_no_others(post):
    a_person(matter=MatterName("hotline", "41"))

    assert post("people/matters/close", MATTER) == {"people": 0}
    assert Person.objects.get().idle_since is None
