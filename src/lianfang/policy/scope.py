"""What names an expression may use, and the faults it can have."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from lianfang.kernel.clock import CITY_ZONE
from lianfang.kernel.words import Words
from lianfang.policy.faults import NOTHING
from lianfang.policy.nodes import Cell, Type


class ExpressionFault(Exception):
    """An expression cannot be read. `column` counts from 1."""

    def __init__(self, says: Words, suggestion: Words = NOTHING, column: int | None = None) -> None:
        super().__init__(says.en)
        self.says, self.suggestion, self.column = says, suggestion, column


@dataclass(frozen=True, slots=True)
class Scope:
    """The names an expression can use.

    `cells` are the columns of the row at hand, `words` the values an enumerated column may take, `facts` the facts of
    the subject by the name they are written with, `through` the facts of other subjects by view.
    """

    says: Words
    cells: Mapping[str, Cell] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facts: Mapping[str, Type] = field(default_factory=dict)
    through: Mapping[str, Mapping[str, Type]] = field(default_factory=dict)
    values: Mapping[str, Type] = field(default_factory=dict)
    zone: ZoneInfo = CITY_ZONE

    def names(self) -> set[str]:
        """Every name that can be written here."""
        dotted = {f"{view}.{fact}" for view, facts in self.through.items() for fact in facts}
        return {*self.cells, *self.facts, *self.values, *dotted, "now"}
