"""The demonstration's people are in the register under the ids of their facts."""

import pytest

from lianfang.domains.people.commands.demonstration import fill_demonstration
from lianfang.domains.people.models import Person
from lianfang.domains.people.queries.views import entries
from lianfang.domains.people.tests.given import OFFICER
from lianfang.facts.demo.stories import stories
from tests.given import NOON

pytestmark = pytest.mark.django_db


def test_the_people_of_the_stories_are_entered_once_with_the_documents_their_stories_show():
    number = fill_demonstration(city="11", by=OFFICER, at=NOON)

    shown = {entry.person_id: entry for entry in entries(Person.objects.all())}
    told = {story.person_id: story for story in stories()}
    assert number == len(shown) > 30
    assert fill_demonstration(city="11", by=OFFICER, at=NOON) == 0
    assert set(shown) <= set(told)
    for person_id, entry in shown.items():
        assert entry.masked_name[0] == told[person_id].display.zh[0]
        assert told[person_id].masked_id[-2:] in (entry.papers[0].masked[-2:], "**")
        assert entry.open_matters[0].reference == told[person_id].key
