"""The handbook of a day: all of the policy in force, nothing else, and found by those who ask."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from lianfang.domains.handbook.public import EntryKind, handbook
from lianfang.policy.model import Pack
from lianfang.policy.packs import read_pack

CITY = ZoneInfo("Asia/Shanghai")
BEIJING = Path(__file__).parents[5] / "policies" / "beijing"
BULLETIN = datetime(2021, 8, 11, 12, tzinfo=CITY)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return read_pack(BEIJING)


def test_every_rule_in_force_and_no_other_has_its_clause(pack: Pack) -> None:
    for step in pack.steps():
        clauses = {entry.anchor for entry in handbook(pack, step).entries if entry.kind is EntryKind.CLAUSE}

        assert clauses == {rule.id for rule in pack.rules if rule.in_force(step)}


def test_the_handbook_turns_exactly_at_a_dated_step(pack: Pack) -> None:
    step = datetime(2021, 11, 17, tzinfo=CITY)

    before, after = handbook(pack, step - timedelta(microseconds=1)), handbook(pack, step)

    assert before.until == step
    assert {e.anchor for e in before.entries} != {e.anchor for e in after.entries}
    assert handbook(pack, step + timedelta(days=1)) is after


def test_before_the_first_rule_the_handbook_is_empty_but_for_answers(pack: Pack) -> None:
    kinds = {entry.kind for entry in handbook(pack, datetime(2019, 1, 1, tzinfo=CITY)).entries}

    assert EntryKind.CLAUSE not in kinds
    assert EntryKind.NUMBER not in kinds


def test_anchors_are_their_own(pack: Pack) -> None:
    anchors = [entry.anchor for entry in handbook(pack, BULLETIN).entries]

    assert len(anchors) == len(set(anchors))


@pytest.mark.parametrize(
    ("question", "anchor"),
    [
        ("急病能去医院吗", "code-emergency"),
        ("can I go to hospital in an emergency", "code-emergency"),
        ("老人没有智能手机", "code-no_smartphone"),
        ("满14天怎么算", "code-how_days_count"),
    ],
)
def test_people_find_what_they_ask_in_their_own_words(pack: Pack, question: str, anchor: str) -> None:
    found = handbook(pack, BULLETIN).search(question, language="zh")

    assert found[0].entry.anchor == anchor


def test_every_question_of_the_policy_finds_its_own_answer(pack: Pack) -> None:
    book = handbook(pack, BULLETIN)
    for entry in book.entries:
        if entry.kind is EntryKind.ANSWER:
            for asked in (entry.title.zh, entry.title.en):
                assert book.search(asked, language="zh", limit=1)[0].entry == entry


@pytest.mark.django_db
class TestPage:
    def test_it_shows_the_day_asked_for_and_answers_on_the_page(self, client: Client) -> None:
        page = client.get("/handbook/", {"at": "2022-11-23", "q": "三天三检"}).content.decode()

        assert "2022年11月23日" in page
        assert "<mark>" in page

    def test_a_part_of_the_page_holds_only_what_was_found(self, client: Client) -> None:
        part = client.get("/handbook/", {"q": "封控"}, headers={"HX-Request": "true", "HX-Target": "found"})

        assert "<html" not in part.content.decode()
        assert "found-title" in part.content.decode()

    @pytest.mark.parametrize("day", ["yesterday", "2021-13-41", "9999-99-99", "<script>", "\0"])
    def test_a_day_that_cannot_be_read_is_said_and_today_is_shown(self, client: Client, day: str) -> None:
        page = client.get("/handbook/", {"at": day})

        assert page.status_code == 200
        assert "2021-08-11" in page.content.decode()

    def test_nothing_found_says_what_to_do_next(self, client: Client) -> None:
        page = client.get("/handbook/", {"q": "<b>量子</b>"}).content.decode()

        assert "12345" in page
        assert "<b>量子</b>" not in page
