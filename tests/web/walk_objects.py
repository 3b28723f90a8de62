"""Things that lie in a place, for the walk: what to put into the address of each `placed` row of the table of routes.

A new row with `placed=True` needs a line here: how to make such a thing in an area.
"""

from collections.abc import Callable, Mapping
from itertools import count

from lianfang.domains.accounts.models import Account, ApiToken
from lianfang.domains.casework.models import Notice
from lianfang.domains.casework.tests import given as casework
from lianfang.domains.handbook.tests import given as handbook
from tests.given import NOON

_numbers = count(1)
ABSENT = {"int": 999_999_999, "str": "absent"}


def a_member(area: str) -> list[object]:
    number = next(_numbers)
    names = {"token": f"walked-{number}", "username": f"walked.{number}", "name": f"Walked {number}"}
    return [Account.objects.create(kind="staff", state="active", area=area, began_at=NOON, **names).pk]


def a_token(area: str) -> list[object]:
    return [
        ApiToken.objects.create(
            label="walked",
            organisation="org-1",
            area=area,
            scopes=["accounts.see"],
            secret_mark=f"walked-{next(_numbers)}",
            made_at=NOON,
            made_by="walk",
            expires_at=NOON.replace(year=2100),
        ).pk
    ]


def a_draft(_area: str) -> list[object]:
    """A draft of the whole city's policy; it lies in no district."""
    return [handbook.a_draft().pk]


def a_matter(area: str) -> list[object]:
    return [casework.a_matter(owner=casework.Side(area, "U-WALK"), asker=casework.Side(area, "U-WALK")).pk]


def a_file(area: str) -> list[object]:
    return [*a_matter(area), ABSENT["int"]]


def a_notice(area: str) -> list[object]:
    """A notice to somebody else: it belongs to whoever is told, wherever they work."""
    (matter,) = a_matter(area)
    return [Notice.objects.create(matter_id=matter, what="opened", to_person="somebody-else", at=NOON, show_at=NOON).pk]


MAKE: Mapping[str, Callable[[str], list[object]]] = {
    "staff_member": a_member,
    "staff_move": a_member,
    "staff_leave": a_member,
    "staff_invite_again": a_member,
    "staff_factor": a_member,
    "revoke_token": a_token,
    "matter": a_matter,
    "matter_move": a_matter,
    "matter_assign": a_matter,
    "matter_note": a_matter,
    "matter_attach": a_matter,
    "matter_file": a_file,
    "notice_read": a_notice,
    "draft": a_draft,
    "draft_file": a_draft,
    "draft_save": a_draft,
    "draft_upload": a_draft,
    "draft_move": a_draft,
    "draft_preview": a_draft,
    "draft_preview_ask": a_draft,
    "draft_trial": a_draft,
}
