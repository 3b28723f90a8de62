"""Lists of matters: what was asked, one page of it, and where the next begins. The same queries at any size."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from lianfang.domains.casework.errors import NotAList
from lianfang.domains.casework.models import Matter
from lianfang.domains.casework.models.matter import IN_HANDS
from lianfang.domains.casework.queries.visible import visible
from lianfang.domains.casework.states import Kind, Order, Priority, Which, all_kinds, kind_of
from lianfang.kernel.actors import Actor

PAGE = 50
LONGEST_TEXT = 40
COLUMNS = {Order.DEADLINE: "wanted_at", Order.CLOSED: "closed_at", Order.NEWEST: "opened_at"}
FIELDS = (
    "pk", "kind", "state", "title", "priority", "area", "unit", "person", "asker_area", "asker_unit", "opened_at",
    "closed_at", "due_at", "left", "paused_at", "late", "seen", "wanted_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list shows: which matters, and of these which kind, unit, priority and words in the title."""

    which: Which = Which.OPEN
    kind: str = ""
    unit: str = ""
    priority: Priority | None = None
    text: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Asked":
        """From the fields of an address or of a saved list. Raises NotAList for values that no list knows."""
        try:
            asked = cls(
                which=Which(given.get("which") or Which.OPEN),
                kind=given.get("kind") or "",
                unit=(given.get("unit") or "")[:40],
                priority=Priority(int(given["priority"])) if given.get("priority") else None,
                text=(given.get("text") or "").strip()[:LONGEST_TEXT],
            )
        except ValueError:
            raise NotAList from None
        if asked.kind and asked.kind not in {kind.name for kind in all_kinds()}:
            raise NotAList
        return asked

    def fields(self) -> dict[str, str]:
        """What `read` reads; only what differs from the plain list."""
        plain = asdict(replace(self, priority=None)) | {"priority": str(int(self.priority)) if self.priority else ""}
        return {name: str(value) for name, value in plain.items() if value and value != Which.OPEN}

    @property
    def order(self) -> Order:
        """By deadline while open, by the day of closing when closed, else the newest first."""
        return {Which.CLOSED: Order.CLOSED, Which.ALL: Order.NEWEST}.get(self.which, Order.DEADLINE)


@dataclass(frozen=True, slots=True)
class MatterRow:
    """A line of a list."""

    id: int
    kind: Kind
    state: str
    title: str
    priority: Priority
    area: str
    unit: str
    person: str
    asker_area: str
    asker_unit: str
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    left: timedelta | None
    paused_at: datetime | None
    is_late: bool
    seen: int


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list, and where the next page begins; empty when there is none."""

    rows: tuple[MatterRow, ...]
    next: str


def page(asked: Asked, *, by: Actor, at: datetime, after: str = "", size: int = PAGE) -> Page:
    """One page of what `by` may see. One query, whatever the number of matters."""
    rows = chosen(asked, by=by, at=at)
    column, down = COLUMNS[asked.order], asked.order is not Order.DEADLINE
    if after:
        rows = rows.filter(_beyond(column, after, down=down))
    found = list(rows[: size + 1].values_list(*FIELDS))
    last = found[size - 1] if len(found) > size else None
    mark = _mark(last[FIELDS.index(column)], last[0]) if last else ""
    return Page(tuple(_row(row, at) for row in found[:size]), mark)


def chosen(asked: Asked, *, by: Actor, at: datetime) -> QuerySet[Matter]:
    """The matters a list shows, in its order. No query yet."""
    rows = Matter.objects.filter(visible(by, only=asked.kind), _which(asked.which, by=by, at=at))
    if asked.unit:
        rows = rows.filter(unit=asked.unit)
    if asked.priority:
        rows = rows.filter(priority=asked.priority)
    if asked.text:
        number = asked.text.lstrip("#")
        exact = Q(pk=int(number)) if number.isascii() and number.isdigit() and len(number) < 19 else Q()
        rows = rows.filter(exact or Q(title__icontains=asked.text))
    sign = "" if asked.order is Order.DEADLINE else "-"
    return rows.order_by(sign + COLUMNS[asked.order], f"{sign}pk")


def needs_me(*, by: Actor, at: datetime, size: int = 20) -> tuple[MatterRow, ...]:
    """What is in hand of `by`, by deadline; what waits for somebody comes from the list `unassigned`. One query."""
    return page(Asked(which=Which.MINE), by=by, at=at, size=size).rows


def row_of(matter: Matter, *, at: datetime) -> MatterRow:
    """A matter as a line of a list shows it."""
    shared = {name: getattr(matter, name) for name in FIELDS if name in MatterRow.__dataclass_fields__}
    kind, level = kind_of(matter.kind), Priority(matter.priority)
    return MatterRow(**(shared | {"id": matter.pk, "kind": kind, "priority": level, "is_late": matter.is_late(at)}))


def in_hands_of(token: str) -> int:
    """How many open matters are in the hands of somebody: who leaves hands them over first. One query."""
    return Matter.objects.filter(closed_at=None, person=token).count()


def _which(which: Which, *, by: Actor, at: datetime) -> Q:
    still_open = Q(closed_at=None)
    match which:
        case Which.OPEN:
            return still_open
        case Which.MINE:
            return IN_HANDS & Q(person=by.id)
        case Which.UNASSIGNED:
            return still_open & Q(person="")
        case Which.OVERDUE:
            return still_open & Q(wanted_at__lt=at)
        case Which.PAUSED:
            return still_open & Q(paused_at__isnull=False)
        case Which.CLOSED:
            return ~still_open
        case Which.ALL:
            return Q()


def _beyond(column: str, after: str, *, down: bool) -> Q:
    moment, number = _read_mark(after)
    sign = "lt" if down else "gt"
    return Q(**{f"{column}__{sign}": moment}) | Q(**{column: moment, f"pk__{sign}": number})


def _mark(moment: datetime, number: int) -> str:
    return base64.urlsafe_b64encode(f"{moment.isoformat()}~{number}".encode()).decode()


def _read_mark(mark: str) -> tuple[datetime, int]:
    try:
        moment, _, number = base64.urlsafe_b64decode(mark.encode()).decode().partition("~")
        read = datetime.fromisoformat(moment)
        if read.tzinfo is None or not 0 < int(number) < 2**63:
            raise NotAList
    except (ValueError, binascii.Error):
        raise NotAList from None
    return read, int(number)


def _row(values: tuple[Any, ...], at: datetime) -> MatterRow:
    got = dict(zip(FIELDS, values, strict=True))
    passed = got["closed_at"] is None and got["due_at"] is not None and at > got["due_at"]
    return MatterRow(
        id=got.pop("pk"),
        kind=kind_of(got.pop("kind")),
        priority=Priority(got.pop("priority")),
        is_late=bool(got.pop("late")) or passed,
        **{name: value for name, value in got.items() if name != "wanted_at"},
    )
