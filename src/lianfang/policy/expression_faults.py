"""What can be wrong with an expression, in both languages, each with what to write instead."""

from collections.abc import Iterable, Mapping

from sqlglot import exp

from lianfang.kernel.words import Words
from lianfang.policy.faults import NOTHING, closest, one_of
from lianfang.policy.nodes import Node, Take, Type
from lianfang.policy.scope import ExpressionFault, Scope

_KINDS: Mapping[Type, str] = {
    Type.BOOL: "是非",
    Type.INT: "数",
    Type.TEXT: "文本",
    Type.AREA: "地区代码",
    Type.INSTANT: "时刻",
    Type.DAY: "日期",
    Type.BIRTHDAY: "出生日期",
    Type.HOURS: "小时数",
    Type.YEARS: "年数",
    Type.PRESENCE: "最后在场",
    Type.NULL: "空值",
}
_NAME_A_PART = Words("请把其中一部分另写成一个事实。", "Name a part of it as a fact.")
_SUGGESTED: Mapping[str, Words] = {
    "condition": Words("请写条件，如 days_since(x) <= 14。", "Write a condition such as days_since(x) <= 14."),
    "language": Words(
        "可用：比较、and、or、not、in、between、is null、case、+ 和 -，以及列出的函数。",
        "Use comparisons, and, or, not, in, between, is null, case, + and -, and the listed functions.",
    ),
    "whole": Words("请用整天或整小时。", "Use whole days or hours."),
    "date": Words("写作 2021-11-17。", "Write it as 2021-11-17."),
    "typed": Words(
        "写作 timestamp '2021-11-17' 或 date '2021-11-17'。",
        "Write timestamp '2021-11-17' or date '2021-11-17'.",
    ),
    "null": Words("写作“is null”。", "Write “is null”."),
    "null or not": Words("写作“is null”或“is not null”。", "Write “is null” or “is not null”."),
    "days_since": Words("请比较 days_since(…)。", "Compare days_since(…)."),
    "alike": Words(
        "请用 days_since(…) 与天数比较，或者时刻与时刻比较。",
        "Compare days_since(…) with a number of days, or two moments with each other.",
    ),
    "equal": Words("请用 = 或 <>。", "Use = or <>."),
    "after": Words("请用 day_after(…) 或 hours_after(…)。", "Use day_after(…) or hours_after(…)."),
}


def _kind(kind: Type) -> Words:
    return Words(_KINDS[kind], f"an {kind}" if kind[0] in "aeio" else f"a {kind}")


def _begins(kind: Type) -> Words:
    words = _kind(kind)
    return Words(words.zh, words.en.capitalize())


def yields_another(got: Type, wants: Type) -> ExpressionFault:
    """The expression yields another type than is needed."""
    says = Words("这里得到的是{got}，需要的是{wants}。", "This yields {got}, but {wants} is needed here.")
    return ExpressionFault(says.filled(got=_kind(got), wants=_kind(wants)))


def not_a_take(name: str) -> ExpressionFault:
    """No way to take one value from rows has this name."""
    says = Words("这不是从多行取一个值的写法。", "This is not a way to take one value from rows.")
    listed = Words(f"可用：{'、'.join(Take)}。", f"Use one of {', '.join(Take)}.")
    return ExpressionFault(says, closest(name, set(Take), listed), 1)


def too_long(most: int) -> ExpressionFault:
    """Longer than anybody reads."""
    says = Words(f"表达式超过 {most} 个字符。", f"The expression is longer than {most} characters.")
    return ExpressionFault(says, _NAME_A_PART)


def too_deep() -> ExpressionFault:
    """Nested more deeply than engines go."""
    return ExpressionFault(Words("表达式嵌套太深。", "The expression is nested too deeply."), _NAME_A_PART)


def not_an_expression(quoted: str | None, column: int | None) -> ExpressionFault:
    """SQLGlot cannot read it; its own words are English."""
    why = Words(quoted, quoted) if quoted else Words("读不出来", "it cannot be read")
    says = Words("这不是表达式：{why}。", "This is not an expression: {why}.").filled(why=why)
    return ExpressionFault(says, column=column)


def one_expected() -> ExpressionFault:
    """None, or more than one."""
    says = Words("这里应当只有一个表达式。", "One expression is expected here.")
    return ExpressionFault(says, _SUGGESTED["condition"])


def not_in_language(tree: exp.Expr) -> ExpressionFault:
    """SQL, but not of the few kinds a policy may use."""
    return _of(tree, "“{it}”不属于政策语言。", "“{it}” is not part of the policy language.", "language", longest=60)


def not_a_truth(tree: exp.Expr, kind: Type) -> ExpressionFault:
    """A condition is a yes or no."""
    return _of(tree, "“{it}”是{kind}，不是是非。", "“{it}” is {kind}, not a yes or no.", kind=_kind(kind))


def not_known(tree: exp.Expr, name: str, scope: Scope) -> ExpressionFault:
    """A name that means nothing here."""
    says = Words("{of}没有“{name}”。", "“{name}” is not known for {of}.").filled(name=name, of=scope.says)
    return ExpressionFault(says, closest(name, scope.names()), column_of(tree))


def not_whole(tree: exp.Expr) -> ExpressionFault:
    """Numbers are whole."""
    says = Words(f"“{tree.this}”不是整数。", f"“{tree.this}” is not a whole number.")
    return ExpressionFault(says, _SUGGESTED["whole"], column_of(tree))


def changes_type(tree: exp.Expr) -> ExpressionFault:
    """Only a written moment or date has a type in front of it."""
    return _of(tree, "“{it}”改变了类型。", "“{it}” changes a type.", "typed")


def not_a_date(tree: exp.Expr, text: str) -> ExpressionFault:
    """No day of the calendar."""
    says = Words(f"“{text}”不是日期。", f"“{text}” is not a date.")
    return ExpressionFault(says, _SUGGESTED["date"], column_of(tree))


def compares_with_null(tree: exp.Expr) -> ExpressionFault:
    """Null is asked for, never compared."""
    return _of(tree, "任何值都不能与 null 比较。", "Nothing compares with null.", "null or not")


def compares_a_presence(tree: exp.Expr) -> ExpressionFault:
    """A last presence is only known to the day."""
    return _of(tree, "最后在场只知道到哪一天。", "A last presence is only known to the day.", "days_since")


def not_comparable(tree: exp.Expr, left: Type, right: Type) -> ExpressionFault:
    """Two types that cannot be compared."""
    zh, en = "{left}不能与{right}比较：“{it}”。", "{left} cannot be compared with {right}: “{it}”."
    return _of(tree, zh, en, "alike", left=_begins(left), right=_kind(right))


def has_no_order(tree: exp.Expr, kind: Type) -> ExpressionFault:
    """Less and more mean nothing for this type."""
    return _of(tree, "{kind}没有大小先后。", "{kind} has no order.", "equal", kind=_begins(kind))


def never_says(tree: exp.Expr, cell: str, word: str, words: Iterable[str]) -> ExpressionFault:
    """A word the column never holds."""
    says = Words(f"“{cell}”不会是“{word}”。", f"“{cell}” is never “{word}”.")
    return ExpressionFault(says, closest(word, words, one_of(words)), column_of(tree))


def not_one_of(tree: exp.Expr) -> ExpressionFault:
    """in (…) takes written values."""
    return _of(tree, "in (…) 里要列出同一类型的值。", "in (…) takes a list of written values of one type.")


def only_null(tree: exp.Expr) -> ExpressionFault:
    """is … asks for null and nothing else."""
    return _of(tree, "“{it}”只能问是不是 null。", "“{it}” can only ask for null.", "null")


def only_numbers(tree: exp.Expr) -> ExpressionFault:
    """Moments and texts are not added."""
    return _of(tree, "只有数可以相加：“{it}”。", "Only numbers can be added: “{it}”.", "after")


def not_a_case(tree: exp.Expr) -> ExpressionFault:
    """A case has arms and an else."""
    return _of(tree, "case 写作：case when … then … else … end。", "A case is written: case when … then … else … end.")


def arms_differ(tree: exp.Expr) -> ExpressionFault:
    """Every arm yields the same type."""
    return _of(tree, "case 的各支要得到同一类型。", "The arms of a case must yield one type.")


def no_function(tree: exp.Expr, name: str, known: Iterable[str]) -> ExpressionFault:
    """A function the language does not have."""
    says = Words(f"没有叫“{name}”的函数。", f"There is no function “{name}”.")
    return ExpressionFault(says, closest(name, known), column_of(tree))


def does_not_take(tree: exp.Expr, name: str, parts: tuple[Node, ...], example: str) -> ExpressionFault:
    """A function given what it does not take."""
    zh = "、".join(_KINDS[part.type] for part in parts) or "空"
    en = ", ".join(part.type for part in parts) or "nothing"
    says = Words(f"{name}(…) 不能用于{zh}。", f"{name}(…) cannot take {en}.")
    return ExpressionFault(says, Words(f"写作 {example}。", f"Write it like {example}."), column_of(tree))


def too_great(number: object) -> ExpressionFault:
    """A number no calendar has room for."""
    return ExpressionFault(
        Words(f"{number} 在表达式里太大。", f"{number} is too great for an expression."),
        Words(
            "没有哪本日历容得下它；若是人数，请写成政策包的数值。",
            "No calendar has room for it; make it a value of the pack if it counts people.",
        ),
    )


def _of(
    tree: exp.Expr, zh: str, en: str, suggested: str = "", *, longest: int | None = None, **details: object
) -> ExpressionFault:
    says = Words(zh, en).filled(it=tree.sql()[:longest], **details)
    return ExpressionFault(says, _SUGGESTED.get(suggested, NOTHING), column_of(tree))


def column_of(tree: exp.Expr) -> int | None:
    """Where an expression begins, counted from 1, as far as SQLGlot remembers it."""
    for part in tree.find_all(exp.Identifier, exp.Literal):
        start = part.meta.get("start")
        if start is not None:
            return int(start) + 1
    return None
