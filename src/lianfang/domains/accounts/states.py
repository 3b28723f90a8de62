"""The life of a staff account."""

from enum import StrEnum

from lianfang.kernel.states import Machine, Move


class Kind(StrEnum):
    """Whose account it is."""

    STAFF = "staff"
    CITIZEN = "citizen"


class AccountState(StrEnum):
    """From the invitation to the last day."""

    INVITED = "invited"
    ACTIVE = "active"
    LEFT = "left"


S = AccountState

ACCOUNT = Machine(
    "accounts.account",
    start=S.INVITED,
    moves=[
        Move("join", frozenset({S.INVITED}), S.ACTIVE, needs="accounts.join"),
        Move("move", frozenset({S.ACTIVE}), S.ACTIVE, needs="accounts.manage"),
        Move("leave", frozenset({S.INVITED, S.ACTIVE}), S.LEFT, needs="accounts.manage"),
        Move("invite_again", frozenset(S), S.INVITED, needs="accounts.manage"),
    ],
)


class Ground(StrEnum):
    """On what a tie between an account and a person rests."""

    DESK = "desk"
    GATEWAY = "gateway"
    CONSENT = "consent"


class Tie(StrEnum):
    """How an account stands to a person whose code it may see and use."""

    SELF = "self"
    HELPER = "helper"
    GUARDIAN = "guardian"
