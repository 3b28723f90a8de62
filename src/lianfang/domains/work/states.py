"""The life of a piece of work. One that is done leaves the queue."""

from enum import StrEnum

from lianfang.kernel.states import Machine, Move


class ItemState(StrEnum):
    """Where a piece of work stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DEAD = "dead"


S = ItemState

ITEM = Machine(
    "work.item",
    start=S.WAITING,
    moves=[
        Move("claim", frozenset({S.WAITING, S.RUNNING}), S.RUNNING, needs="work.run"),
        Move("fail", frozenset({S.RUNNING}), S.WAITING, needs="work.run"),
        Move("give_up", frozenset({S.RUNNING}), S.DEAD, needs="work.run"),
        Move("retry", frozenset({S.DEAD}), S.WAITING, needs="work.mend"),
    ],
)
