"""An explanation made ready for a page: the answer first, then why, until when, what to do, what comes next."""

from dataclasses import dataclass
from datetime import datetime

from lianfang.decisions.results import Explanation, Reason, ShownDuty, ShownFact, ShownRow
from lianfang.facts.schemas import TABLES
from lianfang.kernel.words import Words
from lianfang.policy.model import Pack
from lianfang.web.presenters import Shown, colour_tone, confidence, entry_tone, is_long, shown


@dataclass(frozen=True, slots=True)
class RowShown:
    """One row behind a fact: the table's title, and titles with values."""

    table: Words
    cells: tuple[tuple[Words, str], ...]


@dataclass(frozen=True, slots=True)
class FactShown:
    """A fact with its rows, and the facts it rests on."""

    fact: ShownFact
    rows: tuple[RowShown, ...]
    through: tuple["FactShown", ...]


@dataclass(frozen=True, slots=True)
class ReasonShown:
    """A reason with its tone, its facts and the confidence of its source in words."""

    reason: Reason
    tone: str
    facts: tuple[FactShown, ...]
    confidence: Words


@dataclass(frozen=True, slots=True)
class Next:
    """The next change: when, how it will look, what is said about it."""

    at: datetime
    shown: Shown
    headline: Words
    says: Words


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything a page shows of one explanation. `green` only when nothing at all stands in the way.

    `ends_with`: the next change, when time alone brings it; a later version of the policy does not count.
    `alone`: there is only one reason, so what is said of it need not be said twice.
    """

    explanation: Explanation
    green: bool
    long_headline: dict[str, bool]
    reasons: tuple[ReasonShown, ...]
    duties: tuple[ShownDuty, ...]
    next: Next | None
    ends_with: Next | None
    restrictive: bool
    alone: bool


def answer_of(explanation: Explanation, pack: Pack) -> Answer:
    """The explanation, made ready."""
    change = _next(explanation, pack)
    until = explanation.decision.until
    return Answer(
        explanation=explanation,
        green=explanation.known and explanation.mark == "go",
        long_headline={language: is_long(explanation.headline.in_(language), language) for language in ("zh", "en")},
        reasons=tuple(_reason(reason) for reason in explanation.reasons),
        duties=_duties(explanation.reasons),
        next=change,
        ends_with=change if change and change.at == until else None,
        restrictive=any(reason.restrictive for reason in explanation.reasons),
        alone=len(explanation.reasons) == 1,
    )


def _reason(reason: Reason) -> ReasonShown:
    return ReasonShown(
        reason, _tone(reason), tuple(_fact(fact) for fact in reason.facts), confidence(reason.cite.confidence)
    )


def _tone(reason: Reason) -> str:
    if reason.colour is not None:
        return colour_tone(reason.colour)
    if reason.entry is not None:
        return entry_tone(reason.entry)
    return "wait" if reason.notice else "note"


def _duties(reasons: tuple[Reason, ...]) -> tuple[ShownDuty, ...]:
    """Each duty once, in the order of the reasons."""
    return tuple({duty.id: duty for reason in reversed(reasons) for duty in reversed(reason.duties)}.values())[::-1]


def _next(explanation: Explanation, pack: Pack) -> Next | None:
    change = explanation.next_change
    if change is None:
        return None
    return Next(change.at, shown(change.decision, pack), change.headline, change.says)


def _fact(fact: ShownFact) -> FactShown:
    return FactShown(fact, tuple(_row(row) for row in fact.rows), tuple(_fact(behind) for behind in fact.through))


def _row(row: ShownRow) -> RowShown:
    """Cells with the titles of the table's columns; empty cells and the person's own id are left out."""
    table = TABLES.get(row.table)
    titles = {column.name: column.title for column in table.columns} if table else {}
    cells = tuple(
        (titles.get(name, Words(name, name)), value)
        for name, value in row.cells.items()
        if value and name != "person_id"
    )
    return RowShown(table.title if table else Words(row.table, row.table), cells)
