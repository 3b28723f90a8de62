"""The room's background work."""

from datetime import datetime, timedelta

from lianfang.domains.casework import commands
from lianfang.domains.casework.commands.files import SCAN
from lianfang.domains.casework.commands.holidays import RECOUNT
from lianfang.domains.casework.queries.gateway import connected
from lianfang.kernel.background import Duty, Job, Piece


def scan(piece: Piece, _at: datetime) -> None:
    """Ask the scanner about one attachment."""
    commands.scan_attachment(int(piece["attachment"] or 0))


def recount(_piece: Piece, at: datetime) -> None:
    """Count running deadlines by the newest list of holidays."""
    commands.recount_due(at)


def escalate(at: datetime) -> None:
    """Bring late matters before those above."""
    commands.escalate_due(at)


def send(at: datetime) -> None:
    """Hand notices to the message gateway, if there is one."""
    gateway = connected()
    if gateway is not None:
        commands.send_due(at, gateway)


JOBS = (Job(SCAN, scan, whole=False), Job(RECOUNT, recount, whole=False, within=timedelta(hours=1)))
DUTIES = (
    Duty("casework.escalate", escalate, every=timedelta(minutes=1)),
    Duty("casework.send", send, every=timedelta(seconds=20)),
)
