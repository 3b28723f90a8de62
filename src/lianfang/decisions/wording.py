"""The words decisions are told in: marks, headlines, who lifts, what ends a rule. Both languages, one place."""

import re
from collections.abc import Mapping

from lianfang.kernel import words
from lianfang.kernel.words import Words
from lianfang.policy.model import Colour, Entry

CARE = words.CARE
NO_RECORD = Words("没有您的记录", "No record of you yet")
NO_RECORD_SAYS = Words(
    "系统里没有关于您的任何记录。这既不是绿码，也不是限制。请到社区或服务台用证件登记，登记后即可查看。",
    "Nothing is recorded about you. This is neither green nor a restriction. Register with a document at your"
    " community or a service desk; your status shows right after.",
)
GO = Words("可以通行", "Nothing stands in your way")
COLOUR_WORDS: Mapping[Colour, Words] = {
    Colour.GREEN: Words("绿码", "Green"),
    Colour.YELLOW: Words("黄码", "Yellow"),
    Colour.RED: Words("红码", "Red"),
}
ENTRY_WORDS: Mapping[Entry, Words] = {
    Entry.ALLOWED: Words("可以进京", "May enter the city"),
    Entry.CONDITIONAL: Words("完成要求后可以进京", "May enter once the duty is done"),
    Entry.DEFERRED: Words("暂缓进京", "Entry deferred"),
    Entry.REFUSED: Words("不能进京", "Entry refused"),
}
LIFTS: Mapping[str, Words] = {
    "none": Words("到期自动解除", "Ends by time alone"),
    "area_lowered": Words("地区全部转为低风险即解除", "Ends as soon as the whole county is low-risk"),
    "negative_test": Words("检测阴性结果一到即解除", "Ends when a negative result arrives"),
    "released": Words("医疗机构解除后结束", "Ends when you are released"),
    "community": Words("小区解封后结束", "Ends when the compound is released"),
    "cdc": Words("经排查无关联后解除", "Ends when the tracing team finds no link"),
}
LIFTED_BY: Mapping[str, Words] = {
    "automatic": Words("系统自动解除，不用申请", "Lifted automatically; no need to apply"),
    "community": Words("社区核实后解除", "Lifted by the community once checked"),
    "district": Words("所在区评估后解除", "Lifted by the district after assessment"),
    "cdc": Words("疾控部门解除", "Lifted by the centre for disease control"),
}
WOULD_CHANGE: Mapping[str, Words] = {
    "area_lowered": Words(
        "所在（或去过的）县全部转为低风险时，会提前恢复。",
        "It ends earlier when the whole county turns low-risk.",
    ),
    "negative_test": Words(
        "做一次核酸，阴性结果一到就恢复。", "Take a test: it ends when the negative result arrives."
    ),
    "released": Words("医疗机构登记解除后恢复。", "It ends once the hospital records your release."),
    "community": Words("小区按条件解封后恢复。", "It ends once your compound is released."),
    "cdc": Words(
        "排查确认没有关联后恢复；检测不能代替。", "It ends once tracing rules out a link; a test does not replace that."
    ),
}
DATA_WRONG = Words(
    "如果这些记录有误，更正后会立即重新判定。",
    "If one of these records is wrong, correcting it decides anew at once.",
)
STATES: Mapping[str, Words] = {
    "none": Words("无", "none"),
    "unknown": Words("不明", "not known"),
}
YES, NO = Words("是", "yes"), Words("否", "no")
CAUSE_POLICY = Words("政策有新的规定生效", "A new version of the policy took effect")
CAUSE_FACT = Words("记录有变化：", "A record changed: ")
CAUSE_TIME = Words("时间期限已到", "A time limit was reached")
CAUSE_FIRST = Words("起始状态", "Where it starts")


def missing_words(name: str) -> Words:
    """A missing fact in words; its name when there are none."""
    return {
        "current_place": Words(
            "所在地不明（按在外地处理）", "Where you are is not known (treated as outside the city)"
        ),
        "test_report_time": Words(
            "核酸报告时间缺失，暂不能算有效", "The report time of a test is missing, so it does not count yet"
        ),
    }.get(name, Words(name, name))


_PLACEHOLDER = re.compile(r"\{([a-z_0-9.]+)\}")


def fill(text: Words, values: Mapping[str, Words]) -> Words:
    """A text with its {placeholders} filled; one that is not known stays as it is written."""

    def filled(written: str, language: str) -> str:
        return _PLACEHOLDER.sub(lambda m: values[m[1]].in_(language) if m[1] in values else m[0], written)

    return Words(filled(text.zh, "zh"), filled(text.en, "en"))
