"""The life of a batch of facts, and which tables restrict people.

`take` and `hold` are the platform's own choice when a batch arrives: what needs a second person is held.
"""

from enum import StrEnum

from lianfang.facts.schemas import TABLES
from lianfang.kernel.states import Machine, Move


class BatchKind(StrEnum):
    """How a batch came."""

    API = "api"
    FILE = "file"
    HAND = "hand"
    ROOM = "room"


class BatchState(StrEnum):
    """From arrival to the lake, or back."""

    ARRIVED = "arrived"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    RETRACTED = "retracted"


S = BatchState

BATCH = Machine(
    "intake.batch",
    start=S.ARRIVED,
    moves=[
        Move("take", frozenset({S.ARRIVED}), S.ACCEPTED, needs="intake.give"),
        Move("hold", frozenset({S.ARRIVED}), S.WAITING, needs="intake.give"),
        Move("accept", frozenset({S.WAITING}), S.ACCEPTED, needs="intake.second"),
        Move("refuse", frozenset({S.WAITING}), S.REFUSED, needs="intake.second"),
        Move("retract", frozenset({S.ACCEPTED}), S.RETRACTED, needs="intake.retract"),
    ],
)

# What a batch entered by hand may say without a second person: it can lift, or says nothing about anybody's freedom.
HARMLESS = frozenset({"doses", "exceptions", "persons"})
RESTRICTING = frozenset(TABLES) - HARMLESS
UNUSUAL = 3  # times the usual size, above which a batch waits for a second person
