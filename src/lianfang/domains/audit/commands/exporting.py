"""A part of the log, signed for somebody outside. That it was taken out stands in the log as well."""

from datetime import datetime, tzinfo

from django.db import transaction

from lianfang.domains.audit import queries
from lianfang.domains.audit.commands.recording import record
from lianfang.domains.audit.errors import TooMuchToExport
from lianfang.domains.audit.queries import Asked
from lianfang.kernel.actors import Actor
from lianfang.kernel.ledger_export import Export, written

MOST = 20_000


@transaction.atomic
def export_log(*, asked: Asked, zone: tzinfo, by: Actor, at: datetime, now: datetime) -> str:
    """The sealed rows of a filter as one signed JSON document; signed at `now`, the machine's time.

    Raises NotPermitted and TooMuchToExport.
    """
    rows = tuple(queries.exported(asked, by=by, zone=zone, limit=MOST + 1))
    if len(rows) > MOST:
        raise TooMuchToExport(most=MOST)
    heads = queries.heads_here()
    record("audit.export", subject=f"rows {len(rows)}", by=by, at=at, area=asked.area)
    return written(Export(now, by.id, asked.as_text(), heads.latest(), rows), heads.key.private)


@transaction.atomic
def look_at_history(*, subject: str, by: Actor, at: datetime) -> None:
    """An auditor opened one subject's whole history."""
    by.must_somewhere("audit.read")
    record("audit.look", subject=subject, by=by, at=at)
