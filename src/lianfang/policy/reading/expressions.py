"""Expressions written in a pack: read, no deeper and no greater than engines go, their faults told with a position."""

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from lianfang.kernel.words import Words
from lianfang.policy import expression_faults as faults
from lianfang.policy.faults import NOTHING
from lianfang.policy.language import parse
from lianfang.policy.moving import check_still
from lianfang.policy.nodes import Aggregate, Const, Node, Type, children
from lianfang.policy.reading.sheet import Sheet
from lianfang.policy.scope import ExpressionFault, Scope

N = TypeVar("N", Node, Aggregate)
_UNFINISHED = re.compile(r"Required keyword: '\w+' missing for <class '[\w.]+\.(\w+)'>")
GREATEST = 1_000_000
NO_PERSON = Words("规则和事实不得指名某个人。", " A rule or fact may not name a person.")
DEEPEST = 40


def expression(sheet: Sheet, key: str, scope: Scope, wants: Type | None) -> Node:
    """The expression written under `key`; a fault and a harmless unknown when it cannot be read."""
    try:
        node = not_too_deep(lambda: parse(sheet.text(key), scope, wants=wants))
        check_still(node)
    except ExpressionFault as fault:
        note_expression(sheet, key, fault)
        return Const(None, wants or Type.NULL)
    return node


def _top(found: Node | Aggregate) -> list[Node]:
    if isinstance(found, Node):
        return [found]
    return [part for part in (found.of, found.by) if part is not None]


def not_too_deep(read: Callable[[], N]) -> N:
    """What `read` gives, where it is no deeper than DEEPEST: engines go down into nodes, and Python only so far."""
    try:
        found = read()
    except RecursionError:
        raise faults.too_deep() from None
    level = _top(found)
    depth = 0
    while level:
        _no_great_number(level)
        level, depth = [child for each in level for child in children(each)], depth + 1
        if depth > DEEPEST:
            raise faults.too_deep()
    return found


def _no_great_number(nodes: Iterable[Node]) -> None:
    for node in nodes:
        if isinstance(node, Const) and node.type is Type.INT and abs(int(node.value or 0)) > GREATEST:
            raise faults.too_great(node.value)


def note_expression(sheet: Sheet, key: str, fault: ExpressionFault) -> None:
    """Note a fault of an expression with its position; not where it only follows from another fault."""
    text = str(sheet.map.get(key))
    if set(re.findall(r"[\w.]+", text)) & sheet.reading.broken:
        return
    column = Words(f"第 {fault.column} 列", f", column {fault.column}") if fault.column else NOTHING
    finished = Words(
        _UNFINISHED.sub(r"“\1”处缺了一部分", fault.says.zh),
        _UNFINISHED.sub(r"something is missing at “\1”", fault.says.en),
    )
    told = sheet.told(
        "{what} 的“{key}”{column}：{says}{person}",
        "“{key}” of {what}{column}: {says}{person}",
        key=key,
        column=column,
        says=finished,
        person=NO_PERSON if "person_id" in text else NOTHING,
    )
    sheet.fault(key, told, fault.suggestion)
