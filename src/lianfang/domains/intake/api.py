"""The JSON door for organisations: facts given, and what became of them."""

from typing import Any

from django.http import HttpRequest
from ninja import Schema, Status

from lianfang.domains.intake import commands


class RowsIn(Schema):
    """Rows of one table, each with the table's columns; times with an offset, else they are the city's."""

    rows: list[dict[str, str | int | None]]


class Taken(Schema):
    """What became of the rows. `held`: a second person looks before they count. `again`: they were here before."""

    batch: str
    rows: int
    held: bool
    again: bool


def give(request: HttpRequest, table: str, body: RowsIn, source: str = "") -> Any:
    """Facts of one table. Send an Idempotency-Key; answered 202 once they cannot be lost."""
    offered = commands.Offered(table, body.rows, source, request.headers.get("Idempotency-Key", ""))
    given = commands.give(offered, by=request.actor, at=request.clock.now())
    batch = given.batch
    return Status(202, Taken(batch=batch.name, rows=batch.rows, held=batch.state == "waiting", again=given.again))
