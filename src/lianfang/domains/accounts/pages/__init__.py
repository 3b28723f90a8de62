"""The pages of the room: the doors, one's own account, staff, exceptions."""

from lianfang.domains.accounts.pages import account, citizens, door, exceptions, oidc, second_factor, staff

__all__ = ["account", "citizens", "door", "exceptions", "oidc", "second_factor", "staff"]
