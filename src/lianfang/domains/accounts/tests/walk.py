"""What the walk puts into the addresses of this room."""

from itertools import count

from lianfang.domains.accounts.models import Account, ApiToken
from tests.given import NOON

_numbers = count(1)


def a_member(area: str) -> list[object]:
    number = next(_numbers)
    names = {"token": f"walked-{number}", "username": f"walked.{number}", "name": f"Walked {number}"}
    return [Account.objects.create(kind="staff", state="active", area=area, began_at=NOON, **names).pk]


def a_token(area: str) -> list[object]:
    token = ApiToken.objects.create(
        label="walked",
        organisation="org-1",
        area=area,
        scopes=["accounts.see"],
        secret_mark=f"walked-{next(_numbers)}",
        made_at=NOON,
        made_by="walk",
        expires_at=NOON.replace(year=2100),
    )
    return [token.pk]


MAKE = {
    "staff_member": a_member,
    "staff_move": a_member,
    "staff_leave": a_member,
    "staff_invite_again": a_member,
    "staff_factor": a_member,
    "revoke_token": a_token,
}
