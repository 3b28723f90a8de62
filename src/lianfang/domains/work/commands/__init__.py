"""Everything that changes the queue: putting in, working off, mending."""

from lianfang.domains.work.commands.mend import drop, retry
from lianfang.domains.work.commands.queue import enqueue
from lianfang.domains.work.commands.worker import Worker

__all__ = ["Worker", "drop", "enqueue", "retry"]
