"""The tables of the room: accounts and their roles, the door, citizens' ties to persons, organisations' tokens."""

from lianfang.domains.accounts.models.account import Account, RoleGrant
from lianfang.domains.accounts.models.citizens import HelpOffer, PersonTie
from lianfang.domains.accounts.models.door import Attempt, OutgoingMessage, PhoneCode, Session
from lianfang.domains.accounts.models.exceptions import ApiToken, BrokenGlass

__all__ = [
    "Account",
    "ApiToken",
    "Attempt",
    "BrokenGlass",
    "HelpOffer",
    "OutgoingMessage",
    "PersonTie",
    "PhoneCode",
    "RoleGrant",
    "Session",
]
