"""Everything that writes the log: one row for an act, in the transaction of the act itself."""

from datetime import datetime
from secrets import token_hex

from django.conf import settings

from lianfang.domains.audit.models import Row
from lianfang.kernel import ledger
from lianfang.kernel.actors import Actor
from lianfang.kernel.audit import Entry
from lianfang.kernel.ledger_key import ledger_key

TOKEN_BYTES = 16


def record(what: str, *, subject: str, by: Actor, at: datetime, area: str = "", purpose: str = "") -> None:
    """Write down one act. One query, in the caller's transaction: the act and its row are kept together or not at all.

    `what` is `room.verb`; `subject` a pseudonym such as `ticket 41`; `area` a GB/T 2260 code, empty for the whole city.
    Raises ValueError, without repeating it, for anything that looks like a name or a number of a person.
    """
    entry = Entry(what, subject, by.id, at, area, purpose)
    act = ledger.Act(token_hex(TOKEN_BYTES), entry.what, entry.subject, entry.by, entry.at, entry.area, entry.purpose)
    Row.objects.create(
        token=act.token,
        what=act.what,
        subject=act.subject,
        by=act.by,
        at=act.at,
        area=act.area,
        purpose=act.purpose,
        mark=ledger.waiting_mark(act, secret=ledger_key(settings.CONFIG.audit_key_file).secret),
        chain=ledger.chain_of(act.area),
    )
