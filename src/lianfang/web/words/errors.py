"""Words of error pages, and refusals in both languages (the kernel's own sentences are English)."""

from lianfang.kernel.words import Words

WORDS = {
    "400": Words("这个请求看不懂", "This request could not be read"),
    "400_says": Words("送来的内容不完整，或者已经过期。", "What arrived was incomplete, or too old."),
    "400_next": Words("请返回上一页，刷新后再试一次。", "Go back, reload the page and try once more."),
    "403": Words("这一步没有完成", "This step was not taken"),
    "403_says": Words(
        "页面可能放得太久，安全校验没有通过；什么都没有改变。",
        "The page may have been open too long and its safety check failed; nothing was changed.",
    ),
    "403_next": Words(
        "请刷新页面再试；浏览器需要允许本站的 Cookie。",
        "Reload the page and try again; the browser must allow cookies from this site.",
    ),
    "404": Words("没有这一页", "There is no such page"),
    "404_says": Words("网址可能写错了，或者页面已经搬走。", "The address may be mistyped, or the page has moved."),
    "404_next": Words("从首页或上面的菜单重新找。", "Start again from the first page or the menu above."),
    "500": Words("系统出了错", "Something went wrong here"),
    "500_says": Words(
        "是我们的问题，不是您的。已经记下，没有保存一半的内容。",
        "This is our fault, not yours. It has been noted, and nothing was half-saved.",
    ),
    "500_next": Words(
        "请稍后再试；急事请拨 12345，急救请拨 120。",
        "Try again in a while; for urgent matters call 12345, in an emergency 120.",
    ),
    "title": Words("没有办成", "This could not be done"),
    "next": Words("可以这样做", "What you can do"),
    "code": Words("代码", "Code"),
    "home": Words("回首页", "To the first page"),
    "refusal.no-such-person.says": Words(
        "演示城市里没有这个人物。", "There is no such person in the demonstration city."
    ),
    "refusal.no-such-person.next": Words("在首页重新选一个。", "Choose someone on the first page."),
    "refusal.no-sign-in.says": Words(
        "这里还没有登录，所以不能显示个人状态。", "There is no sign-in here, so no personal status can be shown."
    ),
    "refusal.no-sign-in.next": Words(
        "行程测算、各地管控和现行政策不用登录；个人状态请问社区或拨 12345。",
        "The trip planner, the places and the policy need no sign-in; for your own status ask your community or call 12345.",
    ),
    "refusal.clock-is-fixed.says": Words(
        "这座城市用真实时间，不能调。", "This city keeps real time, which cannot be moved."
    ),
    "refusal.clock-is-fixed.next": Words(
        "要看某一天的政策，用“现行政策”页。", "To see the policy of a day, use the policy page."
    ),
    "refusal.not-city-time.says": Words("这个时间不在可选范围里。", "That moment is outside the range."),
    "refusal.not-city-time.next": Words(
        "请填写 2020 年 1 月 1 日到 2023 年 12 月 31 日之间的日期，时刻写作 12:00。",
        "Give a day from 1 January 2020 to 31 December 2023, and the time as 12:00.",
    ),
    "refusal.not-a-moment.says": Words("看不懂这个时间。", "That is not a moment this platform can read."),
    "refusal.not-a-moment.next": Words(
        "写作 2021-08-11T12:00，或只写日期 2021-08-11。",
        "Write it as 2021-08-11T12:00, or the day alone as 2021-08-11.",
    ),
}
