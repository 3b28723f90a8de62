"""Being told to end: SIGTERM is taken like Ctrl-C, so that whatever a command began is cleared away."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType

QUERY_INTERRUPTED = "Query interrupted"


@contextmanager
def stoppable() -> Iterator[None]:
    """A request to end raises KeyboardInterrupt here; DuckDB says RuntimeError when it comes within a query."""
    if current_thread() is not main_thread():  # only the main thread is told of signals
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    former = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except RuntimeError as error:
        if str(error) == QUERY_INTERRUPTED:
            raise KeyboardInterrupt from None
        raise
    finally:
        signal.signal(signal.SIGTERM, former)
