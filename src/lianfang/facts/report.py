"""What a reading found: bad rows with their place and reason, and warnings. Nothing here reads files."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

SHOWN = 3
SHORT = 40
ALSO = Words("（另有问题的列：{columns}）", " (and wrong too: {columns})")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell cannot be read, and what to do. Texts are format strings over `column` and `other`."""

    sentence: Words
    remedy: Words


FAULTS: Mapping[str, Fault] = {
    "empty": Fault(
        Words("“{column}”为空，但此项必填", "“{column}” is empty but must be filled"),
        Words("补填，或删去该行。", "Fill it in, or leave the row out."),
    ),
    "area": Fault(
        Words("“{column}”不是6、9或12位数字的地区代码", "“{column}” is not an area code of 6, 9 or 12 digits"),
        Words("填写国标行政区划代码，如110105。", "Write the GB/T 2260 code, for example 110105."),
    ),
    "instant": Fault(
        Words(
            "“{column}”不是1900年至2099年间存在的时刻", "“{column}” is not a moment that exists between 1900 and 2099"
        ),
        Words(
            "写作2021-08-11T12:00+08:00；尚未结束的留空，不要写9999年。",
            "Write it as 2021-08-11T12:00+08:00; leave an open end empty instead of 9999.",
        ),
    ),
    "day": Fault(
        Words("“{column}”不是1900年至2099年间存在的日期", "“{column}” is not a day that exists between 1900 and 2099"),
        Words("写作2021-08-11。", "Write it as 2021-08-11."),
    ),
    "count": Fault(
        Words("“{column}”不是零或正整数", "“{column}” is not a whole number of zero or more"),
        Words("写作整数，如0或12。", "Write a whole number, for example 0 or 12."),
    ),
    "word": Fault(
        Words("“{column}”不在可用词之内（{other}）", "“{column}” is not one of: {other}"),
        Words("改用其中之一，区分大小写。", "Use one of these words, in lower case."),
    ),
    "before": Fault(
        Words("“{column}”早于“{other}”", "“{column}” is before “{other}”"),
        Words("核对两个时间及其时区。", "Check both times and their offsets."),
    ),
    "spaces": Fault(
        Words("“{column}”前后有空格", "“{column}” has a space before or after it"),
        Words("删去空格，否则不会被认作同一编号。", "Remove the space: with it the id is another id."),
    ),
    "long": Fault(
        Words("“{column}”过长（超过{other}字）", "“{column}” is too long (more than {other} characters)"),
        Words("核对是否错列或缺引号。", "Check for a shifted column or a missing quotation mark."),
    ),
    "contradiction": Fault(
        Words("同一“{column}”有两行不同内容", "the same “{column}” has two different rows"),
        Words("只保留正确的一行。", "Keep the right one of them."),
    ),
}


@dataclass(frozen=True, slots=True)
class BadRow:
    """One row that cannot be read. `line` is the line in a CSV file, the row number in other forms (from 1).

    `column` is its first faulty cell; `also` names the others.
    """

    table: str
    file: str
    line: int
    column: str
    value: str
    fault: str
    other: str = ""
    row: Mapping[str, str | None] = field(default_factory=dict)
    counted_in: str = "line"
    also: tuple[str, ...] = ()

    def sentence(self, language: str = "en") -> str:
        """Why the row cannot be read."""
        sentence = FAULTS[self.fault].sentence.in_(language).format(column=self.column, other=self.other)
        return sentence + ALSO.in_(language).format(columns=", ".join(self.also)) if self.also else sentence

    def remedy(self, language: str = "en") -> str:
        """What to do about it."""
        return FAULTS[self.fault].remedy.in_(language).format(column=self.column, other=self.other)


@dataclass(frozen=True, slots=True)
class Warning_:  # noqa: N801 — plain “Warning” is a built-in
    """Something odd that does not stop the reading. `count` is how many cases, `examples` the first few."""

    code: str
    file: str
    says: Words
    count: int = 1
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableReport:
    """What was found in one table. `bad_rows` holds the first of them, `bad` counts all."""

    table: str
    file: str
    rows: int
    bad: int
    bad_rows: tuple[BadRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in a folder of tables. `refused` are the tables that cannot be read at all."""

    tables: tuple[TableReport, ...]
    warnings: tuple[Warning_, ...] = ()
    refused: tuple[Refusal, ...] = ()

    @property
    def total_bad(self) -> int:
        """How many rows cannot be read, in all tables."""
        return sum(table.bad for table in self.tables)

    def first_sentences(self) -> Words:
        """The first few bad rows in words: file, line, column and reason; never what identifies a person."""
        shown = [row for table in self.tables for row in table.bad_rows][:SHOWN]
        more = self.total_bad - len(shown)
        zh = "；".join(f"{row.file} 第 {row.line} 行：{row.sentence('zh')}" for row in shown)
        en = "; ".join(f"{row.file} {row.counted_in} {row.line}: {row.sentence()}" for row in shown)
        return Words(f"{zh}；另有 {more} 行。", f"{en}; and {more} more.") if more > 0 else Words(f"{zh}。", f"{en}.")


def shorten(value: str | None) -> str:
    """A cell as shown in reports: at most 40 characters, one line."""
    text = " ".join((value or "").split())
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"
