"""Words of the page about one traveller under every version."""

from lianfang.kernel.words import Words

WORDS = {
    "title": Words("同一位旅客，历次规定", "One traveller, every version"),
    "lead": Words(
        "一位虚构的旅客住在{home}，去过{place}：那里近 14 天有 {cases} 例本土感染，但仍是低风险。"
        "离开 {days} 天，核酸报告出了 {hours} 小时。同样的事实，放到历次规定下，各是什么答案？",
        "An invented traveller lives in {home} and was in {place}, which had {cases} local infection within 14 days and is "
        "still low-risk. They left {days} days ago; their test was reported {hours} hours ago. The same facts, under "
        "each dated version: what is the answer?",
    ),
    "assumed": Words(
        "感染数是为此例假设的，不是当地的实情。",
        "The infection is assumed for this example; it is not a fact about the place.",
    ),
    "table": Words(
        "历次规定下的答案（每次都按生效当日 12:00 计算）", "The answer under each version, at noon of its first day"
    ),
    "version": Words("自哪天起", "In force from"),
    "answer": Words("能进京吗", "May they enter?"),
    "why": Words("依据", "Because"),
    "arrived": Words("进京后", "After arrival"),
    "arrived_says": Words(
        "假如一天半前已到京，未再做核酸", "Had they arrived a day and a half ago, with no test since"
    ),
    "nothing": Words("没有规定限制", "no rule holds them back"),
    "live": Words("以上由规则引擎此刻算出。", "Worked out just now by the rule engine."),
}
