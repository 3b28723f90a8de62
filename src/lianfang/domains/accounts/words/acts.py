"""Sentences in which the audit log tells what this room records."""

from lianfang.kernel.words import Words

WORDS: dict[str, Words] = {
    "did_sign_in": Words("{by} 登录", "{by} signed in"),
    "did_sign_in_failed": Words(
        "有人用错误的密码试图以 {subject} 登录", "Somebody tried a wrong password for {subject}"
    ),
    "did_sign_out": Words("{by} 退出", "{by} signed out"),
    "did_sign_out_others": Words("{by} 退出了其他设备", "{by} signed out other browsers"),
    "did_change_password": Words("{by} 修改了密码", "{by} changed the password"),
    "did_add_app": Words("{by} 启用了验证器应用", "{by} took an authenticator app into use"),
    "did_add_passkey": Words("{by} 添加了通行密钥", "{by} added a passkey"),
    "did_invite": Words("{by} 邀请了 {subject}", "{by} invited {subject}"),
    "did_invite_again": Words("{by} 重新邀请了 {subject}", "{by} invited {subject} again"),
    "did_join": Words("{by} 接受了邀请", "{by} took up the invitation"),
    "did_move": Words("{by} 给 {subject} 调岗", "{by} gave {subject} another post"),
    "did_leave": Words("{by} 为 {subject} 办理离岗", "{by} let {subject} go"),
    "did_forget_second_factor": Words(
        "{by} 清除了 {subject} 的第二步验证", "{by} cleared the second step of {subject}"
    ),
    "did_break_glass": Words("{by} 紧急越权（{subject}），三小时", "{by} broke the glass for three hours ({subject})"),
    "did_see_glass": Words("{by} 查看了紧急越权 {subject}", "{by} saw the emergency exception {subject}"),
    "did_mend_glass": Words("{by} 提前结束了紧急越权 {subject}", "{by} ended the emergency exception {subject}"),
    "did_issue_token": Words("{by} 签发了令牌 {subject}", "{by} issued {subject}"),
    "did_revoke_token": Words("{by} 吊销了令牌 {subject}", "{by} revoked {subject}"),
    "did_begin": Words("{by} 第一次用手机登录", "{by} signed in by phone for the first time"),
    "did_tie_self": Words("{by} 把一个账户绑定到本人 {subject}", "{by} bound an account to its own {subject}"),
    "did_tie_guardian": Words(
        "{by} 把一个账户绑定为 {subject} 的监护人", "{by} bound an account as guardian of {subject}"
    ),
    "did_tie_helper": Words("{by} 成为 {subject} 的帮助人", "{by} became a helper of {subject}"),
    "did_offer_help": Words("{by} 为 {subject} 生成了同意码", "{by} made a consent code for {subject}"),
    "did_look": Words("{by} 查看了 {subject} 的码", "{by} looked at the code of {subject}"),
    "did_end_tie": Words("{by} 结束了与 {subject} 的绑定", "{by} ended a tie to {subject}"),
}
