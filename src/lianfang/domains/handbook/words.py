"""Words of the handbook."""

from lianfang.kernel.words import Words

WORDS = {
    "title": Words("政策解读手册", "Handbook"),
    "lead": Words("{day}有效的规定和问答，共 {n} 条。", "{n} rules and answers in force on {day}."),
    "lead_none": Words("{day}还没有任何规定。", "No rule was in force on {day}."),
    "until": Words("到{at}为止，之后有新的规定。", "Until {at}; then something changes."),
    "ask": Words("找一条规定，或问一个问题", "Find a rule, or ask a question"),
    "ask_help": Words(
        "例如：满14天怎么算、老人没有手机、封控小区",
        "For example: how days are counted, no smartphone, sealed compound",
    ),
    "find": Words("查找", "Find"),
    "finding": Words("正在查找", "Searching"),
    "found": Words("找到 {n} 条，最相关的在前", "{n} found, the best first"),
    "found_none": Words("没有找到“{q}”。", "Nothing found for “{q}”."),
    "found_none_next": Words(
        "换几个字试试，例如“核酸”“隔离”“进京”；还是没有的，请拨打12345。",
        "Try other words, such as “test”, “isolation” or “entry”; if it still is not here, call 12345.",
    ),
    "own_case": Words(
        "想知道自己能不能走？按行程测算一次，不留存。", "Asking about yourself? Plan the trip: nothing is kept."
    ),
    "own_case_go": Words("行程测算", "Plan a trip"),
    "day": Words("看哪一天的手册", "The handbook of which day"),
    "day_go": Words("翻到这一天", "Turn to this day"),
    "day_bad": Words(
        "这一天看不懂，下面是今天的手册。请写成 2021-08-11。",
        "That day could not be read, so this is the handbook of today. Write it as 2021-08-11.",
    ),
    "contents": Words("目录", "Contents"),
    "rules": Words("规定", "Rules"),
    "answers": Words("问答", "Questions and answers"),
    "rules_none": Words("这一天没有这方面的规定。", "No rule of this kind was in force on this day."),
    "kind_clause": Words("规定", "Rule"),
    "kind_answer": Words("问答", "Answer"),
    "kind_number": Words("数值", "Number"),
    "kind_plan": Words("监测安排", "Monitoring plan"),
    "details": Words("条文、依据和历次变化", "The clause, its source and its history"),
}
