"""Whom a draft changes: worked out once, exactly, seen by those who sign."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from lianfang.decisions.preview import preview
from lianfang.domains.handbook import commands
from lianfang.domains.handbook.errors import NotChecked
from lianfang.domains.handbook.models import Draft, PreviewRun, PreviewSeen
from lianfang.domains.handbook.queries.drafts import files_of, has_seen, release_of_draft
from lianfang.domains.handbook.tests.given import BEIJING, NOON, OFFICER, WINDOW, a_draft, the_pack
from lianfang.facts.refusals import NoFactsFolder
from lianfang.facts.store import FactStore, store_of
from lianfang.kernel.plain import plain
from lianfang.kernel.roles import Role
from lianfang.policy.packs import read_pack

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")
ANSWERS = "measures/code/questions.yaml"


def the_facts() -> FactStore:
    """Three people outside who were in a risk county ten days ago, one at home."""
    stay = {"area": "320115", "arrived_at": "2021-07-20T10:00+08:00", "left_at": "2021-08-01T09:00+08:00"}
    level = {"area_id": "a1", "area": "320115", "level": "medium", "from_at": "2021-07-21", "until_at": "2021-09-01"}
    homes = {"p1": "340104", "p2": "340104", "p3": "310101", "p4": "110105"}
    return store_of(
        {
            "persons": [{"person_id": person, "home_area": home} for person, home in homes.items()],
            "stays": [{"person_id": person, **stay} for person in ("p1", "p2", "p3")],
            "area_levels": [level],
        },
        zone=ZONE,
    )


def a_word_more(draft: Draft, seen: int) -> Draft:
    """The draft with an empty line more: another content that decides the same, and passes its check."""
    text = files_of(draft)[ANSWERS].text + "\n"
    commands.save_file(draft_id=draft.pk, path=ANSWERS, text=text, seen=seen, by=OFFICER, at=NOON)
    assert commands.check_draft(draft_id=draft.pk, by=OFFICER, at=NOON).passed
    return draft


def asked(draft: Draft) -> PreviewRun:
    return commands.ask_for_preview(draft_id=draft.pk, in_force=the_pack(), by=OFFICER, at=NOON)


def worked_out(run: PreviewRun, facts: Callable[[], FactStore] = the_facts) -> PreviewRun:
    commands.work_out_preview(preview_id=run.pk, in_force=the_pack(), facts=facts)
    run.refresh_from_db()
    return run


def test_the_result_is_what_the_engine_says_of_the_same_people() -> None:
    run = worked_out(asked(a_word_more(a_draft(), 0)))

    with the_facts() as store:
        said = plain(preview(read_pack(BEIJING), the_pack(), store, at=NOON))
    assert run.state == "done"
    assert {**run.result, "release": ""} == {**said, "release": ""}


def test_the_same_question_is_worked_out_once_and_a_new_word_asks_again() -> None:
    draft = a_word_more(a_draft(), 0)
    first = asked(draft)

    assert asked(draft) == first
    assert asked(a_word_more(draft, 1)) != first


def test_what_has_not_passed_its_check_is_not_worked_out() -> None:
    draft = a_draft()
    commands.save_file(draft_id=draft.pk, path=WINDOW, text="x: 1\n", seen=0, by=OFFICER, at=NOON)

    with pytest.raises(NotChecked):
        asked(draft)


def test_run_again_after_a_kill_it_changes_nothing_that_is_done() -> None:
    run = worked_out(asked(a_word_more(a_draft(), 0)))

    def never() -> FactStore:
        raise AssertionError("the facts are not read again")

    assert worked_out(run, never).state == "done"


def test_only_what_was_done_counts_as_seen_and_by_whom(signed_in: Callable[..., Client]) -> None:
    draft, approver = a_word_more(a_draft(), 0), signed_in(Role.POLICY_APPROVER)
    run, page = asked(draft), f"/drafts/{draft.pk}/preview/"

    assert "排队中" in approver.get(page).content.decode()
    assert not PreviewSeen.objects.exists()

    worked_out(run)
    assert "没有人受到影响" in approver.get(page).content.decode()
    assert PreviewSeen.objects.count() == 1
    assert not has_seen(draft, release_of_draft(files_of(draft)), by=OFFICER)


def test_the_page_shows_itself_anew_when_it_is_done(signed_in: Callable[..., Client]) -> None:
    draft, officer = a_word_more(a_draft(), 0), signed_in(Role.POLICY_OFFICER)
    run, part = asked(draft), {"HX-Request": "true", "HX-Target": "preview"}

    assert "HX-Refresh" not in officer.get(f"/drafts/{draft.pk}/preview/", headers=part)

    worked_out(run)
    assert officer.get(f"/drafts/{draft.pk}/preview/", headers=part)["HX-Refresh"] == "true"


def test_what_could_not_be_worked_out_says_why_and_can_be_asked_again(signed_in: Callable[..., Client]) -> None:
    draft, officer = a_word_more(a_draft(), 0), signed_in(Role.POLICY_OFFICER)

    def no_facts() -> FactStore:
        raise NoFactsFolder(path="city")

    assert worked_out(asked(draft), no_facts).state == "failed"
    page = officer.get(f"/drafts/{draft.pk}/preview/").content.decode()
    assert "没有算成" in page
    assert "重新算" in page
    assert asked(draft).state == "waiting"
