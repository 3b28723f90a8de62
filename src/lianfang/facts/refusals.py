"""What the readers of facts refuse, each with a sentence and a next step."""

from typing import TYPE_CHECKING

from lianfang.kernel.refusals import Refusal

if TYPE_CHECKING:
    from lianfang.facts.report import Report


class NoFactsFolder(Refusal):
    code = "no-facts-folder"
    says = "“{path}” is not a folder that can be read."
    remedy = "Give the folder that holds the tables (stays.csv, area_levels.parquet, …)."


class UnreadableTable(Refusal):
    code = "unreadable-table"
    says = "{file} {why}."
    remedy = "{remedy}"


class TwoFormsOfATable(Refusal):
    code = "two-forms-of-a-table"
    says = "The table {table} is there more than once: {files}."
    remedy = "Keep one of them; which one is right cannot be guessed."


class MissingColumns(Refusal):
    code = "missing-columns"
    says = "{file} has no column {missing}; its columns are: {found}."
    remedy = (
        "Give the columns these names in the first line, or use “lianfang facts import”. See docs/reference/facts.md."
    )


class DuplicateColumns(Refusal):
    code = "duplicate-columns"
    says = "{file} has the column {names} more than once."
    remedy = "Keep one column of each name; which one is right cannot be guessed."


class UnknownTable(Refusal):
    code = "unknown-table"
    says = "There is no table “{table}”."
    remedy = "The tables are: {known}."


class TableInAnotherForm(Refusal):
    code = "table-in-another-form"
    says = "{file} is there already, and rows are added to Parquet tables only."
    remedy = "Choose another folder, or turn that table into {table}.parquet first."


class QuarantineNotWritten(Refusal):
    code = "quarantine-not-written"
    says = "The bad rows could not be written to “{path}” ({why})."
    remedy = "Name a file in a folder that exists and can be written to. Nothing was left out yet."


class BadRows(Refusal):
    """Some rows cannot be read. `report` holds the first of them and the counts of all."""

    code = "bad-rows"
    says = "{total} {rows} cannot be read. {first}"
    remedy = "Correct them, or name a file with --quarantine FILE: the rows are put there and left out."

    def __init__(self, report: "Report") -> None:
        self.report = report
        super().__init__(
            total=report.total_bad, rows="row" if report.total_bad == 1 else "rows", first=report.first_sentences()
        )


class NotEnoughMemory(Refusal):
    code = "not-enough-memory"
    says = "There is not enough memory to read {what}."
    remedy = "Allow more memory, or name a folder for temporary files on a disk with room."


class FactsNotWritten(Refusal):
    code = "facts-not-written"
    says = "{file} could not be written ({why})."
    remedy = "Check that the folder exists, can be written to, and that the disk is not full. Nothing was changed."
