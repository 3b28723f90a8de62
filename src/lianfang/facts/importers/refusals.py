"""A file that cannot be imported at all."""

from lianfang.kernel.refusals import Refusal


class UnknownImportKind(Refusal):
    code = "import-unknown-kind"
    says = "“{kind}” is not a kind of file this platform imports."
    remedy = "Use one of: {kinds}."


class FileUnreadable(Refusal):
    code = "import-file-unreadable"
    says = "{file} cannot be opened: {why}."
    remedy = "Check the name and the rights of the file."


class FileEmpty(Refusal):
    code = "import-file-empty"
    says = "{file} is empty."
    remedy = "Ask the sender for the file again; nothing was saved."


class FileTooLarge(Refusal):
    code = "import-file-too-large"
    says = "{file} has {megabytes} MB; an import takes files up to {limit} MB."
    remedy = "Split the file and import the parts; the same row twice changes nothing."


class NotText(Refusal):
    code = "import-not-text"
    says = "{file} is not text that can be read (it looks like {looks_like})."
    remedy = "Export it again as text (CSV, JSON or TXT), in UTF-8 if there is a choice."


class WrongKind(Refusal):
    code = "import-wrong-kind"
    says = "{file} cannot be read as {kind}: {why}."
    remedy = "{hint}"


class NoMoment(Refusal):
    code = "import-no-moment"
    says = "{file} does not say as of which moment its list is."
    remedy = "Give the moment with --as-of 2021-08-11T09:00."


class IncompleteList(Refusal):
    code = "import-incomplete-list"
    says = "{file} is incomplete: {why}. Areas it does not name may still be at risk, so nothing of it was imported."
    remedy = "Ask for the whole notice, or give --accept-incomplete: then it opens areas and closes none."


class RowsLeftOut(Refusal):
    code = "import-rows-left-out"
    says = "{rows} rows cannot be imported, and --strict was given: nothing was saved."
    remedy = "Correct the rows listed above, or import without --strict: the good rows are kept."


class LedgerDamaged(Refusal):
    code = "import-ledger-damaged"
    says = "{file} line {line} cannot be read, so what was imported before is not known."
    remedy = "Restore the file from a backup, or import everything again into a new directory."


class FolderNotWritten(Refusal):
    code = "import-folder-not-written"
    says = "The folder {folder} cannot be written to: {why}."
    remedy = "Name a folder that may be written to, with room on its disk. Nothing was lost: run the import again."


class FolderBusy(Refusal):
    code = "import-folder-busy"
    says = "Another import is writing to the folder {folder} at this moment."
    remedy = "Wait until it has ended, then run this one again."
