"""The second signature: never by a writer, never unseen, never unchecked; the release comes whole or not at all."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from lianfang.decisions.releases import ReleaseNotStaged, Releases
from lianfang.domains.audit.models import Row
from lianfang.domains.handbook import commands
from lianfang.domains.handbook.errors import NoReason, NotChecked, NotSeen, NotThatMinute, SignedByWriter
from lianfang.domains.handbook.models import CheckRun, Draft, PreviewRun, PreviewSeen, Signature
from lianfang.domains.handbook.queries.drafts import files_of, release_of_draft
from lianfang.domains.handbook.tests.given import APPROVER, NOON, OFFICER, WINDOW, a_draft, somebody, the_pack
from lianfang.kernel.actors import Actor, NotPermitted
from lianfang.kernel.roles import Role
from lianfang.kernel.states import MoveNotAllowed

pytestmark = pytest.mark.django_db
IN_TIME = NOON + timedelta(hours=2)
BOTH = Actor("both", OFFICER.grants | APPROVER.grants)


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    return Releases(tmp_path / "releases")


def handed_in(title: str = "七天", by: Actor = OFFICER) -> Draft:
    """A draft that says the same in other words, which passed its check and was handed in."""
    draft = a_draft(title)
    text = files_of(draft)[WINDOW].text + f"# {title}\n"
    commands.save_file(draft_id=draft.pk, path=WINDOW, text=text, seen=0, by=by, at=NOON)
    release = release_of_draft(files_of(draft))
    CheckRun.objects.create(
        draft=draft, release=release, at=NOON, faults=[], notes=[], cases=1, boundaries=1, covered=1
    )
    return commands.hand_in_draft(draft_id=draft.pk, by=OFFICER, at=NOON)


def seen(draft: Draft, by: Actor = APPROVER) -> Draft:
    """Somebody looked at the preview of the draft."""
    release = release_of_draft(files_of(draft))
    run = PreviewRun.objects.create(
        draft=draft, release=release, against="x", at=NOON, asked_by=by.id, asked_at=NOON, state="done", result={}
    )
    PreviewSeen.objects.create(preview=run, by=by.id, at=NOON)
    return draft


def sign(draft: Draft, starts: datetime = IN_TIME, *, emergency: str = "", by: Actor = APPROVER) -> Signature:
    return commands.sign_draft(
        draft_id=draft.pk, starts=starts, emergency=emergency, in_force=the_pack(), by=by, at=NOON
    )


def publish(signature: Signature, releases: Releases) -> Signature:
    commands.publish_signed(signature_id=signature.pk, releases=releases, at=NOON)
    signature.refresh_from_db()
    return signature


def state(draft: Draft) -> str:
    draft.refresh_from_db()
    return draft.state


def test_what_was_signed_is_in_force_from_its_minute_and_not_before(releases: Releases) -> None:
    draft = seen(handed_in())

    publish(sign(draft), releases)

    assert state(draft) == "published"
    entry = releases.at(IN_TIME)
    assert releases.pack(entry).release == entry.release == release_of_draft(files_of(draft))
    assert [one.starts for one in releases.all()] == [IN_TIME]


def test_who_wrote_on_it_does_not_sign_it() -> None:
    with pytest.raises(SignedByWriter):
        sign(seen(handed_in(by=BOTH), BOTH), by=BOTH)

    assert not Signature.objects.exists()


def test_nobody_signs_what_they_have_not_seen() -> None:
    draft = seen(handed_in(), by=somebody(Role.POLICY_APPROVER, name="another"))

    with pytest.raises(NotSeen):
        sign(draft)


def test_what_did_not_pass_its_check_is_not_signed() -> None:
    draft = seen(handed_in())
    CheckRun.objects.update(faults=[["pack.yaml", 1, "错了", "wrong", "", ""]])

    with pytest.raises(NotChecked):
        sign(draft)


def test_only_an_approver_signs_and_only_what_was_handed_in() -> None:
    with pytest.raises(NotPermitted):
        sign(seen(handed_in()), by=OFFICER)
    with pytest.raises(MoveNotAllowed):
        sign(seen(a_draft()))


@pytest.mark.parametrize(
    "starts", [NOON, NOON - timedelta(days=1), IN_TIME - timedelta(minutes=1), IN_TIME + timedelta(seconds=1)]
)
def test_a_minute_that_has_passed_or_comes_too_soon_is_refused(starts: datetime) -> None:
    with pytest.raises(NotThatMinute):
        sign(seen(handed_in()), starts)


def test_an_emergency_skips_the_notice_and_nothing_else(releases: Releases) -> None:
    publish(sign(seen(handed_in()), NOON + timedelta(minutes=1), emergency="新增一起聚集性疫情"), releases)

    assert releases.at(NOON + timedelta(minutes=1))
    for draft, starts, refusal in (
        (seen(handed_in("a")), NOON, NotThatMinute),
        (handed_in("b"), IN_TIME, NotSeen),
    ):
        with pytest.raises(refusal):
            sign(draft, starts, emergency="in a hurry")


def test_killed_between_signature_and_release_the_next_start_completes_it_once(releases: Releases) -> None:
    signature = sign(seen(handed_in()))
    assert releases.all() == ()

    publish(publish(signature, releases), releases)

    assert len(releases.all()) == 1


def test_killed_between_release_and_crossing_off_nothing_comes_twice(releases: Releases) -> None:
    draft = seen(handed_in())
    signature = publish(sign(draft), releases)
    Signature.objects.update(staged_at=None)
    Draft.objects.update(state="signed")

    publish(signature, releases)

    assert (state(draft), len(releases.all())) == ("published", 1)


def test_of_two_for_one_minute_the_second_goes_back_to_be_signed_for_another(releases: Releases) -> None:
    publish(sign(seen(handed_in("one"))), releases)
    draft = seen(handed_in("two"))

    assert publish(sign(draft), releases).fault is not None

    assert (state(draft), len(releases.all())) == ("handed_in", 1)
    publish(sign(draft, IN_TIME + timedelta(minutes=1)), releases)
    assert [one.starts for one in releases.all()] == [IN_TIME, IN_TIME + timedelta(minutes=1)]


def test_a_release_is_withdrawn_before_its_minute_with_a_reason_and_never_after(releases: Releases) -> None:
    draft = seen(handed_in())
    publish(sign(draft), releases)

    def withdraw(reason: str, at: datetime) -> None:
        commands.withdraw_release(draft_id=draft.pk, reason=reason, releases=releases, by=APPROVER, at=at)

    with pytest.raises(NoReason):
        withdraw(" ", NOON)
    with pytest.raises(ReleaseNotStaged):
        withdraw("too late", IN_TIME)
    withdraw("界限要再议", NOON)

    assert (state(draft), releases.all()) == ("withdrawn", ())
    assert Row.objects.filter(what="handbook.withdraw").count() == 1


def test_the_store_refuses_a_signature_for_the_past_and_a_withdrawal_without_a_who() -> None:
    sign(seen(handed_in()))

    for wrong in ({"starts": NOON}, {"withdrawn_at": NOON}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Signature.objects.update(**wrong)


def test_the_page_offers_each_what_they_may_do(signed_in: Callable[..., Client]) -> None:
    draft = handed_in()
    approver, officer = signed_in(Role.POLICY_APPROVER), signed_in(Role.POLICY_OFFICER)
    page, door = f"/drafts/{draft.pk}/", f"/drafts/{draft.pk}/sign/"

    assert "签署之前，请先看会影响谁" in approver.get(page).content.decode()
    assert "等另一位签署人签署" in officer.get(page).content.decode()
    assert officer.post(door, {"starts": "2021-08-11T15:00"}).status_code == 403
    assert approver.post(door, {"starts": "rubbish"}).status_code == 422


def test_everyone_sees_the_releases_or_that_there_is_none_yet(client: Client) -> None:
    assert "还没有发布过草案" in client.get("/releases/").content.decode()
