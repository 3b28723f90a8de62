"""The ways to take one value from rows: what each takes and yields."""

from lianfang.kernel.words import Words
from lianfang.policy.nodes import Aggregate, Node, Take, Type
from lianfang.policy.scope import ExpressionFault

_ALLOWED: dict[Take, set[Type]] = {
    Take.MAX: {Type.INSTANT, Type.DAY, Type.INT, Type.PRESENCE},
    Take.MIN: {Type.INSTANT, Type.DAY, Type.INT},
    Take.LAST_END: {Type.INSTANT},
    Take.SUM: {Type.INT},
    Take.COUNT_DISTINCT: {Type.DAY, Type.TEXT, Type.AREA, Type.INT},
    Take.LATEST: {Type.AREA, Type.TEXT, Type.INSTANT},
}
_WANTED = {Take.ANY: 0, Take.COUNT: 0, Take.PEOPLE: 0, Take.LATEST: 2}


def aggregate(take: Take, parts: list[Node]) -> Aggregate:
    """The aggregate over the parts written between the brackets. Raises ExpressionFault."""
    wanted = _WANTED.get(take, 1)
    if len(parts) != wanted:
        raise ExpressionFault(
            Words(
                f"{take}(…) 要 {wanted} 个值，不是 {len(parts)} 个。",
                f"{take}(…) takes {wanted} values, not {len(parts)}.",
            )
        )
    of = parts[0] if parts else None
    by = parts[1] if len(parts) > 1 else None
    if of is not None and of.type not in _ALLOWED[take]:
        raise ExpressionFault(
            Words(f"{take}(…) 不能取类型为“{of.type}”的值。", f"{take}(…) cannot take a value that is “{of.type}”.")
        )
    if by is not None and by.type is not Type.INSTANT:
        raise ExpressionFault(Words("latest(value, by) 要按时刻排先后。", "latest(value, by) is ordered by a moment."))
    return Aggregate(take, of, by, _yields(take, of))


def _yields(take: Take, of: Node | None) -> Type:
    if take is Take.ANY:
        return Type.BOOL
    if of is None or take is Take.COUNT_DISTINCT:
        return Type.INT
    return of.type
