"""Words of the audit log's page, and the sentences of its own acts."""

from lianfang.kernel.words import Words

WORDS: dict[str, Words] = {
    "title": Words("审计记录", "Audit log"),
    "lead": Words(
        "谁在什么时候看过、做过什么。记录里只有代号，没有姓名；改动、删除、插入任何一条都会被发现。",
        "Who saw and did what, and when. The log holds pseudonyms, no names; editing, deleting or inserting a single row is found.",
    ),
    "acts": Words("记录", "Acts"),
    "waiting": Words("{n} 条等待封存", "{n} wait for their seal"),
    "export": Words("导出（签名的 JSON）", "Export (signed JSON)"),
    "what": Words("事项", "Room"),
    "all": Words("全部", "All"),
    "by": Words("操作人代号", "Who (pseudonym)"),
    "subject": Words("对象代号", "To what (pseudonym)"),
    "area": Words("地区", "Area"),
    "first": Words("从", "From"),
    "last": Words("到", "To"),
    "show": Words("显示", "Show"),
    "at": Words("时间", "When"),
    "sentence": Words("做了什么", "What was done"),
    "place": Words("链上位置", "Place in the chain"),
    "history": Words("全部经过", "Whole history"),
    "whole_city": Words("全市", "Whole city"),
    "not_yet": Words("待封存", "Waiting"),
    "older": Words("更早", "Older"),
    "no_match": Words("没有符合条件的记录。", "Nothing matches."),
    "clear": Words("清除条件", "Clear the filter"),
    "none": Words(
        "还没有任何记录。有人查看或改动时，会出现在这里。", "Nothing yet. What people see and change appears here."
    ),
    "verify": Words(
        "每半秒封存一次，链端每小时签名写到库外。核对：lianfang audit verify；核对导出件：lianfang audit check 文件 --key 公钥。",
        "Sealed every half second; the ends of the chains are signed hourly outside the store. Verify: lianfang audit verify; an export: lianfang audit check FILE --key PUBLIC_KEY.",
    ),
    "history_of": Words("{subject} 的全部经过", "Everything about {subject}"),
    "history_lead": Words(
        "按发生的先后。打开这一页也会被记录。", "In the order it happened. Opening this page is on record too."
    ),
    "print": Words("打印", "Print"),
    "back": Words("回到记录", "Back to the log"),
    "cut": Words("只显示最早的 500 条，其余请导出。", "Only the first 500 are shown; export the rest."),
    "history_none": Words("您所管的地区里，没有关于它的记录。", "Nothing about it in the areas that are yours."),
    "did_something": Words("{by} 对 {subject} 执行了 {what}", "{by} did {what} to {subject}"),
    "did_export": Words("{by} 导出了审计记录（{subject}）", "{by} exported the audit log ({subject})"),
    "did_look": Words("{by} 查看了 {subject} 的全部经过", "{by} looked at everything about {subject}"),
}
