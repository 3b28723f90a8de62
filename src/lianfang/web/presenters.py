"""Decisions turned into words, tones and shapes. Colour is never the only sign."""

from dataclasses import dataclass
from typing import assert_never

from lianfang.decisions.results import Decision
from lianfang.kernel.words import Words
from lianfang.policy.model import Colour, Confidence, Entry, Pack
from lianfang.web.words import ALL

SHAPES = {"go": "shape-circle", "wait": "shape-triangle", "stop": "shape-square", "note": "shape-diamond"}
QUIET_SHAPE = "shape-ring"
LONG_HEADLINE = {"zh": 7, "en": 14}  # characters above which the one big word is set smaller


@dataclass(frozen=True, slots=True)
class Shown:
    """What a decision looks like: a tone (go, wait, stop, note), a headline, and one short word."""

    tone: str
    headline: Words
    short: Words


def shape_of(tone: str) -> str:
    """The id of the shape that goes with a tone."""
    return SHAPES.get(tone, QUIET_SHAPE)


def entry_tone(entry: Entry) -> str:
    """The tone of an entry."""
    match entry:
        case Entry.ALLOWED:
            return "go"
        case Entry.CONDITIONAL:
            return "note"
        case Entry.DEFERRED:
            return "wait"
        case Entry.REFUSED:
            return "stop"
        case _:
            assert_never(entry)


def colour_tone(colour: Colour) -> str:
    """The tone of a code's colour."""
    match colour:
        case Colour.GREEN:
            return "go"
        case Colour.YELLOW:
            return "wait"
        case Colour.RED:
            return "stop"
        case _:
            assert_never(colour)


def shown(decision: Decision, pack: Pack) -> Shown:
    """A decision in one glance: a colour comes first, then a notice, then what entry asks."""
    if decision.colour is not Colour.GREEN:
        colour = decision.colour.value
        return Shown(colour_tone(decision.colour), ALL[f"common.can_{colour}"], ALL[f"common.{colour}_short"])
    if decision.notices:
        return _notice(decision, pack)
    if decision.entry in (None, Entry.ALLOWED):
        return Shown("go", ALL["common.can_green"], ALL["common.green_short"])
    return _entry(decision.entry)


def confidence(level: Confidence) -> Words:
    """How sure we are of a source, in words."""
    return ALL[f"common.confidence_{level.value}"]


def is_long(headline: str, language: str) -> bool:
    """Whether a headline is set smaller, to stay on one or two lines of a phone."""
    return len(headline) > LONG_HEADLINE[language]


def _notice(decision: Decision, pack: Pack) -> Shown:
    notice = pack.notices[decision.notices[0]]
    if decision.entry in (Entry.DEFERRED, Entry.REFUSED):
        entry = decision.entry
        return Shown(entry_tone(entry), notice.title, ALL[f"common.entry_{entry.value}_short"])
    return Shown("wait", notice.title, ALL["common.notice_short"])


def _entry(entry: Entry) -> Shown:
    return Shown(entry_tone(entry), ALL[f"common.entry_{entry.value}"], ALL[f"common.entry_{entry.value}_short"])
