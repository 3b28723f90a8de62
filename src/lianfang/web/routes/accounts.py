"""Addresses of the door, of staff accounts, of citizens' ties and of organisations' tokens."""

from lianfang.domains.accounts.pages import account, citizens, door, exceptions, oidc, second_factor, staff
from lianfang.kernel.roles import Role, roles_with
from lianfang.web.routes.row import EVERYONE, SIGNED_IN, STAFF_ONLY, Reach, Route, only

SEE, MANAGE = Reach(roles_with("accounts.see")), Reach(roles_with("accounts.manage"))
TOKENS, BIND = Reach(roles_with("accounts.tokens")), Reach(roles_with("accounts.bind"))
GLASS = Reach(roles_with("accounts.break_glass") | roles_with("accounts.be_told"))
CITIZENS = only(Role.CITIZEN)

ROUTES: tuple[Route, ...] = (
    Route("sign-in/", "sign_in", door.sign_in, EVERYONE),
    Route("sign-in/second/", "second_step", door.second_step, EVERYONE),
    Route("sign-in/second/passkey/", "passkey_step", door.passkey_step, EVERYONE),
    Route("sign-in/phone/", "phone", citizens.phone, EVERYONE),
    Route("sign-in/code/", "code", citizens.code, EVERYONE),
    Route("sign-in/desk/", "take_desk", door.take_desk, EVERYONE),
    Route("sign-in/city/", "oidc", oidc.begin, EVERYONE),
    Route("sign-in/city/back/", "oidc_back", oidc.back, EVERYONE),
    Route("sign-out/", "sign_out", door.sign_out, EVERYONE),
    Route("join/", "join", door.join, EVERYONE),
    # EVERYONE: whoever has shown a password may take their first factor into use before they are signed in.
    Route("account/second/", "enrol", second_factor.enrol, EVERYONE),
    Route("account/passkey/", "passkey", second_factor.passkey, EVERYONE),
    Route("account/recovery/", "recovery", second_factor.recovery, STAFF_ONLY),
    Route("account/", "account", account.account, SIGNED_IN),
    Route("account/password/", "change_password", account.change_password, STAFF_ONLY),
    Route("account/sessions/end-others/", "end_other_sessions", account.end_other_sessions, SIGNED_IN),
    Route("account/sessions/<int:session_id>/end/", "end_session", account.end_session, SIGNED_IN),
    Route("account/bind/", "bind_myself", citizens.bind_myself, CITIZENS),
    Route("account/help/offer/", "offer_help", citizens.offer_help, CITIZENS),
    Route("account/help/take/", "take_help", citizens.take_help, CITIZENS),
    Route("account/ties/<int:tie_id>/end/", "end_tie", citizens.end_tie, CITIZENS),
    Route("staff/", "staff", staff.staff, SEE),
    Route("staff/invite/", "staff_invite", staff.invite, MANAGE),
    Route("staff/<int:account_id>/", "staff_member", staff.member, SEE, placed=True),
    Route("staff/<int:account_id>/move/", "staff_move", staff.move, MANAGE, placed=True),
    Route("staff/<int:account_id>/leave/", "staff_leave", staff.leave, MANAGE, placed=True),
    Route("staff/<int:account_id>/invite/", "staff_invite_again", staff.invite_again, MANAGE, placed=True),
    Route("staff/<int:account_id>/factor/", "staff_factor", staff.forget_second_factor, MANAGE, placed=True),
    Route("bind/", "bind", citizens.bind, BIND),
    Route("glass/", "glass", exceptions.glass, GLASS),
    Route("glass/<int:glass_id>/seen/", "see_glass", exceptions.see_glass, GLASS),
    Route("glass/<int:glass_id>/end/", "end_glass", exceptions.end_glass, GLASS),
    Route("tokens/", "tokens", exceptions.tokens, TOKENS),
    Route("tokens/<int:token_id>/revoke/", "revoke_token", exceptions.revoke_token, TOKENS, placed=True),
)
