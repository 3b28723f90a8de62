"""What the commands of `lianfang bench` share: the table, the file of results."""

import os
from pathlib import Path

from rich.console import Console

from lianfang.kernel.reasons import reason
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

WIDTH = 132  # columns, where the table goes into a file


class ResultsNotWritten(Refusal):
    code = "bench-results-not-written"
    says = Words("结果写不进 {path}：{why}。", "The results could not be written to {path}: {why}.")
    remedy = Words("请换一个可以写入的文件夹里的文件名。", "Name a file in a folder you may write to.")


def beijing() -> Path:
    """The folder of Beijing's pack."""
    from lianfang.decisions.installed import pack_folder

    return pack_folder()


def write_results(out: Path, text: str) -> None:
    """Write the results whole or not at all. Raises ResultsNotWritten."""
    part = out.with_name(f".{out.name}.part-{os.getpid()}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8")
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise ResultsNotWritten(path=out, why=reason(error)) from None


def table_console() -> Console:
    """A console for the table; into a file it is WIDTH columns wide."""
    console = Console(highlight=False, markup=False, emoji=False)
    return console if console.is_terminal else Console(width=WIDTH, highlight=False, markup=False, emoji=False)
