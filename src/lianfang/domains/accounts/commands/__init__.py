"""Everything that changes accounts: the door, staff, exceptions, tokens, citizens and whose code they may show."""

from lianfang.domains.accounts.commands import attempts, demonstration
from lianfang.domains.accounts.commands.codes import ask_for_code, use_code
from lianfang.domains.accounts.commands.glass import break_glass, end_broken_glass, see_broken_glass
from lianfang.domains.accounts.commands.messages import send_message
from lianfang.domains.accounts.commands.second_factor import (
    add_app,
    add_passkey,
    check_code,
    check_passkey,
)
from lianfang.domains.accounts.commands.sessions import begin_session, end_other_sessions, end_session, see_session
from lianfang.domains.accounts.commands.signing_in import accept_named, change_password, check_password
from lianfang.domains.accounts.commands.staff import (
    forget_second_factor,
    invite_again,
    invite_first,
    invite_staff,
    join,
    let_go,
    move_staff,
    register_open_work,
)
from lianfang.domains.accounts.commands.ties import (
    Claim,
    bind_at_desk,
    bind_by_gateway,
    end_tie,
    look_at_code,
    offer_help,
    take_help,
)
from lianfang.domains.accounts.commands.tokens import TokenAsked, issue_token, revoke_token, use_token

__all__ = [
    "Claim",
    "TokenAsked",
    "accept_named",
    "add_app",
    "add_passkey",
    "ask_for_code",
    "attempts",
    "begin_session",
    "bind_at_desk",
    "bind_by_gateway",
    "break_glass",
    "change_password",
    "check_code",
    "check_passkey",
    "check_password",
    "demonstration",
    "end_broken_glass",
    "end_other_sessions",
    "end_session",
    "end_tie",
    "forget_second_factor",
    "invite_again",
    "invite_first",
    "invite_staff",
    "issue_token",
    "join",
    "let_go",
    "look_at_code",
    "move_staff",
    "offer_help",
    "register_open_work",
    "revoke_token",
    "see_broken_glass",
    "see_session",
    "send_message",
    "take_help",
    "use_code",
    "use_token",
]
