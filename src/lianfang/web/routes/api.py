"""The one table of the JSON doors: what answers at each address below `/api/`, and the scope a token needs for it.

A room's operation is a typed function in its `api.py`, and one more line here.
"""

from lianfang.domains.accounts import api as accounts
from lianfang.web.routes.row import Operation

OPERATIONS: tuple[Operation, ...] = (
    Operation("GET", "me", "me", accounts.me, scope="", response=accounts.Me),
    Operation("GET", "staff", "staff", accounts.staff, scope="accounts.see", response=accounts.StaffPage),
)
