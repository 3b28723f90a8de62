"""The life of an entry in the register, of two that may be one, of a list on its way in, and of an erasure."""

from enum import StrEnum

from lianfang.kernel.personal import Purpose
from lianfang.kernel.states import Machine, Move

SEE, SHOW, REGISTER = "people.see", "people.show", "people.register"
MERGE, IMPORT, RETAIN, REKEY = "people.merge", "people.import", "people.retain", "people.rekey"
PURPOSES = (Purpose.SHOW_TO_HANDLER, Purpose.CALL_BACK, Purpose.NOTIFY)  # why an entry is shown whole
UNDO_DAYS = 30  # how long a merger can be taken back


class PersonState(StrEnum):
    """An entry is in use, or was merged into another and can still be brought back."""

    KEPT = "kept"
    MERGED = "merged"


class TwinState(StrEnum):
    """Two entries that may be one person."""

    SUSPECTED = "suspected"
    MERGED = "merged"
    APART = "apart"


T = TwinState

TWIN = Machine(
    "people.twin",
    start=T.SUSPECTED,
    moves=[
        Move("merge", frozenset({T.SUSPECTED}), T.MERGED, needs=MERGE),
        Move("undo", frozenset({T.MERGED}), T.SUSPECTED, needs=MERGE),
        Move("tell_apart", frozenset({T.SUSPECTED}), T.APART, needs=MERGE),
    ],
)


class Likeness(StrEnum):
    """Why two entries may be one person. A name alone never is a reason."""

    NAME_AND_BIRTH = "name_and_birth"
    NAME_AND_PHONE = "name_and_phone"


class BatchState(StrEnum):
    """A list on its way in: looked at first, then taken or dropped."""

    STAGED = "staged"
    APPLIED = "applied"
    DROPPED = "dropped"


B = BatchState

BATCH = Machine(
    "people.batch",
    start=B.STAGED,
    moves=[
        Move("apply", frozenset({B.STAGED}), B.APPLIED, needs=IMPORT),
        Move("drop", frozenset({B.STAGED}), B.DROPPED, needs=IMPORT),
    ],
)
