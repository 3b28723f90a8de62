"""Who people are in the city's work, and what each role may do: one table, read by accounts and by the web's routes.

A right is `room.verb`. A role gives its rights only inside the area (and organisation) it was granted for. A citizen's
role gives none: what citizens may see of themselves rests on who they are bound to, not on a place.
"""

from collections.abc import Mapping, Set
from enum import StrEnum
from functools import cache

from lianfang.kernel.actors import Grant


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

# Who may give which roles. Nobody gives a role above their own; a unit staffs its own ground only.
_OF_A_UNIT = frozenset(
    {R.CHECKPOINT, R.COMMUNITY_WORKER, R.HOTLINE_AGENT, R.SITE_MANAGER, R.INSPECTOR, R.CARRIER, R.UNIT_OFFICER}
)
GIVES: Mapping[Role, frozenset[Role]] = {
    R.UNIT_OFFICER: _OF_A_UNIT - {R.UNIT_OFFICER},
    R.HEADQUARTERS: STAFF,
}

# The one table: right → the roles that give it. A room adds its rights below its own name, one to a line.
RIGHTS: Mapping[str, Set[Role]] = {
    # audit
    "audit.read": {R.AUDITOR},
    "audit.export": {R.AUDITOR},
    # work
    "work.see": {R.ENGINEER, R.HEADQUARTERS},
    "work.mend": {R.ENGINEER},
    # accounts
    "accounts.see": {R.UNIT_OFFICER, R.HEADQUARTERS, R.AUDITOR},
    "accounts.manage": {R.UNIT_OFFICER, R.HEADQUARTERS},
    "accounts.bind": {R.COMMUNITY_WORKER, R.UNIT_OFFICER},
    "accounts.tokens": {R.HEADQUARTERS, R.ENGINEER},
    "accounts.break_glass": {R.COMMUNITY_WORKER, R.HOTLINE_AGENT, R.INSPECTOR, R.UNIT_OFFICER, R.HEADQUARTERS},
    "accounts.be_told": {R.HEADQUARTERS, R.AUDITOR},
    **{f"accounts.give_{role}": {giver for giver, given in GIVES.items() if role in given} for role in sorted(STAFF)},
    # places
    "places.manage": {R.UNIT_OFFICER, R.HEADQUARTERS},
    # intake
    "intake.board": {R.UNIT_OFFICER, R.HEADQUARTERS, R.AUDITOR, R.ENGINEER},
    "intake.sources": {R.HEADQUARTERS, R.ENGINEER},
    "intake.give": {R.UNIT_OFFICER},
    "intake.second": {R.UNIT_OFFICER, R.HEADQUARTERS},
    "intake.retract": {R.HEADQUARTERS},
    # handbook
    "handbook.drafts": {R.POLICY_OFFICER, R.POLICY_APPROVER, R.HEADQUARTERS, R.AUDITOR},
    "handbook.write": {R.POLICY_OFFICER},
    "handbook.sign": {R.POLICY_APPROVER},
    # people
    "people.see": {R.COMMUNITY_WORKER, R.HOTLINE_AGENT, R.UNIT_OFFICER},
    "people.show": {R.COMMUNITY_WORKER, R.HOTLINE_AGENT, R.UNIT_OFFICER},
    "people.register": {R.COMMUNITY_WORKER, R.HOTLINE_AGENT, R.UNIT_OFFICER},
    "people.merge": {R.UNIT_OFFICER},
    "people.import": {R.UNIT_OFFICER},
    "people.retain": {R.HEADQUARTERS, R.ENGINEER},
    "people.rekey": {R.ENGINEER},
    # casework
    "casework.see": STAFF - {R.CHECKPOINT, R.CARRIER, R.ENGINEER},
    "casework.ask": {R.COMMUNITY_WORKER, R.HOTLINE_AGENT, R.INSPECTOR, R.UNIT_OFFICER, R.HEADQUARTERS},
    "casework.work": {R.COMMUNITY_WORKER, R.SITE_MANAGER, R.INSPECTOR, R.UNIT_OFFICER, R.HEADQUARTERS},
    "casework.assign": {R.UNIT_OFFICER, R.HEADQUARTERS},
    "casework.export": {R.UNIT_OFFICER, R.HEADQUARTERS, R.AUDITOR},
    "casework.calendar": {R.HEADQUARTERS},
}
# Rights that an organisation's token may carry into the JSON doors (its scopes), one to a line.
SCOPES: Set[str] = {
    "accounts.see",
    "casework.see",
    "casework.ask",
    "casework.work",
    "intake.give",
    "people.register",
}


@cache
def rights_of(role: Role) -> frozenset[str]:
    """The rights a role gives, wherever it was granted."""
    return frozenset(right for right, roles in RIGHTS.items() if role in roles)


@cache
def roles_with(right: str) -> frozenset[Role]:
    """The roles that hold `right`. KeyError for a right that nobody declared."""
    return frozenset(RIGHTS[right])


def grants_of(role: Role, *, area: str, organisation: str = "") -> frozenset[Grant]:
    """What a role gives where it was granted: `area` is a GB/T 2260 code, `organisation` narrows it to one."""
    return frozenset(Grant(right, area, organisation) for right in rights_of(role))
