"""Filters by area that an index can answer: codes are compared as texts, never by a pattern."""

from collections.abc import Iterable

from django.db.models import Q

NOTHING = Q(pk__in=[])


def within(prefixes: Iterable[str], *, field: str = "area") -> Q:
    """Rows whose area's code begins with one of `prefixes` (`11`, `110105`); none when there is no prefix."""
    found = NOTHING
    for prefix in prefixes:
        found |= Q(**{f"{field}__gte": prefix, f"{field}__lt": _after(prefix)})
    return found


def _after(prefix: str) -> str:
    """The first code after everything that begins with `prefix`: digits sort alike in every collation."""
    return str(int(prefix) + 1)
