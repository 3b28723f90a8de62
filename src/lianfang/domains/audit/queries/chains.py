"""The chains as they stand in the store."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from lianfang.domains.audit.models import Row
from lianfang.domains.audit.queries.heads import heads_here
from lianfang.kernel.heads import Ends
from lianfang.kernel.ledger import FIRST_SEAL, Act, Link
from lianfang.kernel.ledger_check import Fault, faults

CHUNK = 2_000


def act_of(row: Row) -> Act:
    """What was written of an act."""
    return Act(row.token, row.what, row.subject, row.by, row.at, row.area, row.purpose)


def ends_of(chains: set[str], *, signed: Ends) -> Ends:
    """Where each chain is to be continued: at its last row, or at its signed head when rows after it are gone.

    One query for each chain.
    """
    ends = {}
    for chain in chains:
        rows = Row.objects.filter(chain=chain, number__isnull=False).order_by("-number")
        last = rows.values_list("number", "seal").first() or (0, FIRST_SEAL)
        head = signed.get(chain, (0, FIRST_SEAL))
        ends[chain] = head if head[0] >= last[0] else last
    return ends


def sealed() -> int:
    """How many rows have their place. One query."""
    return Row.objects.exclude(number=None).count()


def waiting() -> int:
    """How many rows wait for their seal. One query."""
    return Row.objects.filter(number=None).count()


def wrong(*, seen: Callable[[int], None] = lambda _: None) -> Iterator[Fault]:
    """Every row that is not as it was written, in order, against the key and every signed head. One query.

    `seen` is told how many rows were looked at. Raises HeadsNotOurs when the heads themselves were changed.
    """
    heads = heads_here()
    signed: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for ends in heads.all():
        for chain, (number, seal) in ends.items():
            signed[chain][number] = seal
    return faults(_links(seen), secret=heads.key.secret, signed=signed)


def _links(seen: Callable[[int], None]) -> Iterator[Link]:
    rows = Row.objects.exclude(number=None).order_by("chain", "number")
    for done, row in enumerate(rows.iterator(CHUNK), start=1):
        yield Link(row.chain, row.number, act_of(row), row.seal, row.mark)
        if done % CHUNK == 0:
            seen(done)
