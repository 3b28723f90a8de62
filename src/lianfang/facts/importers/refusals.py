"""A file that cannot be imported at all."""

from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words


class UnknownImportKind(Refusal):
    code = "import-unknown-kind"
    says = Words("平台不会导入“{kind}”这类文件。", "“{kind}” is not a kind of file this platform imports.")
    remedy = Words("可以导入的种类：{kinds}。", "Use one of: {kinds}.")


class FileUnreadable(Refusal):
    code = "import-file-unreadable"
    says = Words("{file} 打不开：{why}。", "{file} cannot be opened: {why}.")
    remedy = Words("请核对文件名和读取权限。", "Check the name and the rights of the file.")


class FileEmpty(Refusal):
    code = "import-file-empty"
    says = Words("{file} 是空的。", "{file} is empty.")
    remedy = Words("请向发送方重新要一份；什么都没有保存。", "Ask the sender for the file again; nothing was saved.")


class FileTooLarge(Refusal):
    code = "import-file-too-large"
    says = Words(
        "{file} 有 {megabytes} MB；一次最多导入 {limit} MB。",
        "{file} has {megabytes} MB; an import takes files up to {limit} MB.",
    )
    remedy = Words(
        "请把文件拆开，分几次导入；同一行导入两次不会有变化。",
        "Split the file and import the parts; the same row twice changes nothing.",
    )


class NotText(Refusal):
    code = "import-not-text"
    says = Words(
        "{file} 不是能读的文本（看起来是{looks_like}）。",
        "{file} is not text that can be read (it looks like {looks_like}).",
    )
    remedy = Words(
        "请重新导出为文本（CSV、JSON 或 TXT），能选编码时选 UTF-8。",
        "Export it again as text (CSV, JSON or TXT), in UTF-8 if there is a choice.",
    )


class WrongKind(Refusal):
    code = "import-wrong-kind"
    says = Words("{file} 不能按 {kind} 读取：{why}。", "{file} cannot be read as {kind}: {why}.")
    remedy = Words("{hint}", "{hint}")


class NoMoment(Refusal):
    code = "import-no-moment"
    says = Words("{file} 没有写明名单截至什么时间。", "{file} does not say as of which moment its list is.")
    remedy = Words("请用 --as-of 2021-08-11T09:00 写明时间。", "Give the moment with --as-of 2021-08-11T09:00.")


class IncompleteList(Refusal):
    code = "import-incomplete-list"
    says = Words(
        "{file} 不完整：{why}。没有列出的地区仍可能有风险，所以整份都没有导入。",
        "{file} is incomplete: {why}. Areas it does not name may still be at risk, so nothing of it was imported.",
    )
    remedy = Words(
        "请索取完整的通告；或者加上 --accept-incomplete：这样只新增地区，不解除任何地区。",
        "Ask for the whole notice, or give --accept-incomplete: then it opens areas and closes none.",
    )


class RowsLeftOut(Refusal):
    code = "import-rows-left-out"
    says = Words(
        "有 {rows} 行不能导入，而且用了 --strict：什么都没有保存。",
        "{rows} rows cannot be imported, and --strict was given: nothing was saved.",
    )
    remedy = Words(
        "请更正上面列出的各行；或去掉 --strict 再导入，没有问题的行会留下。",
        "Correct the rows listed above, or import without --strict: the good rows are kept.",
    )


class LedgerDamaged(Refusal):
    code = "import-ledger-damaged"
    says = Words(
        "{file} 第 {line} 行读不出来，无法知道以前导入过什么。",
        "{file} line {line} cannot be read, so what was imported before is not known.",
    )
    remedy = Words(
        "请用备份恢复这个文件，或者把全部数据重新导入一个新文件夹。",
        "Restore the file from a backup, or import everything again into a new directory.",
    )


class FolderNotWritten(Refusal):
    code = "import-folder-not-written"
    says = Words("文件夹 {folder} 不能写入：{why}。", "The folder {folder} cannot be written to: {why}.")
    remedy = Words(
        "请换一个可以写入、磁盘有空间的文件夹。什么都没有丢：再导入一次即可。",
        "Name a folder that may be written to, with room on its disk. Nothing was lost: run the import again.",
    )


class FolderBusy(Refusal):
    code = "import-folder-busy"
    says = Words(
        "此刻另有一次导入正在写文件夹 {folder}。", "Another import is writing to the folder {folder} at this moment."
    )
    remedy = Words("请等它结束，再导入这一份。", "Wait until it has ended, then run this one again.")
