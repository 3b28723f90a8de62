"""Words of the page of background work."""

from lianfang.kernel.words import Words

WORDS: dict[str, Words] = {
    "title": Words("后台任务", "Background work"),
    "lead": Words(
        "平台稍后要做的事都在这一个队列里。积压时间长，说明后台进程停了或忙不过来。",
        "Everything the platform does a little later waits in this one queue. A long wait means that its workers stopped, or cannot keep up.",
    ),
    "age": Words("最早一件已等候", "The oldest has waited"),
    "seconds": Words("秒", "s"),
    "waiting": Words("待处理", "Waiting"),
    "running": Words("处理中", "Running"),
    "later": Words("定时未到", "For later"),
    "dead_tile": Words("已放弃", "Given up"),
    "pieces": Words("件", "pieces"),
    "dead": Words("已放弃的任务", "Work that was given up"),
    "dead_says": Words(
        "多次失败后搁置，等待人工处理。原因在服务器日志里；这里只显示故障类型，不显示内容。",
        "Failed again and again, and set aside for a person. The server's log says where; here stands only the kind of fault, never its text.",
    ),
    "dead_none": Words("没有被放弃的任务。", "Nothing was given up."),
    "dead_none_next": Words(
        "某件任务多次失败后会出现在这里，可以重试或放弃。",
        "Work that fails again and again appears here, to be tried again or dropped.",
    ),
    "what": Words("任务", "Work"),
    "put_at": Words("放入时间", "Put in"),
    "attempts": Words("尝试次数", "Attempts"),
    "fault": Words("故障类型", "Kind of fault"),
    "do": Words("处理", "Do"),
    "retry": Words("重试", "Try again"),
    "drop": Words("放弃", "Drop"),
    "duties": Words("定期事务", "What comes round"),
    "duties_none": Words("后台进程还没有启动过。", "No worker has started yet."),
    "duties_none_next": Words(
        "lianfang serve 会同时启动一个后台进程。", "lianfang serve starts one beside the web server."
    ),
    "last": Words("上次开始", "Last begun"),
    "next": Words("下次", "Next"),
    "went": Words("结果", "How it went"),
    "well": Words("正常", "Well"),
    "never": Words("尚未运行", "Not yet"),
    "under_way": Words("进行中", "Under way"),
    "did_retry": Words("{by} 让 {subject} 重试", "{by} let {subject} be tried again"),
    "did_drop": Words("{by} 放弃了 {subject}", "{by} dropped {subject}"),
}
