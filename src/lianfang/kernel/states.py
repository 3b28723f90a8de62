"""States and moves, declared as data: commands, permissions, tests and diagrams come from one list."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words


class MoveNotAllowed(Refusal):
    code = "move-not-allowed"
    says = Words("{what}目前是“{state}”，不能执行“{verb}”。", "{what} is {state}, so it cannot be moved by “{verb}”.")
    remedy = Words("在“{state}”状态下可以：{allowed}。", "From {state} you can: {allowed}.")
    status = 409


@dataclass(frozen=True, slots=True)
class Move:
    """One verb: from any of `source` to `target`, for those who hold the right `needs`."""

    verb: str
    source: frozenset[StrEnum]
    target: StrEnum
    needs: str


class Machine:
    """The life of one noun. Broken declarations are refused when the module is imported, not when a case meets them."""

    def __init__(self, name: str, *, start: StrEnum, moves: Iterable[Move]) -> None:
        """`name` as in `hotline.ticket`. Raises ValueError when a verb comes twice or a state cannot be reached."""
        declared = tuple(moves)
        self.name = name
        self.start = start
        self.states = type(start)
        self.moves = {move.verb: move for move in declared}
        self._routes = self._shortest_routes()
        self._check(declared)

    def permission(self, verb: str) -> str:
        """The right that `verb` needs."""
        return self.moves[verb].needs

    def move(self, state: str, verb: str, *, what: str) -> Move:
        """The move `verb` makes from `state`, or a refusal naming what is possible. `what` names the thing."""
        current = self.states(state)
        move = self.moves.get(verb)
        if move is None or current not in move.source:
            allowed = ", ".join(self.verbs_from(current)) or Words("没有；这已是最后一步", "nothing; it is final")
            raise MoveNotAllowed(what=what, state=current, verb=verb, allowed=allowed)
        return move

    def verbs_from(self, state: str) -> tuple[str, ...]:
        """The verbs possible in `state`, in the order they were declared."""
        current = self.states(state)
        return tuple(verb for verb, move in self.moves.items() if current in move.source)

    def is_final(self, state: str) -> bool:
        """Whether nothing can happen after `state`."""
        return not self.verbs_from(state)

    def route_to(self, state: str) -> tuple[str, ...]:
        """The fewest verbs that lead from the start to `state`; of equally few, those declared first."""
        return self._routes[self.states(state)]

    def _shortest_routes(self) -> dict[StrEnum, tuple[str, ...]]:
        routes: dict[StrEnum, tuple[str, ...]] = {self.start: ()}
        waiting = deque([self.start])
        while waiting:
            state = waiting.popleft()
            for verb, move in self.moves.items():
                if state in move.source and move.target not in routes:
                    routes[move.target] = (*routes[state], verb)
                    waiting.append(move.target)
        return routes

    def _check(self, declared: tuple[Move, ...]) -> None:
        if len(self.moves) != len(declared):
            raise ValueError(f"{self.name}: a verb is declared twice")
        strangers = {state for move in declared for state in (*move.source, move.target)} - set(self.states)
        if strangers:
            raise ValueError(f"{self.name}: not states of it: {sorted(strangers)}")
        lost = set(self.states) - set(self._routes)
        if lost:
            raise ValueError(f"{self.name}: cannot be reached: {sorted(lost)}")
