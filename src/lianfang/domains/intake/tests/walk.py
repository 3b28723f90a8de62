"""What the walk needs of this room: a batch that lies in an area."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from lianfang.domains.intake import commands
from lianfang.kernel.actors import Actor
from lianfang.kernel.roles import Role, grants_of

NOON = datetime(2021, 8, 11, 4, tzinfo=UTC)


def a_batch(area: str) -> list[object]:
    """A batch that waits for a second person, of a source in `area`."""
    engineer = Actor("engineer", grants_of(Role.ENGINEER, area=area))
    officer = Actor("officer", grants_of(Role.UNIT_OFFICER, area=area))
    new = commands.NewSource(f"desk-{area}", "x", "o", area, ("links",), usual_rows=10)
    commands.register_source(new, by=engineer, at=NOON)
    rows = [{"person_id": "p1", "linked_at": "2021-08-10"}]
    offered = commands.Offered("links", rows, new.code, "k1")
    given = commands.enter_by_hand(offered, ground="x", evidence="y", by=officer, at=NOON)
    return [given.batch.pk]


MAKE: Mapping[str, Callable[[str], list[object]]] = {"intake_batch": a_batch, "intake_decide": a_batch}
