"""What the readers of facts refuse, each with a sentence and a next step."""

from typing import TYPE_CHECKING

from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

if TYPE_CHECKING:
    from lianfang.facts.report import Report


class NoFactsFolder(Refusal):
    code = "no-facts-folder"
    says = Words("“{path}”不是可以读取的文件夹。", "“{path}” is not a folder that can be read.")
    remedy = Words(
        "请给出存放各表的文件夹（stays.csv、area_levels.parquet 等）。",
        "Give the folder that holds the tables (stays.csv, area_levels.parquet, …).",
    )


class UnreadableTable(Refusal):
    code = "unreadable-table"
    says = Words("{file} {why}。", "{file} {why}.")
    remedy = Words("{remedy}", "{remedy}")


class TwoFormsOfATable(Refusal):
    code = "two-forms-of-a-table"
    says = Words("表 {table} 不止一份：{files}。", "The table {table} is there more than once: {files}.")
    remedy = Words("请只留一份；哪一份对，平台不能猜。", "Keep one of them; which one is right cannot be guessed.")


class MissingColumns(Refusal):
    code = "missing-columns"
    says = Words(
        "{file} 缺少 {missing} 列；现有的列：{found}。", "{file} has no column {missing}; its columns are: {found}."
    )
    remedy = Words(
        "请在第一行用这些列名，或者使用“lianfang facts import”。见 docs/reference/facts.md。",
        "Give the columns these names in the first line, or use “lianfang facts import”. See docs/reference/facts.md.",
    )


class DuplicateColumns(Refusal):
    code = "duplicate-columns"
    says = Words("{file} 里 {names} 列出现了不止一次。", "{file} has the column {names} more than once.")
    remedy = Words(
        "同名的列请只留一列；哪一列对，平台不能猜。",
        "Keep one column of each name; which one is right cannot be guessed.",
    )


class UnknownTable(Refusal):
    code = "unknown-table"
    says = Words("没有叫“{table}”的表。", "There is no table “{table}”.")
    remedy = Words("现有的表：{known}。", "The tables are: {known}.")


class TableInAnotherForm(Refusal):
    code = "table-in-another-form"
    says = Words(
        "{file} 已经存在；只有 Parquet 表可以添加行。",
        "{file} is there already, and rows are added to Parquet tables only.",
    )
    remedy = Words(
        "请换一个文件夹，或者先把这张表转成 {table}.parquet。",
        "Choose another folder, or turn that table into {table}.parquet first.",
    )


class QuarantineNotWritten(Refusal):
    code = "quarantine-not-written"
    says = Words("有问题的行写不进“{path}”（{why}）。", "The bad rows could not be written to “{path}” ({why}).")
    remedy = Words(
        "请给出已有的、可以写入的文件夹里的文件名。目前没有略去任何一行。",
        "Name a file in a folder that exists and can be written to. Nothing was left out yet.",
    )


class BadRows(Refusal):
    """Some rows cannot be read. `report` holds the first of them and the counts of all."""

    code = "bad-rows"
    says = Words("有 {total} {rows}读不出来。{first}", "{total} {rows} cannot be read. {first}")
    remedy = Words(
        "请更正；或者用 --quarantine 文件名：这些行会另存到该文件，其余照常读取。",
        "Correct them, or name a file with --quarantine FILE: the rows are put there and left out.",
    )

    def __init__(self, report: "Report") -> None:
        self.report = report
        super().__init__(
            total=report.total_bad,
            rows=Words("行", "row" if report.total_bad == 1 else "rows"),
            first=report.first_sentences(),
        )


class NotEnoughMemory(Refusal):
    code = "not-enough-memory"
    says = Words("内存不够，读不了 {what}。", "There is not enough memory to read {what}.")
    remedy = Words(
        "请放宽内存上限，或者指定一个在空间充足的磁盘上的临时文件夹。",
        "Allow more memory, or name a folder for temporary files on a disk with room.",
    )


class FactsNotWritten(Refusal):
    code = "facts-not-written"
    says = Words("{file} 写不进去（{why}）。", "{file} could not be written ({why}).")
    remedy = Words(
        "请核对文件夹存在、可以写入、磁盘没有满。什么都没有改变。",
        "Check that the folder exists, can be written to, and that the disk is not full. Nothing was changed.",
    )
