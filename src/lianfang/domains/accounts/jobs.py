"""What accounts do a little later: send texts; forget attempts and codes that count no more."""

from datetime import datetime, timedelta

from django.conf import settings

from lianfang.domains.accounts import commands
from lianfang.gateways.messages import messages_of
from lianfang.kernel.background import Duty, Job, Piece
from lianfang.kernel.clock import MachineClock

MACHINE = MachineClock()  # the door is measured by the machine's time


def _send(piece: Piece, _at: datetime) -> None:
    message = piece["message"]
    assert isinstance(message, int)
    commands.send_message(message, through=messages_of(settings.CONFIG), now=MACHINE.now())


def _forget(_at: datetime) -> None:
    commands.attempts.forget_old(now=MACHINE.now())


JOBS = (Job("accounts.send_message", _send, whole=False, within=timedelta(minutes=1)),)
DUTIES = (Duty("accounts.forget", _forget, every=timedelta(hours=1)),)
