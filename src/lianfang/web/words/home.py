"""Words of the first page."""

from lianfang.kernel.words import Words

WORDS = {
    "title": Words("联防：一份政策，处处同时生效", "Lianfang: one policy, everywhere at once"),
    "hello": Words("能不能走，为什么，到什么时候。", "Can I go? Why? Until when?"),
    "what": Words(
        "联防把一座城市的疫情防控政策写成人人能读的条文，用同一份条文回答每一个人、每一个关口。"
        "这里是北京 2020 年至 2022 年的公开规定，和一座虚构人物的演示城市。",
        "Lianfang writes a city's epidemic policy once, as text anyone can read, and answers every person and every "
        "gate from it. Here are Beijing's published rules of 2020 to 2022, and a demonstration city of invented people.",
    ),
    "go_me": Words("我的状态", "My status"),
    "go_me_says": Words("能不能走、为什么、到何时、要做什么。", "Can I go, why, until when, what to do."),
    "go_trip": Words("行程测算", "Plan a trip"),
    "go_trip_says": Words(
        "“假如我去过那里”：不登录、不留存，先算一遍。",
        "“What if I had been there?” No sign-in; nothing is kept.",
    ),
    "go_places": Words("各地管控", "Places"),
    "go_places_says": Words(
        "此刻从哪些县来京要暂缓，依据哪些地区。", "From which counties entry is deferred now, and why."
    ),
    "go_city": Words("城市地点", "Places of the city"),
    "go_city_says": Words(
        "检测点、接种点、医院、公共场所在哪里，谁负责。",
        "Where to be tested or vaccinated, hospitals, venues, and who answers.",
    ),
    "go_policy": Words("现行政策", "Policy in force"),
    "go_policy_says": Words(
        "逐条的规定与出处，沿时间前后翻看。", "Every rule with its source, forwards and back in time."
    ),
    "go_traveller": Words("同一位旅客，历次规定", "One traveller, every version"),
    "go_traveller_says": Words("同样的行程，历次规定各怎么说。", "The same journey under each dated rule book."),
    "who": Words("在演示城市里，您想当谁？", "Who are you in the demonstration city?"),
    "who_says": Words(
        "每个人物代表一种情形，全部虚构。选定后去“我的状态”看；选择只保存在本次会话里，不出现在网址中。",
        "Each invented person stands for one situation. Choose, then look at “My status”. The choice is kept in this "
        "session only, never in an address.",
    ),
    "leave": Words("不当任何人", "Be nobody"),
    "no_people": Words("演示城市里还没有人物。", "There are no example people yet."),
    "no_people_next": Words(
        "用 lianfang demo-city 造一座演示城市，再重新启动。",
        "Make a demonstration city with lianfang demo-city, then start again.",
    ),
    "find": Words("按故事找人", "Find a story"),
    "stranger": Words("一位没有任何记录的人", "Someone without any record"),
    "stranger_story": Words(
        "第一次来，系统里还没有任何资料。",
        "Here for the first time; nothing is held about them yet.",
    ),
}
