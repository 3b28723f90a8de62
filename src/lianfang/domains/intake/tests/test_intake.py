"""No fact without a registered source (safety 9); nothing given is lost; nobody is restricted by one hand."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import IntegrityError, transaction

from lianfang.domains.audit.models import Row
from lianfang.domains.intake import commands
from lianfang.domains.intake.commands import delivering
from lianfang.domains.intake.errors import (
    GroundNeeded,
    KeyUsedOtherwise,
    NoSource,
    NotASource,
    NotRows,
    NotYourTable,
    SamePerson,
    SourceTaken,
)
from lianfang.domains.intake.models import Batch, Source
from lianfang.domains.intake.presenters import KINDS, STATES
from lianfang.domains.intake.queries.batches import batch_of, batches
from lianfang.domains.intake.queries.sources import board
from lianfang.domains.intake.states import BatchKind, BatchState
from lianfang.facts.lake.lake import make_lake
from lianfang.facts.lake.queue import Queue
from lianfang.kernel.actors import Actor, Grant, NotPermitted
from lianfang.kernel.refusals import NoSuch
from lianfang.kernel.roles import Role, grants_of
from lianfang.kernel.states import MoveNotAllowed

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2021, 8, 11, 4, tzinfo=UTC)
CITY = "110000"
ENGINEER = Actor("engineer", grants_of(Role.ENGINEER, area=CITY))
LAB = Actor("token-7", frozenset({Grant("intake.give", "110105", "lab-3")}))
OFFICER, SECOND = (Actor(name, grants_of(Role.UNIT_OFFICER, area="110105")) for name in ("officer", "second"))
HEAD = Actor("head", grants_of(Role.HEADQUARTERS, area=CITY))
TEST = {"person_id": "p1", "sampled_at": "2021-08-11T08:00", "method": "pcr", "result": "negative"}
CONTACT = {"person_id": "p1", "degree": "close", "last_exposed_at": "2021-08-10T08:00"}


@pytest.fixture(autouse=True)
def lake(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "lake"
    make_lake(folder)
    with patch.object(delivering, "_lake", lambda: folder):
        yield folder


@pytest.fixture(autouse=True)
def source() -> Source:
    tables = ("tests", "contacts", "doses")
    new = commands.NewSource("lab-3", "第三实验室", "lab-3", "110105", tables, usual_rows=10)
    return commands.register_source(new, by=ENGINEER, at=NOON)


def give(rows: Sequence[dict[str, str]] = (TEST,), *, key: str = "k1", table: str = "tests", by: Actor = LAB) -> Batch:
    return commands.give(commands.Offered(table, rows, "", key), by=by, at=NOON).batch


def enter(rows: Sequence[dict[str, str]] = (CONTACT,), table: str = "contacts", ground: str = "流调") -> Batch:
    offered = commands.Offered(table, rows, "lab-3", "hand-1")
    return commands.enter_by_hand(offered, ground=ground, evidence="电话记录 12", by=OFFICER, at=NOON).batch


def waiting_in(lake: Path) -> list[tuple[str, str, int]]:
    found, _ = Queue(lake).waiting(most_rows=10_000)
    return [(one.table, one.batch, len(one.content)) for one in found]  # type: ignore[arg-type]


def test_what_is_given_is_in_the_queue_of_the_lake_when_it_is_acknowledged(lake: Path) -> None:
    batch = give()

    batch.refresh_from_db()
    assert waiting_in(lake) == [("tests", "lab-3:k1", 1)]
    assert (batch.state, batch.delivered_at is not None, batch.rows_sealed) == ("accepted", True, "")


def test_the_same_key_and_rows_again_change_nothing_and_other_rows_are_refused(lake: Path) -> None:
    give()

    assert commands.give(commands.Offered("tests", [dict(reversed(TEST.items()))], "", "k1"), by=LAB, at=NOON).again
    with pytest.raises(KeyUsedOtherwise):
        give([{**TEST, "result": "positive"}])
    assert len(waiting_in(lake)) == 1


def test_a_disk_that_is_full_loses_nothing_and_the_next_round_delivers(lake: Path) -> None:
    with patch.object(delivering, "enqueue", side_effect=delivering.Refusal()):
        batch = give()
    assert waiting_in(lake) == []
    assert board(by=ENGINEER)[0].undelivered == 1

    commands.deliver_waiting(NOON)
    commands.deliver_waiting(NOON)

    batch.refresh_from_db()
    assert waiting_in(lake) == [("tests", "lab-3:k1", 1)]


def test_rows_wait_sealed_in_the_store() -> None:
    with patch.object(delivering, "enqueue", side_effect=delivering.Refusal()):
        batch = give()

    batch.refresh_from_db()
    assert batch.rows_sealed
    assert "p1" not in batch.rows_sealed
    assert "negative" not in batch.rows_sealed


@pytest.mark.parametrize(
    ("by", "table", "refusal"),
    [
        (Actor("token-8", frozenset({Grant("intake.give", "110105", "lab-4")})), "tests", NoSource),
        (Actor("token-9", frozenset({Grant("accounts.see", "110105", "lab-3")})), "tests", NoSource),
        (Actor("token-6", frozenset({Grant("intake.give", "110101", "lab-3")})), "tests", NoSource),
        (LAB, "infections", NotYourTable),
    ],
)
def test_no_fact_without_a_registered_source_that_has_the_right_to_its_table_safety_9(
    lake: Path, by: Actor, table: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        give(table=table, by=by)
    assert not Batch.objects.exists()
    assert waiting_in(lake) == []


def test_a_closed_source_gives_nothing_more() -> None:
    commands.close_source(code="lab-3", by=ENGINEER, at=NOON)

    with pytest.raises(NoSource):
        give()


@pytest.mark.parametrize(
    "rows", [[], [{}], [{**TEST, "colour": "red"}], [{"person_id": "p1"}], [TEST] * 5_001], ids=range(5)
)
def test_rows_that_are_not_of_the_table_are_refused_whole(rows: list[dict[str, str]]) -> None:
    with pytest.raises(NotRows):
        give(rows)
    with pytest.raises(NotRows):
        give(key=" ")
    assert not Batch.objects.exists()


def test_an_unusually_large_batch_waits_for_a_second_person(lake: Path) -> None:
    assert give([{**TEST, "person_id": f"p{n}"} for n in range(30)]).state == "accepted"

    large = give([{**TEST, "person_id": f"p{n}"} for n in range(31)], key="k2")

    assert large.state == "waiting"
    assert len(waiting_in(lake)) == 1
    commands.accept_batch(batch_id=large.pk, by=OFFICER, at=NOON)
    assert waiting_in(lake)[1] == ("tests", "lab-3:k2", 31)


def test_what_one_hand_writes_restricts_nobody_safety_9(lake: Path) -> None:
    batch = enter()

    assert (batch.state, waiting_in(lake)) == ("waiting", [])
    with pytest.raises(SamePerson):
        commands.accept_batch(batch_id=batch.pk, by=OFFICER, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.update(state="accepted", decided_at=NOON, decided_by="officer")

    commands.accept_batch(batch_id=batch.pk, by=SECOND, at=NOON)
    assert waiting_in(lake) == [("contacts", "lab-3:hand-1", 1)]
    assert list(Row.objects.order_by("id").values_list("what", flat=True)) == [
        "intake.register_source",
        "intake.hold",
        "intake.accept",
    ]


def test_by_hand_a_ground_and_evidence_are_needed_only_where_people_are_restricted() -> None:
    with pytest.raises(GroundNeeded):
        enter(ground=" ")

    dose = {"person_id": "p1", "number": "1", "product": "x", "given_on": "2021-05-01"}
    assert enter([dose], "doses", ground="").state == "accepted"


def test_what_is_refused_is_forgotten_and_says_why(lake: Path) -> None:
    batch = enter()

    with pytest.raises(GroundNeeded):
        commands.refuse_batch(batch_id=batch.pk, reason=" ", by=SECOND, at=NOON)
    commands.refuse_batch(batch_id=batch.pk, reason="证据不足", by=SECOND, at=NOON)

    batch.refresh_from_db()
    assert (batch.state, batch.rows_sealed, batch.reason, waiting_in(lake)) == ("refused", "", "证据不足", [])
    with pytest.raises(MoveNotAllowed):
        commands.accept_batch(batch_id=batch.pk, by=SECOND, at=NOON)


def test_a_batch_is_taken_back_whole_and_the_lake_hears_of_it_after_the_batch(lake: Path) -> None:
    batch = give()

    commands.retract_batch(batch_id=batch.pk, reason="实验室误报", by=HEAD, at=NOON)
    commands.deliver_waiting(NOON)
    commands.deliver_waiting(NOON)

    found, _ = Queue(lake).waiting(most_rows=100)
    assert [(one.batch, one.retracts) for one in found] == [
        ("lab-3:k1", None),
        ("retraction of lab-3:k1", "lab-3:k1"),
    ]
    with pytest.raises(NotPermitted):
        commands.retract_batch(batch_id=batch.pk, reason="x", by=OFFICER, at=NOON)


@pytest.mark.parametrize(
    "change", [{"code": "Lab 3"}, {"title": " "}, {"tables": ()}, {"tables": ("nothing",)}, {"usual_rows": 0}]
)
def test_a_source_is_registered_whole_or_not_at_all(change: dict[str, object]) -> None:
    good = {"code": "lab-9", "title": "x", "organisation": "o", "area": "110105", "tables": ("tests",), "usual_rows": 1}

    with pytest.raises(NotASource):
        commands.register_source(commands.NewSource(**{**good, **change}), by=ENGINEER, at=NOON)  # type: ignore[arg-type]
    assert Source.objects.count() == 1


def test_a_code_is_never_given_again() -> None:
    commands.close_source(code="lab-3", by=ENGINEER, at=NOON)

    with pytest.raises(SourceTaken):
        commands.register_source(commands.NewSource("lab-3", "x", "o", "110105", ("tests",), 1), by=ENGINEER, at=NOON)


def test_out_of_the_area_nothing_exists(django_assert_num_queries: object) -> None:
    batch, elsewhere = enter(), Actor("x", grants_of(Role.UNIT_OFFICER, area="110101"))

    assert (board(by=elsewhere), batches(by=elsewhere)) == ([], [])
    with pytest.raises(NoSuch):
        batch_of(batch.pk, by=elsewhere)
    for number in range(5):
        give(key=f"n{number}")
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(batches(by=OFFICER)) == 6
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert board(by=OFFICER)[0].batches == 6


def test_every_state_and_kind_has_its_words() -> None:
    assert set(STATES) == set(BatchState)
    assert set(KINDS) == set(BatchKind)
