"""What is shown once and never again: kept sealed in the browser's session from one page to the next."""

from django.http import HttpRequest

from lianfang.domains.accounts import queries
from lianfang.kernel.personal import Personal, Purpose


def keep_once(request: HttpRequest, key: str, value: str) -> None:
    """Keep a secret for the next page."""
    request.session[key] = queries.vault().seal(Personal(value), about=key)


def show_once(request: HttpRequest, key: str) -> str | None:
    """The secret, which is forgotten by this; None when there is none."""
    sealed = request.session.pop(key, None)
    return queries.vault().open(sealed, about=key).reveal(Purpose.SHOW_TO_SELF) if sealed else None


def peek(request: HttpRequest, key: str) -> str | None:
    """The secret, still kept; None when there is none."""
    sealed = request.session.get(key)
    return queries.vault().open(sealed, about=key).reveal(Purpose.SHOW_TO_SELF) if sealed else None
