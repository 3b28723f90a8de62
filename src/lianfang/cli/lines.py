"""Reports made of lines: plain text anywhere, with weight and colour on a terminal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from rich.console import Console

from lianfang.decisions.showing import moment_words
from lianfang.kernel.words import Words
from lianfang.policy.model import Citation

HEAD, STRONG, QUIET = "bold underline", "bold", "dim"
SOURCE = Words("依据", "Source")
NOTE = Words("说明", "note")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a report. `style` counts on a terminal only; the words are enough without it."""

    text: str = ""
    style: str = ""


def tell(lines: Iterable[Line]) -> None:
    """Print a report on standard output."""
    console = Console(soft_wrap=True, highlight=False, markup=False, emoji=False)
    for line in lines:
        console.print(line.text, style=line.style or None)


def when(at: datetime, lang: str) -> str:
    """A moment of the city in words."""
    return moment_words(at).in_(lang)


def listed(items: Iterable[str], lang: str) -> str:
    """Several things in one line."""
    return ("、" if lang == "zh" else ", ").join(items)


def labelled(label: Words, text: str, lang: str) -> str:
    """`label: text`."""
    return f"{label.zh}：{text}" if lang == "zh" else f"{label.en}: {text}"


def sourced(cite: Citation, lang: str, indent: str = "  ") -> Line:
    """The clause something rests on, with how sure we are of it."""
    parts = [cite.source.title.in_(lang), cite.clause, cite.source.date, f"({cite.confidence.value})"]
    text = " · ".join(part for part in parts if part)
    noted = f" [{labelled(NOTE, cite.note, lang)}]" if cite.note else ""
    return Line(indent + labelled(SOURCE, text, lang) + noted, QUIET)
