"""The JSON door: what a token is, and the staff of its area."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Schema

from lianfang.domains.accounts import queries


class Held(Schema):
    """A right of a token, and where it holds."""

    right: str
    area: str
    organisation: str


class Me(Schema):
    """Who acts with this token."""

    id: str
    rights: list[Held]


class PostOut(Schema):
    """A role in an area."""

    role: str
    area: str
    organisation: str


class StaffOut(Schema):
    """A member of staff; no phone and no document is kept of them."""

    id: int
    name: str
    username: str
    state: str
    area: str
    posts: list[PostOut]
    began_at: datetime


class StaffPage(Schema):
    """One page, by number; `next` is what to send as `after` for the page after it, null at the end."""

    staff: list[StaffOut]
    next: int | None


def me(request: HttpRequest) -> Me:
    """What this token may do, and where."""
    grants = sorted(request.actor.grants, key=lambda grant: (grant.right, grant.area))
    rights = [Held(right=grant.right, area=grant.area, organisation=grant.organisation) for grant in grants]
    return Me(id=request.actor.id, rights=rights)


def staff(request: HttpRequest, after: int = 0) -> StaffPage:
    """The staff of the token's area."""
    rows = queries.staff(by=request.actor, after=max(0, min(after, 2**31)))
    page = [StaffOut.from_orm(row) for row in rows[: queries.PAGE]]
    return StaffPage(staff=page, next=page[-1].id if len(rows) > queries.PAGE else None)
