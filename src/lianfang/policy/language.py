"""The policy's expressions: SQL boolean and scalar expressions, a whitelisted few, typed, turned into nodes.

SQLGlot parses; everything outside the list is refused with its position and a suggestion.
"""

from collections.abc import Callable
from datetime import date

from sqlglot import Dialect, exp, parser
from sqlglot.errors import SqlglotError

from lianfang.kernel.clock import NotAMoment, parse_moment, to_day_number, to_micros
from lianfang.policy import expression_faults as faults
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
from lianfang.policy.scope import Scope
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
        raise faults.yields_another(node.type, wants)
    check_moving(node)
    return node


def parse_take(text: str, scope: Scope) -> Aggregate:
    """The aggregate `text` stands for: any(), count(), max(x), latest(x, by) …"""
    tree = _tree(text)
    name = str(tree.this).lower() if isinstance(tree, exp.Anonymous) else ""
    if name not in set(Take):
        raise faults.not_a_take(name)
    parts = [_Translator(scope).node(argument) for argument in tree.expressions]
    for part in parts:
        check_moving(part)
        check_still(part)
    return aggregate(Take(name), parts)


def _tree(text: str) -> exp.Expr:
    if len(text) > _LONGEST:
        raise faults.too_long(_LONGEST)
    try:
        trees = _PolicySql().parse(text)
    except SqlglotError as error:
        found = getattr(error, "errors", None) or [{}]
        raise faults.not_an_expression(found[0].get("description"), found[0].get("col")) from None
    except RecursionError:
        raise faults.too_deep() from None
    if len(trees) != 1 or trees[0] is None:
        raise faults.one_expected()
    return trees[0]


class _Translator:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def node(self, tree: exp.Expr) -> Node:
        handler = _HANDLERS.get(type(tree))
        if handler is None:
            raise faults.not_in_language(tree)
        return handler(self, tree)

    def truth(self, tree: exp.Expr) -> Node:
        node = self.node(tree)
        if node.type is not Type.BOOL:
            raise faults.not_a_truth(tree, node.type)
        return node

    def name(self, tree: exp.Expr) -> Node:
        written = tree.sql().lower().replace('"', "")
        found = self._named(written)
        if found is not None:
            return found
        raise faults.not_known(tree, written, self.scope)

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
            raise faults.not_whole(tree)
        return Const(int(tree.this), Type.INT)

    def written_time(self, tree: exp.Expr) -> Node:
        text, kind = tree.this, str(tree.args["to"]).upper()
        if not isinstance(text, exp.Literal) or kind not in ("TIMESTAMP", "DATE"):
            raise faults.changes_type(tree)
        try:
            if kind == "DATE":
                return Const(to_day_number(date.fromisoformat(str(text.this))), Type.DAY)
            return Const(to_micros(parse_moment(str(text.this), zone=self.scope.zone)), Type.INSTANT)
        except (NotAMoment, ValueError):
            raise faults.not_a_date(tree, str(text.this)) from None

    def comparison(self, tree: exp.Expr) -> Node:
        left, right = self.node(tree.this), self.node(tree.expression)
        op = _COMPARISONS[type(tree)]
        self._comparable(op, left, right, tree)
        self._in_words(left, right, tree)
        return Compare(op, left, right)

    def _comparable(self, op: Op, left: Node, right: Node, tree: exp.Expr) -> None:
        kinds = {left.type, right.type}
        if Type.NULL in kinds:
            raise faults.compares_with_null(tree)
        if Type.PRESENCE in kinds:
            raise faults.compares_a_presence(tree)
        same = len(kinds) == 1 and not kinds & _LENGTHS
        length = kinds in ({Type.HOURS, Type.INT}, {Type.YEARS, Type.INT}) and left.type in _LENGTHS
        code = kinds == {Type.AREA, Type.TEXT}
        if not (same or length or code):
            raise faults.not_comparable(tree, left.type, right.type)
        if op not in (Op.EQ, Op.NE) and left.type not in _ORDERED:
            raise faults.has_no_order(tree, left.type)

    def _in_words(self, left: Node, right: Node, tree: exp.Expr) -> None:
        for cell, const in ((left, right), (right, left)):
            if isinstance(cell, Cell) and isinstance(const, Const):
                self._known_word(cell, str(const.value), tree)

    def _known_word(self, cell: Cell, word: str, tree: exp.Expr) -> None:
        words = self.scope.words.get(cell.name, ())
        if words and word not in words:
            raise faults.never_says(tree, cell.name, word, words)

    def between(self, tree: exp.Expr) -> Node:
        low = exp.GTE(this=tree.this.copy(), expression=tree.args["low"])
        high = exp.LTE(this=tree.this.copy(), expression=tree.args["high"])
        return All((self.comparison(low), self.comparison(high)))

    def one_of(self, tree: exp.Expr) -> Node:
        part = self.node(tree.this)
        options = [self.node(option) for option in tree.expressions]
        wanted = Type.TEXT if part.type is Type.AREA else part.type
        if not options or not all(isinstance(option, Const) and option.type is wanted for option in options):
            raise faults.not_one_of(tree)
        values = tuple(option.value for option in options if isinstance(option, Const))
        for value in values:
            if isinstance(part, Cell):
                self._known_word(part, str(value), tree)
        return OneOf(part, tuple(value for value in values if isinstance(value, (int, str))))

    def is_null(self, tree: exp.Expr) -> Node:
        if not isinstance(tree.expression, exp.Null):
            raise faults.only_null(tree)
        return Missing(self.node(tree.this))

    def sum(self, tree: exp.Expr) -> Node:
        left, right = self.node(tree.this), self.node(tree.expression)
        if {left.type, right.type} != {Type.INT}:
            raise faults.only_numbers(tree)
        return Sum(left, right, minus=isinstance(tree, exp.Sub))

    def case(self, tree: exp.Expr) -> Node:
        if tree.this is not None or tree.args.get("default") is None:
            raise faults.not_a_case(tree)
        arms = tuple((self.truth(arm.this), self.node(arm.args["true"])) for arm in tree.args["ifs"])
        otherwise = self.node(tree.args["default"])
        kinds = {node.type for node in (*(value for _, value in arms), otherwise)} - {Type.NULL}
        if len(kinds) != 1 or kinds & (_LENGTHS | {Type.PRESENCE}):
            raise faults.arms_differ(tree)
        return Choose(arms, otherwise, kinds.pop())

    def call(self, tree: exp.Expr) -> Node:
        name = str(tree.this).lower()
        parts = tuple(self.node(argument) for argument in tree.expressions)
        if name == "coalesce":
            return coalesce(parts, {part.type for part in parts})
        function = FUNCTIONS.get(name)
        if function is None:
            raise faults.no_function(tree, name, {*FUNCTIONS, "coalesce"})
        fits = len(parts) == len(function.takes) and all(
            part.type in kinds for part, kinds in zip(parts, function.takes, strict=True)
        )
        if not fits:
            raise faults.does_not_take(tree, name, parts, function.example)
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
