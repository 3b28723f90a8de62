"""What the room refuses."""

from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

FIELDS = {
    "title": Words("标题", "The title"),
    "text": Words("内容", "The text"),
    "purpose": Words("用途", "The purpose"),
    "name": Words("名称", "The name"),
    "unit": Words("单位", "The unit"),
}


class NotAList(Refusal):
    code = "not-a-list"
    says = Words(
        "列表不能这样显示：筛选条件无法识别。", "The list cannot be shown as asked: a filter is not one it knows."
    )
    remedy = Words(
        "请用列表上方的选项筛选，或从未办结的列表开始。",
        "Choose from the fields above the list, or begin with the list of open matters.",
    )


class TextMissing(Refusal):
    code = "text-missing"
    says = Words("{field}没有填写。", "{field} is empty.")
    remedy = Words("请填写后再提交；什么都没有保存。", "Write it and send again; nothing was saved.")


class TextTooLong(Refusal):
    code = "text-too-long"
    says = Words("{field}超过了{most}个字。", "{field} is longer than {most} characters.")
    remedy = Words(
        "请缩短，或把其余内容放进附件；什么都没有保存。",
        "Shorten it, or put the rest into an attachment; nothing was saved.",
    )


class NamesSomebody(Refusal):
    code = "names-somebody"
    says = Words(
        "会出现在列表、通知、导出和审计日志里的文字，不能含手机号或身份证号。",
        "What stands in lists, notices, exports and the audit log may not hold a phone or identity number.",
    )
    remedy = Words(
        "请去掉号码；需要时写在正文里，只有经办人能看到。",
        "Take the number out; write it into the text, where only those who handle the matter read it.",
    )


class NoSuchUnit(Refusal):
    code = "no-such-unit"
    says = Words("区划{area}里没有单位{unit}。", "There is no unit {unit} in area {area}.")
    remedy = Words("请从名单里选择单位。", "Choose a unit from the list.")


class MatterClosed(Refusal):
    code = "matter-closed"
    says = Words("第{id}号事项已经结束，不能再分派。", "Matter {id} is closed, so it cannot be assigned.")
    remedy = Words("需要继续办理时，请发起新的事项。", "Open a new one when there is more to do.")
    status = 409


class NoSuchColleague(Refusal):
    code = "no-such-colleague"
    says = Words("选定的人不在这个单位经办事项。", "The one chosen does not handle matters of this unit.")
    remedy = Words("请从名单里选择经办人。", "Choose somebody from the list.")


class FileRefused(Refusal):
    code = "file-refused"
    says = Words("文件没有收下：{why}。", "The file was not taken: {why}.")
    remedy = Words(
        "请发送 PDF、图片（PNG、JPEG）或不带宏的办公文件（DOCX、XLSX），每个不超过 {most} MB。",
        "Send a PDF, a picture (PNG, JPEG) or an office file without macros (DOCX, XLSX) of at most {most} MB.",
    )


class FileNotReady(Refusal):
    code = "file-not-ready"
    says = Words("文件暂不能取：{why}。", "The file cannot be fetched: {why}.")
    remedy = Words(
        "请一分钟后再试；仍然不行，请对方重新发送。",
        "Try again in a minute; if it stays so, ask for the file to be sent again.",
    )
    status = 409


class PurposeMissing(Refusal):
    code = "purpose-missing"
    says = Words("导出列表必须说明用途。", "A list leaves the platform only for a stated purpose.")
    remedy = Words(
        "请写明用途，至少四个字；它会和您的名字一起记入审计日志。",
        "Write what it is for, in at least four characters; it is kept in the audit log with your name.",
    )


class NothingChosen(Refusal):
    code = "nothing-chosen"
    says = Words("没有选中任何事项。", "No matter was chosen.")
    remedy = Words(
        "请先在列表里勾选；按 x 键勾选光标所在的一行。",
        "Mark the matters in the list first; the key x marks the one you are on.",
    )


class TooMany(Refusal):
    code = "too-many-at-once"
    says = Words("一次最多{most}条。", "At most {most} at once.")
    remedy = Words("请缩小范围，分几次办理。", "Narrow the list, and do it in parts.")


class BadHolidays(Refusal):
    code = "bad-holidays"
    says = Words(
        "节假日名单没有导入：有{count}行读不懂。第一处在第{line}行：{why}。",
        "The list of days was not taken; {count} of its lines cannot be read. The first: line {line}, {why}.",
    )
    remedy = Words(
        "请改正这些行（列为 day、kind、zh、en、cite）后重新导入；什么都没有改动。",
        "Correct these lines (columns day, kind, zh, en, cite) and import it again; nothing was changed.",
    )
