"""What is taken from rows: plain Python, the meaning that other engines have to agree with."""

from collections.abc import Callable, Sequence

from lianfang.policy.engines.meaning import NONE, Meaning, Value
from lianfang.policy.nodes import Aggregate, Take


def aggregate(take: Aggregate, rows: Sequence[Meaning]) -> Value:
    """The value taken from the rows that count."""
    if take.take is Take.ANY:
        return bool(rows)
    if take.take is Take.COUNT:
        return len(rows)
    if take.take is Take.PEOPLE:
        return len({row.row["person_id"] for row in rows})
    assert take.of is not None
    found = [row.value(take.of) for row in rows]
    known = [value for value in found if value not in (None, NONE)]
    if take.take is Take.COUNT_DISTINCT:
        return len(set(known))
    if not rows:
        return NONE
    if take.take is Take.LATEST:
        assert take.by is not None
        pairs = [(row.value(take.by), value) for row, value in zip(rows, found, strict=True)]
        sure = [pair for pair in pairs if None not in pair and NONE not in pair]
        return max(sure)[1] if sure else None
    if not known or (take.take is Take.LAST_END and len(known) < len(found)):
        return None
    chosen: Callable[..., int] = {Take.MIN: min, Take.SUM: sum}.get(take.take, max)  # type: ignore[assignment]
    return chosen(known)
