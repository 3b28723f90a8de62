"""Words of the pages that say what went wrong; a refusal brings its own."""

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
}
