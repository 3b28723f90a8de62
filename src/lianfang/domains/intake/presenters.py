"""States and kinds of batches turned into words and tones."""

from collections.abc import Mapping
from dataclasses import dataclass

from lianfang.domains.intake.queries.batches import BatchRow
from lianfang.domains.intake.states import BatchKind, BatchState

# The name of a text, and the tone that goes with it; a test holds both tables to every state and kind.
STATES: Mapping[BatchState, tuple[str, str]] = {
    BatchState.ARRIVED: ("intake.state_arrived", "quiet"),
    BatchState.WAITING: ("intake.state_waiting", "wait"),
    BatchState.ACCEPTED: ("intake.state_accepted", "go"),
    BatchState.REFUSED: ("intake.state_refused", "quiet"),
    BatchState.RETRACTED: ("intake.state_retracted", "stop"),
}
KINDS: Mapping[BatchKind, str] = {
    BatchKind.API: "intake.kind_api",
    BatchKind.FILE: "intake.kind_file",
    BatchKind.HAND: "intake.kind_hand",
    BatchKind.ROOM: "intake.kind_room",
}


@dataclass(frozen=True, slots=True)
class BatchShown:
    """A batch with the names of its texts and the tone of its state."""

    row: BatchRow
    state: str
    tone: str
    kind: str


def shown(row: BatchRow) -> BatchShown:
    """A batch as lists and its page show it."""
    state, tone = STATES[row.state]
    return BatchShown(row, state, tone, KINDS[BatchKind(row.kind)])
