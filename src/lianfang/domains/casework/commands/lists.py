"""Lists that people keep, and lists that leave the platform."""

from datetime import datetime

from django.db import transaction

from lianfang.domains.audit import public as audit
from lianfang.domains.casework.commands.steps import line_of
from lianfang.domains.casework.errors import PurposeMissing, TooMany
from lianfang.domains.casework.models import SavedList
from lianfang.domains.casework.queries.lists import Asked, MatterRow, page
from lianfang.kernel.actors import Actor
from lianfang.kernel.refusals import NoSuch
from lianfang.kernel.words import Words

MOST_LISTS = 30
MOST_ROWS = 20_000
SHORTEST_PURPOSE = 4


@transaction.atomic
def save_list(*, name: str, asked: Asked, by: Actor, at: datetime) -> SavedList:
    """Keep a list under a name; the same name again replaces it."""
    by.must_hold("casework.see")
    called = line_of(name, "name")
    others = SavedList.objects.filter(owner=by.id).exclude(name=called)
    if others.count() >= MOST_LISTS:
        raise TooMany(most=MOST_LISTS)
    saved, _ = SavedList.objects.update_or_create(owner=by.id, name=called, defaults={"asked": asked.fields()})
    audit.record("casework.save_list", subject=str(saved), by=by, at=at)
    return saved


@transaction.atomic
def drop_list(*, list_id: int, by: Actor, at: datetime) -> None:
    """Keep it no longer. Somebody else's does not exist."""
    gone, _ = SavedList.objects.filter(pk=list_id, owner=by.id).delete()
    if not gone:
        raise NoSuch(what=Words("列表", "list"), id=list_id)
    audit.record("casework.drop_list", subject=f"list {list_id}", by=by, at=at)


@transaction.atomic
def export(*, asked: Asked, purpose: str, by: Actor, at: datetime) -> tuple[MatterRow, ...]:
    """The rows of a list for a file, with a purpose that the audit log keeps. Raises PurposeMissing, TooMany."""
    by.must_hold("casework.export")
    stated = line_of(purpose, "purpose", must=False)
    if len(stated) < SHORTEST_PURPOSE:
        raise PurposeMissing
    found = page(asked, by=by, at=at, size=MOST_ROWS)
    if found.next:
        raise TooMany(most=MOST_ROWS)
    audit.record("casework.export", subject=f"list of {len(found.rows)} matters", by=by, at=at, purpose=stated)
    return found.rows
