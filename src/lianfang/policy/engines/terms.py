"""Terms: what a node becomes in SQL, and how terms are put together."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlglot import exp

from lianfang.policy.engines.sql_words import (
    FOREVER,
    Sql,
    both,
    either,
    first_known,
    greatest,
    least,
    number,
    truth,
    when,
)


@dataclass(frozen=True, slots=True)
class Term:
    """A value, when it is none, and until when it is stable (None: forever)."""

    value: Sql
    none: Sql | None = None
    stable: Sql | None = None


def all_of(terms: list[Term]) -> Term:
    """AND over terms."""
    return Term(both(t.value for t in terms), None, settled(terms, by=False))


def none_of(*terms: Term) -> Sql | None:
    """When any of several terms is none."""
    found = [t.none for t in terms if t.none is not None]
    return either(found) if found else None


def strict(value: Sql, over: Term) -> Term:
    """A truth about a term: false when the term is none."""
    if over.none is None:
        return Term(exp.Paren(this=value), None, over.stable)
    return Term(when((over.none, truth(False)), otherwise=value), None, over.stable)


def earliest(moments: Iterable[Sql | None]) -> Sql | None:
    """The earliest of several moments; None when there is none."""
    found = [moment for moment in moments if moment is not None]
    return least(found) if found else None


def settled(terms: list[Term], *, by: bool) -> Sql | None:
    """Until when AND (by=False) or OR (by=True) keeps its value: one settling part is enough to keep it."""
    if all(t.stable is None for t in terms):
        return None
    settling = [t.value if by else exp.Not(this=exp.Paren(this=t.value)) for t in terms]
    lasting = [
        when((s, t.stable or number(FOREVER)), otherwise=number(0)) for s, t in zip(settling, terms, strict=True)
    ]
    soonest = earliest(t.stable for t in terms) or number(FOREVER)
    return when((first_known(either(settling), truth(False)), greatest(lasting)), otherwise=soonest)
