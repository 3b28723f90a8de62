"""The sealer: gives rows their places in the chains after they were written, so that nobody who writes waits."""

from datetime import datetime
from hmac import compare_digest

from django.db import connection, transaction

from lianfang.domains.audit import queries
from lianfang.domains.audit.models import Row
from lianfang.kernel import ledger

BATCH = 5_000
SEALER_LOCK = 6_061  # PostgreSQL's advisory lock: one sealer at a time, whichever machine it runs on
UPDATE = "UPDATE audit_row SET number = %s, seal = %s, mark = %s WHERE id = %s AND number IS NULL"


def seal_waiting(*, at: datetime) -> int:
    """Seal at most BATCH rows that wait, oldest first, and sign the new ends; how many were sealed.

    Nothing is done while another sealer is at work. A kill leaves a batch sealed whole or not at all; heads that were
    not signed any more are signed with the next batch.
    """
    if not Row.objects.filter(number=None).exists():
        return 0
    heads = queries.heads_here()
    latest = heads.latest()
    with transaction.atomic():
        if not _alone():
            return 0
        rows = list(Row.objects.filter(number=None).order_by("pk")[:BATCH])
        ends = dict(queries.ends_of({row.chain for row in rows}, signed=latest))
        places = [_placed(row, ends, secret=heads.key.secret) for row in rows]
        with connection.cursor() as cursor:
            cursor.executemany(UPDATE, places)
    heads.keep({**latest, **ends}, at=at)
    return len(rows)


def _placed(row: Row, ends: dict[str, tuple[int, str]], *, secret: bytes) -> tuple[int, str, str, int]:
    """A row's number, seal and mark. One that the platform did not write keeps its wrong mark, which names it."""
    number, before = ends[row.chain]
    act = queries.act_of(row)
    number += 1
    seal = ledger.seal_of(act, before=before, chain=row.chain, number=number)
    ends[row.chain] = number, seal
    ours = row.chain == ledger.chain_of(row.area) and compare_digest(
        ledger.waiting_mark(act, secret=secret).encode(), row.mark.encode()
    )
    return number, seal, ledger.sealed_mark(seal, secret=secret) if ours else row.mark, row.pk


def _alone() -> bool:
    """Whether no other sealer works now. SQLite lets in one writer anyway."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALER_LOCK])
        return bool(cursor.fetchone()[0])
