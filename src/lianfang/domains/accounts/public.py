"""The room's door for other rooms and for the web: who acts, and what the web puts together."""

from datetime import datetime

from lianfang.domains.accounts import commands, queries
from lianfang.domains.accounts.commands import demonstration, invite_first, look_at_code, register_open_work
from lianfang.domains.accounts.errors import TokenNotValid
from lianfang.domains.accounts.queries import Who, may_show, ties, untold
from lianfang.domains.accounts.queries.colleagues import Colleague, colleagues, is_colleague, names_of
from lianfang.domains.accounts.states import Kind, Tie
from lianfang.kernel.actors import Actor, Grant

STRANGER = Actor("stranger")

__all__ = [
    "STRANGER",
    "Colleague",
    "Kind",
    "Tie",
    "Who",
    "actor_of_token",
    "colleagues",
    "demonstration",
    "invite_first",
    "is_colleague",
    "look_at_code",
    "may_show",
    "names_of",
    "register_open_work",
    "ties",
    "untold",
    "who",
]


def who(session_key: str | None, *, at: datetime, now: datetime) -> Who | None:
    """Who is signed in with this browser; None for a stranger. At most four queries.

    `now` is the machine's time, which sessions are measured by; `at` the city's, which broken glass is.
    """
    session = queries.session_of(session_key, now=now) if session_key else None
    if session is None:
        return None
    commands.see_session(session, now=now)
    return queries.who_is(session, at=at)


def actor_of_token(secret: str, *, now: datetime) -> Actor:
    """Who acts with an organisation's token. Raises TokenNotValid. At most two queries."""
    token = queries.token_of(queries.key_mark(secret), now=now)
    if token is None:
        raise TokenNotValid
    commands.use_token(token, on=now.date())
    return Actor(f"token-{token.pk}", frozenset(Grant(scope, token.area, token.organisation) for scope in token.scopes))
