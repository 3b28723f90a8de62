"""What matters are made of, as data: kinds with their lives and words, ladders, priorities, hours."""

from lianfang.domains.casework.states.kinds import Kind, all_kinds, kind_of, register
from lianfang.domains.casework.states.ladders import DEFAULT_LADDER, Ladder, Level, To
from lianfang.domains.casework.states.matter import Order, Priority, Scan, Which

__all__ = [
    "DEFAULT_LADDER",
    "Kind",
    "Ladder",
    "Level",
    "Order",
    "Priority",
    "Scan",
    "To",
    "Which",
    "all_kinds",
    "kind_of",
    "register",
]
