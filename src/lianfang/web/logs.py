"""Log lines without personal data: an exception shows its kind and where it happened, never its text."""

import logging
import traceback
from types import TracebackType

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class QuietFormatter(logging.Formatter):
    """`2026-01-02 03:04:05 INFO web.page …`; of exceptions only the type and the lines of code."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 — logging's own name
        """The frames and the exception's type. Its text may quote what a person typed, so it is left out."""
        kind, _, trace = ei
        frames = "".join(traceback.format_tb(trace)) if trace else ""
        return f"{frames}{kind.__qualname__ if kind else 'unknown'}: (text left out)"
