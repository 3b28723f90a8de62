"""The life of a draft of the policy: written, handed in, signed by another, published for its minute.

`publish` and `miss` are made by the platform itself, right after the signature: nobody holds that right.
"""

from enum import StrEnum

from lianfang.kernel.states import Machine, Move


class DraftState(StrEnum):
    """From the first word to the day it is in force, or to the drawer."""

    WRITING = "writing"
    HANDED_IN = "handed_in"
    SIGNED = "signed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    LEFT = "left"


class PreviewState(StrEnum):
    """How far a preview is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


S = DraftState

DRAFT = Machine(
    "handbook.draft",
    start=S.WRITING,
    moves=[
        Move("write", frozenset({S.WRITING}), S.WRITING, needs="handbook.write"),
        Move("hand_in", frozenset({S.WRITING}), S.HANDED_IN, needs="handbook.write"),
        Move("take_back", frozenset({S.HANDED_IN}), S.WRITING, needs="handbook.write"),
        Move("return", frozenset({S.HANDED_IN}), S.WRITING, needs="handbook.sign"),
        Move("sign", frozenset({S.HANDED_IN}), S.SIGNED, needs="handbook.sign"),
        Move("publish", frozenset({S.SIGNED}), S.PUBLISHED, needs="handbook.publish"),
        Move("miss", frozenset({S.SIGNED}), S.HANDED_IN, needs="handbook.publish"),
        Move("withdraw", frozenset({S.PUBLISHED}), S.WITHDRAWN, needs="handbook.sign"),
        Move("leave", frozenset({S.WRITING}), S.LEFT, needs="handbook.write"),
    ],
)
