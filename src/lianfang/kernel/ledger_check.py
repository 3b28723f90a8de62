"""Whether a log is as the platform wrote it: every row that was edited, put in or taken away, in order, by name."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hmac import compare_digest
from itertools import groupby

from lianfang.kernel.ledger import FIRST_SEAL, Link, seal_of, sealed_mark

Signed = Mapping[str, Mapping[int, str]]  # chain → number → the seal that a signed head names


class Wrong(StrEnum):
    """What can be wrong with a row."""

    EDITED = "edited"
    INSERTED = "inserted"
    MISSING = "missing"
    REWRITTEN = "rewritten"


@dataclass(frozen=True, slots=True)
class Fault:
    """Rows `number` to `last` of `chain` are not as they were written."""

    wrong: Wrong
    chain: str
    number: int
    last: int
    what: str = ""

    def __str__(self) -> str:
        which = f"row {self.number}" if self.number == self.last else f"rows {self.number} to {self.last}"
        return f"{which} of chain {self.chain}: {SAYS[self.wrong]}"


SAYS: Mapping[Wrong, str] = {
    Wrong.EDITED: "edited: it is not what was sealed",
    Wrong.INSERTED: "inserted: the platform did not put it here",
    Wrong.MISSING: "missing: deleted, or lost with the store",
    Wrong.REWRITTEN: "rewritten: a signed head names another seal here",
}


def faults(links: Iterable[Link], *, secret: bytes, signed: Signed) -> Iterator[Fault]:
    """Everything wrong, chain by chain and row by row. `links` come ordered by chain and number; none is kept."""
    unseen = set(signed)
    for chain, rows in groupby(links, key=lambda link: link.chain):
        unseen.discard(chain)
        yield from _faults_of(chain, rows, secret=secret, signed=signed.get(chain, {}))
    for chain in sorted(unseen):
        yield Fault(Wrong.MISSING, chain, 1, max(signed[chain]))


def _faults_of(chain: str, rows: Iterator[Link], *, secret: bytes, signed: Mapping[int, str]) -> Iterator[Fault]:
    number, before = 0, FIRST_SEAL
    for row in rows:
        if row.number > number + 1:
            yield Fault(Wrong.MISSING, chain, number + 1, row.number - 1)
            before = ""
        wrong = _wrong(row, before=before, secret=secret, signed=signed.get(row.number))
        if wrong:
            yield Fault(wrong, chain, row.number, row.number, row.act.what)
        number, before = row.number, row.seal
    end = max(signed, default=0)
    if end > number:
        yield Fault(Wrong.MISSING, chain, number + 1, end)


def _wrong(row: Link, *, before: str, secret: bytes, signed: str | None) -> Wrong | None:
    """What is wrong with one row. After a gap (`before` empty) its seal cannot be worked out again: its mark can."""
    if before and seal_of(row.act, before=before, chain=row.chain, number=row.number) != row.seal:
        return Wrong.EDITED
    if not compare_digest(sealed_mark(row.seal, secret=secret).encode(), row.mark.encode()):
        return Wrong.INSERTED
    return Wrong.REWRITTEN if signed is not None and signed != row.seal else None
