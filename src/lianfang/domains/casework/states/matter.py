"""Small fixed sets that every matter shares."""

from enum import IntEnum, StrEnum


class Priority(IntEnum):
    """How urgent a matter is; a smaller number comes first."""

    URGENT = 1
    HIGH = 2
    NORMAL = 3
    LOW = 4


class Scan(StrEnum):
    """What the scanner said of an attachment. Without a scanner, it says that nobody looked."""

    WAITING = "waiting"
    CLEAN = "clean"
    REFUSED = "refused"
    NOT_SCANNED = "not_scanned"


class Which(StrEnum):
    """Which matters a list shows."""

    OPEN = "open"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    OVERDUE = "overdue"
    PAUSED = "paused"
    CLOSED = "closed"
    ALL = "all"


class Order(StrEnum):
    """By what a list is sorted."""

    DEADLINE = "deadline"
    CLOSED = "closed"
    NEWEST = "newest"
