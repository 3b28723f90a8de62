"""What the walk puts into the addresses of this room."""

from lianfang.domains.casework.models import Notice
from lianfang.domains.casework.tests import given
from tests.given import NOON

NOBODY = 999_999_999


def matter(area: str) -> list[object]:
    side = given.Side(area, "U-WALK")
    return [given.a_matter(owner=side, asker=side).pk]


def file(area: str) -> list[object]:
    return [*matter(area), NOBODY]


def notice(area: str) -> list[object]:
    """A notice to somebody else: it belongs to whoever is told, wherever they work."""
    (number,) = matter(area)
    told = Notice.objects.create(matter_id=number, what="opened", to_person="somebody-else", at=NOON, show_at=NOON)
    return [told.pk]


MAKE = {
    "matter": matter,
    "matter_move": matter,
    "matter_assign": matter,
    "matter_note": matter,
    "matter_attach": matter,
    "matter_file": file,
    "notice_read": notice,
}
