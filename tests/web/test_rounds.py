"""Work beside the pages goes round by itself, and goes on after a fault."""

from datetime import datetime
from pathlib import Path
from threading import Event
from time import perf_counter

import pytest
from pytest_django.fixtures import Settings

from lianfang.domains.audit import public as audit
from lianfang.kernel.actors import Actor
from lianfang.web.rounds import Round, going
from tests.given import NOON

LONGEST = 5.0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_row_is_sealed_within_a_second_of_its_writing(settings: Settings, tmp_path: Path) -> None:
    settings.CONFIG = settings.CONFIG.model_copy(update={"audit_heads": tmp_path / "heads"})
    audit.must_be_kept()

    with going():
        audit.record("hotline.answer", subject="ticket 41", by=Actor("officer-7"), at=NOON)
        begun = perf_counter()
        while audit.waiting() and perf_counter() - begun < LONGEST:
            Event().wait(0.02)

    assert perf_counter() - begun < 1
    assert audit.sealed() == 1


def test_a_round_that_fails_is_said_once_without_its_text_and_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    calls, enough = [], Event()

    def fails(at: datetime) -> None:
        calls.append(at)
        if len(calls) == 3:
            enough.set()
        raise ValueError("13800000000")

    with going([Round("room.work", 0.01, fails)]):
        assert enough.wait(LONGEST)

    said = [record.getMessage() for record in caplog.records]
    assert said == ["web.round_failed round=room.work error=ValueError"]


def test_a_round_that_is_at_work_is_waited_for() -> None:
    begun, done = Event(), Event()

    def slow(_at: datetime) -> None:
        begun.set()
        Event().wait(0.2)
        done.set()

    with going([Round("room.work", 0.01, slow)]):
        assert begun.wait(LONGEST)

    assert done.is_set()
