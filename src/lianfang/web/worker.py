"""A worker of the queue, as a process: `python -m lianfang.web.worker NAME`. The supervisor starts it."""

import os
import signal
import sys
from datetime import datetime
from socket import gethostname
from threading import Event

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.web.settings")

import django

from lianfang.kernel.clock import MachineClock
from lianfang.kernel.config import Config

MACHINE = MachineClock()


def city_now(config: Config) -> datetime:
    """The city's time for work that no visitor asked for: the demonstration's clock stands where it begins."""
    return config.demonstration_now if config.demonstration else MACHINE.now()


def main(name: str) -> None:
    """Work until SIGTERM or Ctrl-C; the piece at hand is finished first."""
    django.setup()

    from django.conf import settings

    from lianfang.domains.work.public import Worker
    from lianfang.web.rooms import background

    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    jobs, duties = background()
    config = settings.CONFIG
    Worker(f"{gethostname()}:{name}", jobs=jobs, duties=duties, city_now=lambda: city_now(config)).run(stop)


if __name__ == "__main__":
    main(sys.argv[1])
