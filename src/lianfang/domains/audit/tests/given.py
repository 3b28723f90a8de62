"""Acts as rooms write them, sealed as the sealer seals them."""

from datetime import datetime, timedelta

from django.db import connection

from lianfang.domains.audit import public as audit
from lianfang.domains.audit.models import Row
from lianfang.kernel.actors import Actor
from lianfang.kernel.ledger_check import Fault
from tests.given import CHAOYANG, NOON

OFFICER = Actor("officer-7")


def acts(count: int, *, area: str = CHAOYANG, what: str = "hotline.answer", at: datetime = NOON) -> None:
    """`count` acts in an area, a minute apart, waiting for their seals."""
    for number in range(1, count + 1):
        audit.record(what, subject=f"ticket {number}", by=OFFICER, at=at + timedelta(minutes=number), area=area)


def sealed_acts(count: int, *, area: str = CHAOYANG) -> None:
    """`count` acts, each with its place in the chain."""
    acts(count, area=area)
    audit.seal_waiting(at=NOON)


def wrong() -> list[tuple[str, str, int, int]]:
    """What verification names: (what is wrong, chain, from row, to row)."""
    return [named(fault) for fault in audit.wrong()]


def named(fault: Fault) -> tuple[str, str, int, int]:
    return (fault.wrong.value, fault.chain, fault.number, fault.last)


def by_hand(statement: str, *values: object) -> None:
    """SQL as somebody with the store's password may write it."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount == 1


def row(number: int, *, chain: str = CHAOYANG) -> Row:
    return Row.objects.get(chain=chain, number=number)
