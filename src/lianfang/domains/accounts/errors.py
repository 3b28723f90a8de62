"""What the door and the desk of staff refuse. At the door nothing tells whether a name, phone or person exists."""

from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words


class WrongSignIn(Refusal):
    code = "wrong-sign-in"
    says = Words("登录名和密码对不上。", "This name and this password do not belong together.")
    remedy = Words(
        "再试一次，注意大小写。忘了密码，请本单位管理员重新邀请。",
        "Try again, mind capitals. If you forgot it, ask your unit's administrator for a new invitation.",
    )
    status = 422


class WrongSecondFactor(Refusal):
    code = "wrong-second-factor"
    says = Words("这不是现在有效的验证码。", "This is not the code that is valid now.")
    remedy = Words(
        "等应用显示下一组数字再输入；每组只能用一次。也可以用恢复码。",
        "Wait for the next code of your app and type that; a code counts once. A recovery code works as well.",
    )
    status = 422


class TooManyTries(Refusal):
    code = "too-many-tries"
    says = Words("尝试次数太多了。", "There were too many tries.")
    remedy = Words("请等 {minutes} 分钟再试。", "Wait {minutes} minutes, then try again.")
    status = 429


class WrongCode(Refusal):
    code = "wrong-code"
    says = Words("验证码不对，或已过期。", "This code is wrong, or too old.")
    remedy = Words("输入最新收到的验证码，或重新发送。", "Type the newest code that was sent, or ask for another.")
    status = 422


class WeakPassword(Refusal):
    code = "weak-password"
    says = Words("这个密码太容易猜到。", "This password is too easy to guess.")
    remedy = Words(
        "至少 12 个字符，不要用常见密码，也不要全是数字。",
        "Take at least 12 characters, not a word that many use and not digits alone.",
    )
    status = 422


class WrongInvitation(Refusal):
    code = "wrong-invitation"
    says = Words("邀请码无效，或已失效。", "This invitation is not valid, or not any more.")
    remedy = Words(
        "请邀请您的同事重新发一个；72 小时内有效，只能用一次。",
        "Ask whoever invited you for a new one; it is valid for 72 hours and works once.",
    )
    status = 422


class DemonstrationOnly(Refusal):
    code = "demonstration-only"
    says = Words("这个入口只在演示城市里有。", "This door exists in the demonstration only.")
    remedy = Words("请用自己的登录名登录。", "Sign in with your own name.")
    status = 403


class NoSuchAccount(Refusal):
    code = "no-such-account"
    says = Words("您所管的地区里没有这一项。", "There is no such account in the areas that are yours.")
    remedy = Words("请从名单里找。", "Look for it in the list of staff.")
    status = 404


class NameTaken(Refusal):
    code = "name-taken"
    says = Words("这个登录名已经有人用了。", "Somebody already signs in with this name.")
    remedy = Words("换一个登录名；什么都没有改变。", "Choose another sign-in name; nothing was changed.")
    status = 409


class AlreadyStaffed(Refusal):
    code = "already-staffed"
    says = Words("这座城市已经有工作人员账户。", "This city has staff already.")
    remedy = Words(
        "请已有的管理人员在“工作人员”页面邀请。", "Let somebody who manages staff invite on the page of staff."
    )
    status = 409


class NotAName(Refusal):
    code = "not-a-sign-in-name"
    says = Words("登录名不合规则，或有一项没有填。", "This cannot be a sign-in name, or a field is empty.")
    remedy = Words(
        "登录名为 3 至 60 个小写字母、数字、点和短横；姓名、岗位和地区都要填。",
        "A sign-in name is 3 to 60 small letters, digits, dots and dashes; a name, a role and an area must be given.",
    )
    status = 422


class OpenWork(Refusal):
    code = "open-work"
    says = Words(
        "手中还有 {count} 件未办结的事项（{where}）。", "{count} open matters are still in these hands ({where})."
    )
    remedy = Words("请先移交给同事，再来办理。", "Hand them over to a colleague first; then try again.")
    status = 409


class NotOneself(Refusal):
    code = "not-oneself"
    says = Words("不能给自己调岗、离岗或重置。", "Nobody changes their own roles, or lets themselves out.")
    remedy = Words("请本地区另一位管理人员办理。", "Ask a colleague who manages the staff of your area.")
    status = 409


class NoReason(Refusal):
    code = "no-reason"
    says = Words(
        "紧急越权要写清理由，并且是您本来无权处理的地区。",
        "An exception needs a reason in a sentence, and an area that is not yours already.",
    )
    remedy = Words(
        "用至少十个字写明发生了什么、为什么等不了；不要写电话和证件号码。",
        "Say in at least ten characters what happened and why it cannot wait; no phone or identity number in it.",
    )
    status = 422


class NobodyToTell(Refusal):
    code = "nobody-to-tell"
    says = Words(
        "没有可以告知的第二个人，所以不能办理。", "There is nobody who could be told of it, so it cannot be done."
    )
    remedy = Words(
        "请指挥部先设一位在岗人员，再试。", "Let headquarters have somebody with an account, then try again."
    )
    status = 409


class TokenNotValid(Refusal):
    code = "token-not-valid"
    says = Words("这个地址需要有效的单位令牌。", "This address needs a valid token of an organisation.")
    remedy = Words(
        "以 “Authorization: Bearer …” 发送；令牌由管理人员签发，须在有效期内。",
        "Send it as “Authorization: Bearer …”; whoever manages tokens can issue one that is in date.",
    )
    status = 401


class NotATokenToBe(Refusal):
    code = "not-a-token"
    says = Words("这个令牌不能签发。", "This token cannot be issued.")
    remedy = Words(
        "请填写用途、单位、地区，至少选一项用途，期限 1 至 366 天。",
        "Give it a name, an organisation, an area, at least one scope, and 1 to 366 days.",
    )
    status = 422


class AlreadyTied(Refusal):
    code = "already-tied"
    says = Words("这个账户已经与此人绑定。", "This account already stands to this person.")
    remedy = Words(
        "不用再办；见“这个账户可以出示谁的码”。",
        "Nothing needs to be done; look under “whose code this account may show”.",
    )
    status = 409


class HelpsEnough(Refusal):
    code = "helps-enough"
    says = Words("一个账户最多可以帮 {most} 个人出示。", "One account may help {most} people at most.")
    remedy = Words("先结束一位，或请另一位亲友帮忙。", "End one of them first, or let another relative or friend help.")
    status = 409


class WrongOffer(Refusal):
    code = "wrong-offer"
    says = Words("同意码不对、已用过，或已过期。", "This consent code is wrong, used, or too old.")
    remedy = Words(
        "请本人重新生成一个；15 分钟内有效。",
        "Ask the person whose code it is for a new one; it is valid for 15 minutes.",
    )
    status = 422


class NotVerified(Refusal):
    code = "not-verified"
    says = Words("身份核验没有通过。", "The identity service did not confirm this.")
    remedy = Words(
        "请与证件核对姓名和号码；也可以带证件到窗口办理。",
        "Compare the name and the number with the document. A desk can do it with the document in hand.",
    )
    status = 422
