"""The road of a draft: handed in when it is right, taken back, returned, put into the drawer."""

from datetime import datetime

from django.db import transaction

from lianfang.domains.audit import public as audit
from lianfang.domains.handbook.errors import NotChecked
from lianfang.domains.handbook.models import Draft
from lianfang.domains.handbook.queries.drafts import checked, draft_of, files_of, release_of_draft
from lianfang.domains.handbook.states import DRAFT
from lianfang.kernel.actors import Actor


@transaction.atomic
def hand_in_draft(*, draft_id: int, by: Actor, at: datetime) -> Draft:
    """Hand a draft in for signing. Raises NotChecked unless its content, as it is now, passed the check."""
    draft = _permitted(draft_id, "hand_in", by)
    found = checked(draft, release_of_draft(files_of(draft)))
    if found is None or not found.passed:
        raise NotChecked
    return _moved(draft, "hand_in", by=by, at=at, handed_in_at=at, handed_in_by=by.id)


@transaction.atomic
def take_back_draft(*, draft_id: int, by: Actor, at: datetime) -> Draft:
    """Take a draft back to write on."""
    draft = _permitted(draft_id, "take_back", by)
    return _moved(draft, "take_back", by=by, at=at, handed_in_at=None, handed_in_by="")


@transaction.atomic
def return_draft(*, draft_id: int, reason: str, by: Actor, at: datetime) -> Draft:
    """Return a draft to its writers, saying why."""
    draft = _permitted(draft_id, "return", by)
    return _moved(draft, "return", by=by, at=at, purpose=reason, handed_in_at=None, handed_in_by="")


@transaction.atomic
def leave_draft(*, draft_id: int, by: Actor, at: datetime) -> Draft:
    """Put a draft into the drawer; it can still be read."""
    return _moved(_permitted(draft_id, "leave", by), "leave", by=by, at=at)


def _permitted(draft_id: int, verb: str, by: Actor) -> Draft:
    by.must_somewhere(DRAFT.permission(verb))
    draft = draft_of(draft_id, by=by, lock=True)
    by.must(DRAFT.permission(verb), area=draft.area)
    return draft


def _moved(draft: Draft, verb: str, *, by: Actor, at: datetime, purpose: str = "", **changes: object) -> Draft:
    move = DRAFT.move(draft.state, verb, what=str(draft))
    for name, value in {"state": move.target, **changes}.items():
        setattr(draft, name, value)
    draft.save(update_fields=["state", *changes])
    audit.record(f"handbook.{verb}", subject=str(draft), by=by, at=at, area=draft.area, purpose=purpose[:400])
    return draft
