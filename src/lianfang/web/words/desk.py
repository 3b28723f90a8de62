"""Words of the desk: the home of those who work here."""

from lianfang.kernel.words import Words

WORDS = {
    "title": Words("工作台", "Desk"),
    "hello": Words("{name}，现在要办的", "{name}, what needs you now"),
    "quiet": Words("现在没有需要您办的事。", "Nothing needs you now."),
    "quiet_next": Words(
        "有事项交到您手里、有政策待签、有通知时，会按时限出现在这里。",
        "When a matter reaches you, a policy waits to be signed or a notice comes, it appears here by its deadline.",
    ),
    "search": Words("查政策、查事项", "Search policy and matters"),
    "search_help": Words(
        "政策条文、问答，和您能看到的事项。按 / 到这里。",
        "Clauses, answers, and the matters you may see. Press / to come here.",
    ),
    "search_go": Words("查找", "Search"),
    "searching": Words("正在查找", "Searching"),
    "found": Words("“{q}”", "“{q}”"),
    "found_answers": Words("手册", "Handbook"),
    "found_matters": Words("事项", "Matters"),
    "found_none": Words("没有找到。换几个字试试。", "Nothing found. Try other words."),
    "found_people": Words(
        "查人请到人员登记，每次查看都留记录。", "To look a person up, use the register; every look is on record."
    ),
    "mine": Words("我手里的，先到期的在前", "In your hands, the first due first"),
    "unassigned": Words("等着分派的", "Waiting for somebody"),
    "late": Words("已逾期", "overdue"),
    "due": Words("时限", "due"),
    "no_deadline": Words("没有时限", "no deadline"),
    "all": Words("全部", "All"),
    "notices": Words("通知", "Notices"),
    "drafts": Words("政策草案", "Drafts of the policy"),
    "drafts_sign": Words("待签署", "to be signed"),
    "drafts_write": Words("起草中", "being written"),
    "told": Words("有 {n} 次紧急越权等您知悉", "{n} broken glasses wait for you to see them"),
    "backlog": Words("后台任务", "Background work"),
    "backlog_dead": Words("{n} 件搁置，等人处理", "{n} set aside, waiting for somebody"),
    "backlog_well": Words("没有搁置的", "nothing set aside"),
    "backlog_waiting": Words("排队 {n} 件", "{n} waiting"),
    "nav_matters": Words("事项", "Matters"),
    "nav_people": Words("人员", "People"),
    "nav_city": Words("地点单位", "Places"),
    "nav_intake": Words("数据来源", "Sources"),
    "nav_drafts": Words("政策草案", "Drafts"),
    "nav_staff": Words("工作人员", "Staff"),
    "nav_audit": Words("审计", "Audit"),
    "nav_tokens": Words("接口", "Tokens"),
    "nav_work": Words("后台", "Work"),
}
