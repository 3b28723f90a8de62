"""Words of the trip planner."""

from lianfang.kernel.words import Words

WORDS = {
    "title": Words("行程测算", "Plan a trip"),
    "lead": Words(
        "“假如我去过那里，那天能进京吗？”与真实判定用同一套规则。填写的内容只用于这一次计算，不保存、不进网址、不进日志。",
        "“If I had been there, could I enter on that day?” The same rules that decide for real. What you type is used "
        "once: not kept, not in the address, not in any log.",
    ),
    "legs": Words("去过哪里", "Where you have been"),
    "leg": Words("第 {n} 段", "Stop {n}"),
    "leg_place": Words("县（区、市、旗）", "County or district"),
    "leg_place_help": Words(
        "写名称或 6 位代码，如“江宁区”；也可以在下面按省选。",
        "A Chinese name or a 6-digit code, as 江宁区 or 320115; or choose by province below.",
    ),
    "by_province": Words("按省、市选", "Choose by province"),
    "province": Words("省（区、市）", "Province"),
    "city": Words("市（州、盟）", "City"),
    "county": Words("县（区、市、旗）", "County"),
    "choose": Words("请选择", "Choose"),
    "narrow": Words("显示下一级", "Show the next level"),
    "arrived": Words("到达日期", "Arrived on"),
    "left": Words("离开日期", "Left on"),
    "left_help": Words("还没离开就留空。", "Leave it empty if you are still there."),
    "add": Words("再加一段", "Add a stop"),
    "remove": Words("去掉这一段", "Remove this stop"),
    "about": Words("关于您", "About you"),
    "home": Words("居住地", "Where you live"),
    "home_help": Words("没有在外停留时，按居住地看。可以不填。", "Counts when no stay is in force. May be left empty."),
    "tested": Words("最近一次核酸（阴性）的报告时间", "Report time of your last negative test"),
    "tested_help": Words("没有做过就留空。", "Leave it empty if there is none."),
    "when": Words("打算哪天走", "When you want to travel"),
    "day": Words("日期", "Day"),
    "time": Words("时刻", "Time"),
    "ask": Words("测算", "Work it out"),
    "answer": Words("测算结果", "The answer"),
    "answer_empty": Words(
        "填好行程后，这里会显示那天能不能走、为什么、要做什么，以及之后 21 天每天的答案。",
        "The answer appears here: whether you can go that day, why, what to do, and each of the next 21 days.",
    ),
    "answer_for": Words("{at} 出行", "Travelling at {at}"),
    "not_stored": Words("只是测算，没有保存，也不是凭证。", "Worked out only: nothing was kept, and this is no proof."),
    "strip": Words("之后 21 天", "The next 21 days"),
    "strip_says": Words(
        "每天同一时刻的答案，按目前登记的地区等级和您填的行程；地区等级一变，答案也会变。",
        "The answer at the same time each day, from the area levels recorded now and what you typed; when a level "
        "changes, so does the answer.",
    ),
    "problems": Words("有 {n} 处需要改一下", "Please look at {n} answers"),
    "need_place": Words("请写出去过的县（区、市、旗）。", "Say which county or district it was."),
    "no_such_place": Words(
        "名录里没有“{text}”。换个写法，或按省选。",
        "The register has no “{text}”. Try another spelling, or choose by province.",
    ),
    "many_places": Words("叫“{text}”的不止一个，请选一个。", "There are several places called “{text}”: choose one."),
    "which_place": Words("是哪一个？", "Which one?"),
    "need_arrived": Words("请填到达日期。", "Give the day you arrived."),
    "left_before": Words("离开日期早于到达日期。", "The day you left is before the day you arrived."),
    "arrived_after": Words("到达日期晚于出行日期。", "The day you arrived is after the day you travel."),
    "left_after": Words(
        "离开日期晚于出行日期；那天还在的话就留空。",
        "The day you left is after the day you travel; leave it empty if you would still be there.",
    ),
    "tested_after": Words("报告时间晚于出行时刻。", "The report is later than the moment you travel."),
    "bad_day": Words("请填一个日期，如 2021-08-11。", "Give a date, as 2021-08-11."),
    "bad_moment": Words("请填日期和时刻，如 2021-08-10 20:00。", "Give a day and a time, as 2021-08-10 20:00."),
    "day_range": Words("请填 2020 年到 2023 年之间的日期。", "Give a day between 2020 and 2023."),
}
