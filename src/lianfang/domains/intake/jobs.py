"""What comes round: batches that the lake has not had yet are handed over."""

from datetime import datetime, timedelta

from lianfang.domains.intake import commands
from lianfang.kernel.background import Duty


def _deliver(now: datetime) -> None:
    commands.deliver_waiting(now)


DUTIES = (Duty("intake.deliver", run=_deliver, every=timedelta(seconds=2)),)
