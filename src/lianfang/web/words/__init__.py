"""Every word of the pages, in both languages. A key is `page.thing` or `room.thing`; `{name}` is filled in."""

from collections.abc import Mapping

from lianfang.kernel.words import Words
from lianfang.web.rooms import books
from lianfang.web.words import areas, common, desk, errors, home, me, policy, style, traveller, trip

_BOOKS: Mapping[str, Mapping[str, Words]] = {
    "areas": areas.WORDS,
    "common": common.WORDS,
    "desk": desk.WORDS,
    "errors": errors.WORDS,
    "home": home.WORDS,
    "me": me.WORDS,
    "policy": policy.WORDS,
    "style": style.WORDS,
    "traveller": traveller.WORDS,
    "trip": trip.WORDS,
    **books(),
}

ALL: Mapping[str, Words] = {f"{book}.{key}": words for book, page in _BOOKS.items() for key, words in page.items()}


def text(key: str, language: str, **details: object) -> str:
    """The text of `key` in `language`. KeyError when nobody wrote it: a fault of ours, caught by a test."""
    return ALL[key].in_(language).format(**details)
