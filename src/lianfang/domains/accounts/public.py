"""The room's door for other rooms and for the web: who acts."""

from datetime import datetime

from django.http import HttpRequest

from lianfang.domains.accounts import queries
from lianfang.domains.accounts.queries import Who
from lianfang.kernel.actors import Actor

STRANGER = Actor("stranger")

__all__ = ["STRANGER", "Who", "who"]


def who(request: HttpRequest, *, city_time: datetime) -> Who | None:
    """Who is signed in with this request; None for a stranger.

    `city_time` decides what is in force (broken glass).
    """
    account = request.user
    if not account.is_authenticated:
        return None
    return queries.who_is(account, at=city_time)
