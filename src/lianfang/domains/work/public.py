"""The room's door for other rooms and for the web: put work in, see how far behind it is, run a worker."""

from lianfang.domains.work.commands import Worker, enqueue
from lianfang.domains.work.queries import Backlog, backlog

__all__ = ["Backlog", "Worker", "backlog", "enqueue"]
