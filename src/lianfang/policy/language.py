"""The policy's expressions: SQL boolean and scalar expressions, a whitelisted few, typed, turned into nodes.

SQLGlot parses; everything outside the list is refused with its position and a suggestion.
"""

from collections.abc import Callable
from datetime import date

from sqlglot import Dialect, exp, parser
from sqlglot.errors import SqlglotError

from lianfang.kernel.clock import NotAMoment, parse_moment, to_day_number, to_micros
from lianfang.policy.faults import closest
from lianfang.policy.functions import FUNCTIONS, coalesce
from lianfang.policy.moving import check_moving, check_still
from lianfang.policy.nodes import (
    Aggregate,
    All,
    Any,
    Cell,
    Choose,
    Compare,
    Const,
    FactOf,
    FactThrough,
    Missing,
    Node,
    Not,
    Now,
    OneOf,
    Op,
    Sum,
    Take,
    Type,
    ValueOf,
)
from lianfang.policy.scope import ExpressionFault, Scope
from lianfang.policy.takes import aggregate


class _PolicySql(Dialect):
    """SQL without any function of its own: every call stays a plain call that we look up ourselves."""

    class Parser(parser.Parser):
        FUNCTIONS = {}  # noqa: RUF012 — SQLGlot reads it from the class
        FUNCTION_PARSERS = {}  # noqa: RUF012
        NO_PAREN_FUNCTIONS = {}  # noqa: RUF012
        NO_PAREN_FUNCTION_PARSERS = {"CASE": parser.Parser.NO_PAREN_FUNCTION_PARSERS["CASE"]}  # noqa: RUF012


_COMPARISONS: dict[type[exp.Expr], Op] = {
    exp.EQ: Op.EQ,
    exp.NEQ: Op.NE,
    exp.LT: Op.LT,
    exp.LTE: Op.LE,
    exp.GT: Op.GT,
    exp.GTE: Op.GE,
}
_ORDERED = {Type.INT, Type.INSTANT, Type.DAY, Type.HOURS, Type.YEARS}
_LENGTHS = {Type.HOURS, Type.YEARS}
_LONGEST = 4_000


def parse(text: str, scope: Scope, *, wants: Type | None = None) -> Node:
    """The node `text` stands for. Raises ExpressionFault with a position and a suggestion."""
    node = _Translator(scope).node(_tree(text))
    if wants is not None and node.type not in (wants, Type.NULL):
        raise ExpressionFault(f"This yields {_a(node.type)}, but {_a(wants)} is needed here.")
    check_moving(node)
    return node


def parse_take(text: str, scope: Scope) -> Aggregate:
    """The aggregate `text` stands for: any(), count(), max(x), latest(x, by) …"""
    tree = _tree(text)
    name = str(tree.this).lower() if isinstance(tree, exp.Anonymous) else ""
    if name not in set(Take):
        raise ExpressionFault(
            "This is not a way to take one value from rows.",
            closest(name, set(Take)) or f"Use one of {', '.join(Take)}.",
            1,
        )
    parts = [_Translator(scope).node(argument) for argument in tree.expressions]
    for part in parts:
        check_moving(part)
        check_still(part)
    return aggregate(Take(name), parts)


def _tree(text: str) -> exp.Expr:
    if len(text) > _LONGEST:
        raise ExpressionFault(f"The expression is longer than {_LONGEST} characters.", "Name a part of it as a fact.")
    try:
        trees = _PolicySql().parse(text)
    except SqlglotError as error:
        found = getattr(error, "errors", None) or [{}]
        says = found[0].get("description") or "it cannot be read"
        raise ExpressionFault(f"This is not an expression: {says}.", column=found[0].get("col")) from None
    except RecursionError:
        raise ExpressionFault("The expression is nested too deeply.", "Name a part of it as a fact.") from None
    if len(trees) != 1 or trees[0] is None:
        raise ExpressionFault("One expression is expected here.", "Write a condition such as days_since(x) <= 14.")
    return trees[0]


def _a(kind: Type) -> str:
    return f"an {kind}" if kind[0] in "aeio" else f"a {kind}"


class _Translator:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def node(self, tree: exp.Expr) -> Node:
        handler = _HANDLERS.get(type(tree))
        if handler is None:
            raise ExpressionFault(
                f"“{tree.sql()[:60]}” is not part of the policy language.",
                "Use comparisons, and, or, not, in, between, is null, case, + and -, and the listed functions.",
                _column(tree),
            )
        return handler(self, tree)

    def truth(self, tree: exp.Expr) -> Node:
        node = self.node(tree)
        if node.type is not Type.BOOL:
            raise ExpressionFault(f"“{tree.sql()}” is {_a(node.type)}, not a yes or no.", column=_column(tree))
        return node

    def name(self, tree: exp.Expr) -> Node:
        written, column = tree.sql().lower().replace('"', ""), _column(tree)
        found = self._named(written)
        if found is not None:
            return found
        raise ExpressionFault(
            f"“{written}” is not known for {self.scope.says}.", closest(written, self.scope.names()), column
        )

    def _named(self, written: str) -> Node | None:
        scope = self.scope
        view, _, fact = written.rpartition(".")
        if written == "now":
            return Now()
        if written in scope.cells:
            return scope.cells[written]
        if written in scope.facts:
            return FactOf(written, scope.facts[written])
        if written in scope.values:
            return ValueOf(written, scope.values[written])
        if fact in scope.through.get(view, {}):
            return FactThrough(view, fact, scope.through[view][fact])
        return None

    def literal(self, tree: exp.Expr) -> Node:
        if tree.is_string:
            return Const(str(tree.this), Type.TEXT)
        if not str(tree.this).isdigit():
            raise ExpressionFault(f"“{tree.this}” is not a whole number.", "Use whole days or hours.", _column(tree))
        return Const(int(tree.this), Type.INT)

    def written_time(self, tree: exp.Expr) -> Node:
        text, kind = tree.this, str(tree.args["to"]).upper()
        if not isinstance(text, exp.Literal) or kind not in ("TIMESTAMP", "DATE"):
            raise ExpressionFault(
                f"“{tree.sql()}” changes a type.", "Write timestamp '2021-11-17' or date '2021-11-17'."
            )
        try:
            if kind == "DATE":
                return Const(to_day_number(date.fromisoformat(str(text.this))), Type.DAY)
            return Const(to_micros(parse_moment(str(text.this), zone=self.scope.zone)), Type.INSTANT)
        except (NotAMoment, ValueError):
            raise ExpressionFault(f"“{text.this}” is not a date.", "Write it as 2021-11-17.", _column(tree)) from None

    def comparison(self, tree: exp.Expr) -> Node:
        left, right = self.node(tree.this), self.node(tree.expression)
        op = _COMPARISONS[type(tree)]
        self._comparable(op, left, right, tree)
        self._in_words(left, right, tree)
        return Compare(op, left, right)

    def _comparable(self, op: Op, left: Node, right: Node, tree: exp.Expr) -> None:
        kinds = {left.type, right.type}
        if Type.NULL in kinds:
            raise ExpressionFault("Nothing compares with null.", "Write “is null” or “is not null”.", _column(tree))
        if Type.PRESENCE in kinds:
            raise ExpressionFault("A last presence is only known to the day.", "Compare days_since(…).", _column(tree))
        same = len(kinds) == 1 and not kinds & _LENGTHS
        length = kinds in ({Type.HOURS, Type.INT}, {Type.YEARS, Type.INT}) and left.type in _LENGTHS
        code = kinds == {Type.AREA, Type.TEXT}
        if not (same or length or code):
            raise ExpressionFault(
                f"{_a(left.type).capitalize()} cannot be compared with {_a(right.type)}: “{tree.sql()}”.",
                "Compare days_since(…) with a number of days, or two moments with each other.",
                _column(tree),
            )
        if op not in (Op.EQ, Op.NE) and left.type not in _ORDERED:
            raise ExpressionFault(f"{_a(left.type).capitalize()} has no order.", "Use = or <>.", _column(tree))

    def _in_words(self, left: Node, right: Node, tree: exp.Expr) -> None:
        for cell, const in ((left, right), (right, left)):
            if isinstance(cell, Cell) and isinstance(const, Const):
                self._known_word(cell, str(const.value), tree)

    def _known_word(self, cell: Cell, word: str, tree: exp.Expr) -> None:
        words = self.scope.words.get(cell.name, ())
        if words and word not in words:
            suggestion = closest(word, words) or f"It is one of {', '.join(words)}."
            raise ExpressionFault(f"“{cell.name}” is never “{word}”.", suggestion, _column(tree))

    def between(self, tree: exp.Expr) -> Node:
        low = exp.GTE(this=tree.this.copy(), expression=tree.args["low"])
        high = exp.LTE(this=tree.this.copy(), expression=tree.args["high"])
        return All((self.comparison(low), self.comparison(high)))

    def one_of(self, tree: exp.Expr) -> Node:
        part = self.node(tree.this)
        options = [self.node(option) for option in tree.expressions]
        wanted = Type.TEXT if part.type is Type.AREA else part.type
        if not options or not all(isinstance(option, Const) and option.type is wanted for option in options):
            raise ExpressionFault("in (…) takes a list of written values of one type.", column=_column(tree))
        values = tuple(option.value for option in options if isinstance(option, Const))
        for value in values:
            if isinstance(part, Cell):
                self._known_word(part, str(value), tree)
        return OneOf(part, tuple(value for value in values if isinstance(value, (int, str))))

    def is_null(self, tree: exp.Expr) -> Node:
        if not isinstance(tree.expression, exp.Null):
            raise ExpressionFault(f"“{tree.sql()}” can only ask for null.", "Write “is null”.", _column(tree))
        return Missing(self.node(tree.this))

    def sum(self, tree: exp.Expr) -> Node:
        left, right = self.node(tree.this), self.node(tree.expression)
        if {left.type, right.type} != {Type.INT}:
            raise ExpressionFault(
                f"Only numbers can be added: “{tree.sql()}”.", "Use day_after(…) or hours_after(…).", _column(tree)
            )
        return Sum(left, right, minus=isinstance(tree, exp.Sub))

    def case(self, tree: exp.Expr) -> Node:
        if tree.this is not None or tree.args.get("default") is None:
            raise ExpressionFault("A case is written: case when … then … else … end.", column=_column(tree))
        arms = tuple((self.truth(arm.this), self.node(arm.args["true"])) for arm in tree.args["ifs"])
        otherwise = self.node(tree.args["default"])
        kinds = {node.type for node in (*(value for _, value in arms), otherwise)} - {Type.NULL}
        if len(kinds) != 1 or kinds & (_LENGTHS | {Type.PRESENCE}):
            raise ExpressionFault("The arms of a case must yield one type.", column=_column(tree))
        return Choose(arms, otherwise, kinds.pop())

    def call(self, tree: exp.Expr) -> Node:
        name, column = str(tree.this).lower(), _column(tree)
        parts = tuple(self.node(argument) for argument in tree.expressions)
        if name == "coalesce":
            return coalesce(parts, {part.type for part in parts})
        function = FUNCTIONS.get(name)
        if function is None:
            raise ExpressionFault(f"There is no function “{name}”.", closest(name, {*FUNCTIONS, "coalesce"}), column)
        fits = len(parts) == len(function.takes) and all(
            part.type in kinds for part, kinds in zip(parts, function.takes, strict=True)
        )
        if not fits:
            given = ", ".join(part.type for part in parts) or "nothing"
            raise ExpressionFault(f"{name}(…) cannot take {given}.", f"Write it like {function.example}.", column)
        return function.makes(*parts)


_Handler = Callable[[_Translator, exp.Expr], Node]
_HANDLERS: dict[type[exp.Expr], _Handler] = {
    exp.Paren: lambda t, e: t.node(e.this),
    exp.And: lambda t, e: All(tuple(t.truth(part) for part in e.flatten())),
    exp.Or: lambda t, e: Any(tuple(t.truth(part) for part in e.flatten())),
    exp.Not: lambda t, e: Not(t.truth(e.this)),
    exp.Column: _Translator.name,
    exp.Literal: _Translator.literal,
    exp.Boolean: lambda _, e: Const(bool(e.this), Type.BOOL),
    exp.Null: lambda _, __: Const(None, Type.NULL),
    exp.Cast: _Translator.written_time,
    exp.Between: _Translator.between,
    exp.In: _Translator.one_of,
    exp.Is: _Translator.is_null,
    exp.Add: _Translator.sum,
    exp.Sub: _Translator.sum,
    exp.Case: _Translator.case,
    exp.Anonymous: _Translator.call,
    **dict.fromkeys(_COMPARISONS, _Translator.comparison),
}


def _column(tree: exp.Expr) -> int | None:
    for part in tree.find_all(exp.Identifier, exp.Literal):
        start = part.meta.get("start")
        if start is not None:
            return int(start) + 1
    return None
