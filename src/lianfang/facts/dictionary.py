"""The data dictionary: every table and column of facts, written out for people. Made from the schemas."""

import sys
from pathlib import Path

from lianfang.facts.schemas import TABLES, Column, Kind, Table
from lianfang.kernel.words import LANGUAGES, Words

PAGES = {"en": "facts.md", "zh": "facts.zh.md"}

KINDS = {
    Kind.ID: Words(
        "编号（原样，前后不得有空格，最多200字）",
        "an id, kept as it stands; no space before or after, at most 200 characters",
    ),
    Kind.TEXT: Words("文字（最多4000字）", "text, at most 4000 characters"),
    Kind.AREA: Words("行政区划代码：6位县、9位街道、12位社区", "an area code: 6 digits county, 9 street, 12 community"),
    Kind.INSTANT: Words("时刻，ISO 8601", "a moment, ISO 8601"),
    Kind.DAY: Words("日期，如2021-08-11", "a day, for example 2021-08-11"),
    Kind.BIRTHDAY: Words("出生日期，如1950-01-31", "a day of birth, for example 1950-01-31"),
    Kind.COUNT: Words("整数，零或以上", "a whole number, zero or more"),
    Kind.WORD: Words("其一：", "one of: "),
}
TYPED = {Kind.INSTANT: "TIMESTAMP WITH TIME ZONE", Kind.DAY: "DATE", Kind.BIRTHDAY: "DATE", Kind.COUNT: "INTEGER"}

TITLE = Words("事实表", "The tables of facts")
INTRODUCTION = Words(
    """本页由`src/lianfang/facts/schemas.py`生成（`python -m lianfang.facts.dictionary docs/reference`），请勿手改。

`--facts`所指的文件夹里，一张表是`表名.csv`（UTF-8，首行为列名）、`表名.parquet`，或名为`表名`的Delta表文件夹。没有的表视为空表；一张表只能有一种形式。

- 时刻不带时区偏移的按本市时间；只写日期的是当日零点。1900年至2099年以外的时刻不可读；尚未结束的留空，不要写9999年。
- 相同的行只算一次。同一人在`persons`里有两行不同内容的，两行都不可读。
- 止早于起的行不可读；止等于起可以。
- 表里没有列出的列不读取，并给出警告；名录里没有的地区代码保留，并给出警告。
- 开始时间晚于所问时刻的行尚不为人知，不计入。
- 表里若有`received_at`（收到时间）与`retracted`（是否撤回）两列，同一依据的行以最后收到的为准，已撤回的不计。

用`lianfang facts check 文件夹`检查。""",
    """This page is made from `src/lianfang/facts/schemas.py` (`python -m lianfang.facts.dictionary docs/reference`);
do not edit it by hand.

In the folder that `--facts` names, a table is `NAME.csv` (UTF-8, names of the columns in the first line),
`NAME.parquet`, or a Delta table in a folder `NAME`. A missing table is an empty one; a table has one form only.

- A moment without an offset is in the city's own time; a date alone is its 00:00. Moments outside 1900–2099 cannot be
  read; leave an open end empty instead of writing 9999.
- Equal rows count once. Two different rows of `persons` for one id cannot be read, neither of them.
- A row that ends before it begins cannot be read; ending at the moment it begins is fine.
- Columns not listed here are not read, with a warning; area codes the register lacks are kept, with a warning.
- A row that begins later than the moment asked about is not known yet and does not count.
- In a table with the columns `received_at` and `retracted`, the last row received for each natural key counts, unless
  it was retracted.

`lianfang facts check DIR` looks a folder over.""",
)
HEADINGS = (
    Words("列", "Column"),
    Words("含义", "Meaning"),
    Words("必填", "Needed"),
    Words("内容", "Holds"),
    Words("Parquet类型", "Parquet type"),
)
YES, NO = Words("是", "yes"), Words("可空", "may be empty")
KEY = Words("同一行的依据", "Natural key")
BEGINS = Words("自何时为人知", "Known from")
PERIOD = Words("起止", "Period")


def data_dictionary(language: str) -> str:
    """The page in Markdown, in one of LANGUAGES."""
    parts = [f"# {TITLE.in_(language)}", INTRODUCTION.in_(language)]
    parts += [_table(table, language) for table in TABLES.values()]
    return "\n\n".join(parts) + "\n"


def _table(table: Table, language: str) -> str:
    head = " | ".join(heading.in_(language) for heading in HEADINGS)
    lines = [f"## {table.name}", "", f"{table.title.in_(language)}", "", f"| {head} |", "|---|---|---|---|---|"]
    lines += [_column(column, language) for column in table.columns]
    lines += ["", f"- {KEY.in_(language)}: " + ", ".join(f"`{name}`" for name in table.key)]
    if table.begins:
        lines.append(f"- {BEGINS.in_(language)}: `{table.begins}`")
    if table.period:
        lines.append(f"- {PERIOD.in_(language)}: `{table.period[0]}` – `{table.period[1]}`")
    return "\n".join(lines)


def _column(column: Column, language: str) -> str:
    needed = (NO if column.optional else YES).in_(language)
    holds = KINDS[column.kind].in_(language) + " ".join(f"`{word}`" for word in column.words)
    typed = TYPED.get(column.kind, "VARCHAR")
    return f"| `{column.name}` | {column.title.in_(language)} | {needed} | {holds} | {typed} |"


def write_pages(directory: Path) -> None:
    """Write the page in every language into `directory`."""
    for language in LANGUAGES:
        (directory / PAGES[language]).write_text(data_dictionary(language), encoding="utf-8")


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
