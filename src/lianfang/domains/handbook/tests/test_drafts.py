"""Drafts: nothing written is lost, nothing wrong is handed in, nobody writes who may not."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import IntegrityError, transaction

from lianfang.domains.audit.models import Row
from lianfang.domains.handbook import commands
from lianfang.domains.handbook.errors import NotAFileOfAPack, NotChecked, NotUploaded, SomebodySaved, TextTooLong
from lianfang.domains.handbook.models import Draft, FileVersion
from lianfang.domains.handbook.queries.drafts import draft_of, drafts, files_of, history_of, release_of_draft
from lianfang.domains.handbook.tests.given import APPROVER, NOON, OFFICER, WINDOW, a_draft, somebody, the_pack
from lianfang.kernel.actors import NotPermitted
from lianfang.kernel.refusals import NoSuch
from lianfang.kernel.roles import Role
from lianfang.kernel.states import MoveNotAllowed

pytestmark = pytest.mark.django_db


def save(draft: Draft, text: str, *, seen: int | None = 0, path: str = WINDOW) -> FileVersion:
    return commands.save_file(draft_id=draft.pk, path=path, text=text, seen=seen, by=OFFICER, at=NOON)


def test_a_draft_begins_as_the_policy_it_is_based_on_byte_for_byte() -> None:
    draft = a_draft()

    assert release_of_draft(files_of(draft)) == the_pack().release == draft.based_on


def test_saving_adds_a_version_and_loses_none() -> None:
    draft = a_draft()
    before = files_of(draft)[WINDOW].text

    save(draft, "one: 1\n")
    save(draft, "two: 2\n", seen=1)

    assert [row.text for row in history_of(draft, WINDOW)] == ["two: 2\n", "one: 1\n", before]
    assert release_of_draft(files_of(draft)) != draft.based_on


def test_saving_what_is_there_already_adds_nothing() -> None:
    draft = a_draft()

    save(draft, files_of(draft)[WINDOW].text.replace("\n", "\r\n"))

    assert len(history_of(draft, WINDOW)) == 1


def test_two_who_write_at_once_are_told_and_neither_text_is_lost() -> None:
    draft = a_draft()
    save(draft, "mine: 1\n")

    with pytest.raises(SomebodySaved) as refused:
        save(draft, "yours: 1\n", seen=0)

    assert "version 1" in str(refused.value)
    assert files_of(draft)[WINDOW].text == "mine: 1\n"


@pytest.mark.parametrize(
    "path", ["../../etc/passwd", "values/../x.yaml", "/pack.yaml", "values/A.yaml", "x.yaml", "values/a.yml", "", "a\0"]
)
def test_a_place_that_a_pack_does_not_have_is_refused(path: str) -> None:
    draft = a_draft()

    with pytest.raises(NotAFileOfAPack):
        save(draft, "x", path=path, seen=None)


def test_a_text_that_is_far_too_long_is_refused() -> None:
    draft = a_draft()

    with pytest.raises(TextTooLong):
        save(draft, "万" * 400_000)


def test_a_file_taken_out_can_be_written_again_and_its_past_stays() -> None:
    draft = a_draft()

    commands.take_out_file(draft_id=draft.pk, path=WINDOW, by=OFFICER, at=NOON)
    assert files_of(draft)[WINDOW].gone

    save(draft, "back: 1\n", seen=1)
    assert [row.gone for row in history_of(draft, WINDOW)] == [False, True, False]


def test_every_step_is_in_the_log() -> None:
    draft = a_draft()
    save(draft, "one: 1\n")
    commands.check_draft(draft_id=draft.pk, by=OFFICER, at=NOON)

    assert list(Row.objects.order_by("id").values_list("what", flat=True)) == [
        "handbook.open_draft",
        "handbook.save_file",
        "handbook.check_draft",
    ]


def test_faults_stand_beside_their_lines_with_a_suggestion() -> None:
    draft = a_draft()
    wrong = files_of(draft)[WINDOW].text.replace("clause:", "clausse:", 1)
    save(draft, wrong)

    found = commands.check_draft(draft_id=draft.pk, by=OFFICER, at=NOON)

    assert not found.passed
    assert {fault.path for fault in found.faults} == {WINDOW}
    lines = wrong.splitlines()
    assert any("claus" in lines[fault.line - 1] or "cite" in lines[fault.line - 1] for fault in found.faults)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (WINDOW, "value: 14", "value: 13"),  # a wrong boundary: cases on both sides of 14 fail
        ("measures/entry/rules.yaml", "last_in_restricted_county", "last_in_restrict_county"),  # a typo in a fact
    ],
)
def test_a_draft_that_is_wrong_is_not_handed_in(path: str, old: str, new: str) -> None:
    draft = a_draft()
    save(draft, files_of(draft)[path].text.replace(old, new, 1), path=path)
    assert not commands.check_draft(draft_id=draft.pk, by=OFFICER, at=NOON).passed

    with pytest.raises(NotChecked):
        commands.hand_in_draft(draft_id=draft.pk, by=OFFICER, at=NOON)


def test_what_was_checked_before_the_last_word_does_not_count() -> None:
    draft = a_draft()
    assert commands.check_draft(draft_id=draft.pk, by=OFFICER, at=NOON).passed
    save(draft, files_of(draft)[WINDOW].text + "\n# a word more\n")

    with pytest.raises(NotChecked):
        commands.hand_in_draft(draft_id=draft.pk, by=OFFICER, at=NOON)


def test_a_draft_that_is_handed_in_is_not_written_on_until_it_is_taken_back() -> None:
    draft = a_draft()
    commands.check_draft(draft_id=draft.pk, by=OFFICER, at=NOON)
    commands.hand_in_draft(draft_id=draft.pk, by=OFFICER, at=NOON)

    with pytest.raises(MoveNotAllowed):
        save(draft, "late: 1\n")

    commands.take_back_draft(draft_id=draft.pk, by=OFFICER, at=NOON)
    save(draft, "late: 1\n")


def test_only_officers_write_and_other_places_do_not_exist() -> None:
    draft = a_draft()

    with pytest.raises(NotPermitted):
        commands.open_draft(title="x", pack=the_pack(), by=APPROVER, at=NOON)
    with pytest.raises(NotPermitted):
        commands.save_file(draft_id=draft.pk, path=WINDOW, text="x", seen=0, by=somebody(Role.INSPECTOR), at=NOON)
    with pytest.raises(NoSuch):
        draft_of(draft.pk, by=somebody(Role.POLICY_OFFICER, "310000"))
    assert drafts(by=somebody(Role.POLICY_OFFICER, "310000")) == []


def test_the_list_is_newest_first_in_one_query_however_long(django_assert_num_queries: object) -> None:
    rows = [a_draft(f"draft {n}") for n in range(3)]
    commands.save_file(
        draft_id=rows[0].pk, path=WINDOW, text="x: 1\n", seen=0, by=OFFICER, at=NOON + timedelta(minutes=1)
    )

    with django_assert_num_queries(1):
        listed = drafts(by=APPROVER)

    assert [row.id for row in listed] == [rows[0].pk, rows[2].pk, rows[1].pk]
    assert [row.id for row in drafts(by=APPROVER, before=(listed[0].saved_at, listed[0].id))] == [
        rows[2].pk,
        rows[1].pk,
    ]


def archive(files: dict[str, str | bytes]) -> bytes:
    held = BytesIO()
    with ZipFile(held, "w") as made:
        for name, text in files.items():
            made.writestr(name, text)
    return held.getvalue()


def test_an_upload_replaces_the_draft_whole_and_what_it_lacks_is_taken_out() -> None:
    draft = a_draft()
    files = {f"beijing/{row.path}": row.text for row in files_of(draft).values() if row.path != "notices.yaml"}
    files[f"beijing/{WINDOW}"] = "title: new\n"

    changed = commands.upload_files(draft_id=draft.pk, name="a.zip", content=archive(files), by=OFFICER, at=NOON)

    now = files_of(draft)
    assert (changed, now[WINDOW].text, now["notices.yaml"].gone) == (2, "title: new\n", True)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", NotUploaded),
        (b"PK\x03\x04 rubbish", NotUploaded),
        (archive({"a.txt": "x"}), NotUploaded),
        (archive({"pack.yaml": b"\xff\xfe\x00"}), NotUploaded),
        (archive({"pack.yaml": "x: 1", "values/../../evil.yaml": "x"}), NotAFileOfAPack),
        (archive({"pack.yaml": b"0" * 5_000_000}), NotUploaded),
    ],
)
def test_rubbish_is_refused_whole_and_nothing_changes(content: bytes, refusal: type[Exception]) -> None:
    draft = a_draft()

    with pytest.raises(refusal):
        commands.upload_files(draft_id=draft.pk, name="a.zip", content=content, by=OFFICER, at=NOON)

    assert release_of_draft(files_of(draft)) == draft.based_on


def test_the_store_refuses_a_state_nobody_knows_and_a_when_without_a_who() -> None:
    draft = a_draft()

    for wrong in ({"state": "forgotten"}, {"handed_in_at": NOON}, {"title": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Draft.objects.filter(pk=draft.pk).update(**wrong)
