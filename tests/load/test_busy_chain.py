"""Many write at once on PostgreSQL: one chain, no fork, and nobody waits for the sealer."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from time import perf_counter

import pytest
from django.db import connections, transaction
from pytest_django.fixtures import Settings

from lianfang.domains.accounts.models import Account
from lianfang.domains.audit import public as audit
from lianfang.domains.audit.models import Row
from lianfang.kernel.actors import Actor
from tests.given import CHAOYANG, NOON

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

WRITERS, ACTS = 20, 40


@pytest.fixture(autouse=True)
def _heads_of_its_own(settings: Settings, tmp_path: Path) -> None:
    """The store is emptied after each test, the heads would stay."""
    settings.CONFIG = settings.CONFIG.model_copy(update={"audit_heads": tmp_path / "heads"})
    audit.must_be_kept()


@pytest.fixture
def accounts() -> list[int]:
    """One account for each writer: they change different things, as a busy district does."""
    made = [
        Account(token=f"staff-{n}", kind="staff", state="active", username=f"writer-{n}", began_at=NOON)
        for n in range(WRITERS)
    ]
    return [account.pk for account in Account.objects.bulk_create(made)]


def change(account: int, number: int, *, audited: bool) -> None:
    """A change as rooms make it: one transaction, the row locked, changed and, when `audited`, written down."""
    with transaction.atomic():
        row = Account.objects.select_for_update().get(pk=account)
        row.name = f"name {number}"
        row.save(update_fields=["name"])
        if audited:
            audit.record("accounts.rename", subject=row.token, by=Actor(row.token), at=NOON, area=CHAOYANG)


def seconds(accounts: list[int], *, audited: bool) -> float:
    """How long all writers take together, each on a connection of its own."""

    def write(account: int) -> None:
        try:
            for number in range(ACTS):
                change(account, number, audited=audited)
        finally:
            connections.close_all()

    begun = perf_counter()
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, accounts))
    return perf_counter() - begun


@contextmanager
def sealers(count: int):
    """So many sealers at work, as when two machines serve one store."""
    stop = Event()

    def work() -> None:
        try:
            while not stop.wait(0.2):
                audit.seal_waiting(at=NOON)
        finally:
            connections.close_all()

    threads = [Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_twenty_writers_make_one_chain_without_a_fork(accounts: list[int]) -> None:
    with sealers(2):
        seconds(accounts, audited=True)
    while audit.seal_waiting(at=NOON):
        pass

    numbers = list(Row.objects.filter(chain=CHAOYANG).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, WRITERS * ACTS + 1))
    assert list(audit.wrong()) == []


def test_audited_writes_are_at_least_half_as_fast(accounts: list[int]) -> None:
    def best(measure: Callable[[], float]) -> float:
        return min(measure() for _ in range(3))

    seconds(accounts, audited=False)
    with sealers(1):
        audited = best(lambda: seconds(accounts, audited=True))
    plain = best(lambda: seconds(accounts, audited=False))

    assert plain / audited >= 0.5, f"{plain / audited:.2f} of {WRITERS * ACTS / plain:.0f} writes a second"
