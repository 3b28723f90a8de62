"""Dated values, notices and duties: one value through time, each step cited."""

from lianfang.kernel.clock import NotAMoment, parse_moment, to_micros
from lianfang.kernel.words import Words
from lianfang.policy.model import DatedValue, Duty, Notice, Step
from lianfang.policy.nodes import Type
from lianfang.policy.reading.sheet import Sheet

_TYPES = {"yes_no": Type.BOOL, "date": Type.INSTANT, "text": Type.TEXT}

# A century, in the unit: what is longer is a slip of the pen, and no calendar has room for it.
_GREATEST = {"day": 36_600, "hour": 878_400, "year": 150}
_GREATEST_COUNT = 10_000_000_000
A_TEXT = Words("文本", "a text")
_WANTED = {
    Type.BOOL: Words(" true 或 false", "true or false"),
    Type.INT: Words("整数", "a whole number"),
    Type.INSTANT: Words("日期", "a date"),
}


def read_value(sheet: Sheet, name: str) -> DatedValue:
    """One file of values/."""
    sheet.what = Words(f"数值 {name}", f"the value {name}")
    sheet.only("title", "unit", "history")
    unit = sheet.text("unit")
    kind = _TYPES.get(unit, Type.INT)
    steps = [
        _step(part, kind, unit) for part in sheet.sheets("history", what=Words(f"{name} 的一步", f"a step of {name}"))
    ]
    if not steps:
        sheet.fault(
            "history",
            Words(f"数值 {name} 一步也没有。", f"The value {name} has no step."),
            Words("写作 history: [{from: …, value: …, cite: …}]。", "Write history: [{from: …, value: …, cite: …}]."),
        )
    if [step.starts for step in steps] != sorted({step.starts for step in steps}):
        sheet.fault(
            "history",
            Words(f"{name} 的各步没有按时间排列。", f"The steps of {name} are not in order of time."),
            Words("由旧到新，每天只写一次。", "Oldest first, each day once."),
        )
    return DatedValue(name, sheet.words("title"), unit, kind, tuple(steps), sheet.place)


def _step(sheet: Sheet, kind: Type, unit: str = "") -> Step:
    sheet.only("from", "value", "cite")
    value = _value(sheet, kind)
    greatest = _GREATEST.get(unit, _GREATEST_COUNT)
    if kind is Type.INT and not 0 <= int(value) <= greatest:
        sheet.fault(
            "value",
            Words(f"{value} 不在 0 到 {greatest:,} 之间。", f"{value} is not between 0 and {greatest:,}."),
            Words(f"单位是 {unit}。", f"The unit is {unit}."),
        )
        value = 0
    return Step(sheet.moment("from"), value, sheet.cite(), sheet.place)


def _value(sheet: Sheet, kind: Type) -> bool | int | str:
    value = sheet.map.get("value")
    if kind is Type.BOOL and isinstance(value, bool):
        return value
    if kind is Type.INT and isinstance(value, int) and not isinstance(value, bool):
        return value
    if kind is Type.TEXT and isinstance(value, str):
        return value
    if kind is Type.INSTANT and value is not None:
        try:
            return to_micros(parse_moment(str(value), zone=sheet.reading.zone))
        except NotAMoment:
            pass
    says = Words("“{value}”不是{kind}。", "“{value}” is not {kind}.")
    sheet.fault("value", says.filled(value=value, kind=_WANTED.get(kind, A_TEXT)))
    return 0 if kind in (Type.INT, Type.INSTANT) else ""


def read_notice(sheet: Sheet) -> Notice:
    """One notice: what is shown in place of the code, and the numbers people knew it by."""
    sheet.only("id", "title", "numbers")
    numbers = tuple(
        _step(part, Type.TEXT) for part in sheet.sheets("numbers", what=Words("提示的一个编号", "a number of a notice"))
    )
    return Notice(sheet.text("id"), sheet.words("title"), numbers)


def read_duty(sheet: Sheet) -> Duty:
    """One duty: what a person is asked to do."""
    sheet.only("id", "title", "cite")
    return Duty(sheet.text("id"), sheet.words("title"), sheet.cite())
