"""Sources, measures, questions, schedules and checklists."""

from lianfang.kernel.words import Words
from lianfang.policy.model import (
    Checklist,
    ChecklistItem,
    Confidence,
    Measure,
    Question,
    Schedule,
    Source,
    Stage,
)
from lianfang.policy.reading.sheet import Sheet


def read_source(sheet: Sheet, key: str) -> Source:
    """One source of pack.yaml."""
    sheet.what = Words(f"来源 {key}", f"the source {key}")
    sheet.only("title", "issuer", "date", "confidence", "where")
    confidence = sheet.one_of("confidence", Confidence)
    if confidence is None:
        sheet.fault(
            "confidence",
            sheet.told("{what}没有写明有多大把握。", "{what} does not say how sure we are."),
            Words("请写 confidence: A、B、C 或 D。", "Write confidence: A, B, C or D."),
        )
    return Source(
        key,
        sheet.words("title"),
        sheet.text("issuer", default=""),
        sheet.text("date", default=""),
        confidence or Confidence.D,
        sheet.text("where", default=""),
    )


def read_measure(sheet: Sheet, name: str, questions: tuple[Question, ...]) -> Measure:
    """measures/NAME/measure.yaml."""
    sheet.what = Words(f"措施 {name}", f"the measure {name}")
    sheet.only("title", "summary", "bodies", "cite")
    return Measure(name, sheet.words("title"), sheet.words("summary"), sheet.names("bodies"), sheet.cite(), questions)


def read_question(sheet: Sheet) -> Question:
    """One question people ask and its answer."""
    sheet.only("id", "question", "answer", "cite")
    return Question(sheet.text("id"), sheet.words("question"), sheet.words("answer"), sheet.cite())


def read_schedule(sheet: Sheet) -> Schedule:
    """One monitoring plan."""
    sheet.what = Words(f"方案 {sheet.map.get('id')}", f"the schedule {sheet.map.get('id')}")
    sheet.only("id", "title", "from", "until", "stages", "cite")
    stages = tuple(_stage(part) for part in sheet.sheets("stages", what=Words("一个阶段", "a stage")))
    if not stages:
        sheet.fault("stages", sheet.told("{what}没有阶段。", "{what} has no stage."))
    return Schedule(
        sheet.text("id"),
        sheet.words("title"),
        sheet.moment("from"),
        sheet.moment_or_none("until"),
        stages,
        sheet.cite(),
    )


def _stage(sheet: Sheet) -> Stage:
    sheet.only("kind", "days", "test_days")
    days = sheet.number("days")
    tests: list[int] = []
    for written in sheet.names("test_days"):
        if not written.isdigit() or not 1 <= int(written) <= days:
            sheet.fault(
                "test_days",
                Words(
                    f"“{written}”不是 {days} 天阶段里的一天。", f"“{written}” is not a day of a stage of {days} days."
                ),
                Words("第一天是 1。", "Day 1 is the first."),
            )
        else:
            tests.append(int(written))
    return Stage(sheet.text("kind"), days, tuple(tests))


def read_checklist(sheet: Sheet) -> Checklist:
    """One inspection list."""
    sheet.what = Words(f"清单 {sheet.map.get('id')}", f"the checklist {sheet.map.get('id')}")
    sheet.only("id", "title", "from", "until", "items")
    items = tuple(_item(part) for part in sheet.sheets("items", what=Words("清单的一项", "an item of a checklist")))
    return Checklist(sheet.text("id"), sheet.words("title"), sheet.moment("from"), sheet.moment_or_none("until"), items)


def _item(sheet: Sheet) -> ChecklistItem:
    sheet.only("id", "title", "severity", "remedy", "fix_hours", "cite")
    return ChecklistItem(
        sheet.text("id"),
        sheet.words("title"),
        sheet.word("severity", ("low", "medium", "high"), default="medium"),
        sheet.words("remedy"),
        sheet.number("fix_hours"),
        sheet.cite(),
    )
