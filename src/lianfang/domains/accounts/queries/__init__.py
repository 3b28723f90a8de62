"""Everything that reads accounts. Each says how many queries it makes."""

from lianfang.domains.accounts.queries.citizens import helpers, may_show, ties
from lianfang.domains.accounts.queries.marks import key_mark, mark, vault
from lianfang.domains.accounts.queries.second_factor import second_factors
from lianfang.domains.accounts.queries.staff import (
    PAGE,
    Post,
    StaffRow,
    account,
    broken_glass,
    sessions,
    somebody_to_tell,
    staff,
    staff_count,
    staff_member,
    token_of,
    tokens,
    untold,
)
from lianfang.domains.accounts.queries.who import Who, session_of, who_is

__all__ = [
    "PAGE",
    "Post",
    "StaffRow",
    "Who",
    "account",
    "broken_glass",
    "helpers",
    "key_mark",
    "mark",
    "may_show",
    "second_factors",
    "session_of",
    "sessions",
    "somebody_to_tell",
    "staff",
    "staff_count",
    "staff_member",
    "ties",
    "token_of",
    "tokens",
    "untold",
    "vault",
    "who_is",
]
