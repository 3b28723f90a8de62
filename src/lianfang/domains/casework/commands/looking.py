"""Looking at a matter: of kinds that hold somebody's personal data it is a read of them, and stands in the log."""

from datetime import datetime

from django.db import transaction

from lianfang.domains.audit import public as audit
from lianfang.domains.casework.commands.steps import room_of
from lianfang.domains.casework.queries import one
from lianfang.domains.casework.queries.one import MatterShown
from lianfang.kernel.actors import Actor


@transaction.atomic
def look(*, matter_id: int, by: Actor, at: datetime) -> MatterShown:
    """The matter with its timeline, or NoSuch when `by` may not see it. Three queries, four when it is recorded."""
    shown = one.matter(matter_id, by=by, at=at)
    if shown.kind.personal:
        found = shown.matter
        audit.record(f"{room_of(found)}.look", subject=str(found), by=by, at=at, area=found.area)
    return shown
