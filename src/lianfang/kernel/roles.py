"""Who people are in the city's work, and what each role may do: one table, read by accounts and by the web's routes.

A right is `room.verb`. A role gives its rights only inside the area (and organisation) it was granted for. A citizen's
role gives none: what citizens may see of themselves rests on who they are bound to, not on a place.
"""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """The roles of the platform, as they are kept in the store."""

    CITIZEN = "citizen"
    CHECKPOINT = "checkpoint"
    CARRIER = "carrier"
    COMMUNITY_WORKER = "community_worker"
    HOTLINE_AGENT = "hotline_agent"
    SITE_MANAGER = "site_manager"
    INSPECTOR = "inspector"
    UNIT_OFFICER = "unit_officer"
    POLICY_OFFICER = "policy_officer"
    POLICY_APPROVER = "policy_approver"
    HEADQUARTERS = "headquarters"
    AUDITOR = "auditor"
    ENGINEER = "engineer"


R = Role
EVERY_ROLE = frozenset(Role)
STAFF = EVERY_ROLE - {R.CITIZEN}

# The one table: role → rights. A room that needs a right adds it here, to the roles that hold it.
RIGHTS: Mapping[Role, frozenset[str]] = {
    R.CITIZEN: frozenset(),
    R.CHECKPOINT: frozenset(),
    R.CARRIER: frozenset(),
    R.COMMUNITY_WORKER: frozenset({"accounts.bind", "accounts.break_glass"}),
    R.HOTLINE_AGENT: frozenset({"accounts.break_glass"}),
    R.SITE_MANAGER: frozenset(),
    R.INSPECTOR: frozenset({"accounts.break_glass"}),
    R.UNIT_OFFICER: frozenset({"accounts.see", "accounts.manage", "accounts.break_glass", "accounts.bind"}),
    R.POLICY_OFFICER: frozenset(),
    R.POLICY_APPROVER: frozenset(),
    R.HEADQUARTERS: frozenset(
        {"accounts.see", "accounts.manage", "accounts.tokens", "accounts.break_glass", "accounts.be_told"}
    ),
    R.AUDITOR: frozenset({"audit.read", "audit.export", "accounts.see", "accounts.be_told"}),
    R.ENGINEER: frozenset({"accounts.tokens"}),
}

# Who may give which roles. Nobody gives a role above their own; a unit staffs its own ground only.
_OF_A_UNIT = frozenset(
    {R.CHECKPOINT, R.COMMUNITY_WORKER, R.HOTLINE_AGENT, R.SITE_MANAGER, R.INSPECTOR, R.CARRIER, R.UNIT_OFFICER}
)
GIVES: Mapping[Role, frozenset[Role]] = {
    R.UNIT_OFFICER: _OF_A_UNIT - {R.UNIT_OFFICER},
    R.HEADQUARTERS: STAFF,
}


def rights_of(role: Role) -> frozenset[str]:
    """The rights a role gives, wherever it was granted."""
    return RIGHTS[role]


def roles_with(right: str) -> frozenset[Role]:
    """The roles that hold `right`."""
    return frozenset(role for role, rights in RIGHTS.items() if right in rights)
