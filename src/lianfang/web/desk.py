"""The desk: what the rooms have for somebody who is signed in, put together. Each asks for rights and places itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from lianfang.domains.accounts import public as accounts
from lianfang.domains.casework import public as casework
from lianfang.domains.handbook import public as handbook
from lianfang.domains.work import public as work
from lianfang.kernel.clock import MachineClock
from lianfang.kernel.words import Words
from lianfang.web.reader import Reading

SHOWN = 8
WAITING_SHOWN = 5
FOUND_SHOWN = 5
MACHINE = MachineClock()
Reaches = Callable[[str], bool]  # whether somebody may come to the page of that name

# The way around for those who work here, in this order; each sees what their roles may reach.
STAFF_NAV = (
    "desk",
    "matters",
    "people",
    "people_retention",
    "city",
    "intake",
    "drafts",
    "staff",
    "audit",
    "tokens",
    "work",
    "policy",
    "handbook",
)


@dataclass(frozen=True, slots=True)
class Desk:
    """What needs somebody now. An empty part is not shown; when all are empty there is nothing to do."""

    mine: tuple[casework.MatterRow, ...] = ()
    unassigned: tuple[casework.MatterRow, ...] = ()
    notices: tuple[tuple[casework.NoticeShown, Words], ...] = ()
    drafts: tuple[handbook.DraftRow, ...] = ()
    told: int = 0
    backlog: work.Backlog | None = None

    @property
    def quiet(self) -> bool:
        """Whether nothing needs anybody."""
        behind = self.backlog is not None and bool(self.backlog.dead)
        return not (self.mine or self.unassigned or self.notices or self.drafts or self.told or behind)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search over everything found, part by part."""

    answers: tuple[handbook.Found, ...] = ()
    matters: tuple[casework.MatterRow, ...] = ()


def desk_of(who: accounts.Who, *, reaches: Reaches, at: datetime) -> Desk:
    """What needs `who` now. At most six queries, whatever there is."""
    sees = reaches("matters")
    return Desk(
        mine=casework.needs_me(by=who.actor, at=at, size=SHOWN) if sees else (),
        unassigned=_unassigned(who, at) if reaches("matters_assign") else (),
        notices=_notices(who, at) if reaches("notices") else (),
        drafts=tuple(handbook.drafts_for(who.actor)) if reaches("drafts") else (),
        told=accounts.untold(who.id) if reaches("glass") else 0,
        backlog=work.backlog(now=MACHINE.now()) if reaches("work") else None,
    )


def search(question: str, who: accounts.Who, *, reaches: Reaches, book: handbook.Handbook, reading: Reading) -> Found:
    """What the handbook says, and the matters `who` may see with these words in their title. At most one query."""
    answers = book.search(question, language=reading.language, limit=FOUND_SHOWN)
    if not reaches("matters"):
        return Found(answers)
    asked = casework.Asked(which=casework.Which.ALL, text=question)
    return Found(answers, casework.page(asked, by=who.actor, at=reading.now, size=FOUND_SHOWN).rows)


def _notices(who: accounts.Who, at: datetime) -> tuple[tuple[casework.NoticeShown, Words], ...]:
    """The newest notices, each with what it says."""
    return tuple((one, casework.notice_words(one)) for one in casework.notices(by=who.actor, at=at)[:SHOWN])


def _unassigned(who: accounts.Who, at: datetime) -> tuple[casework.MatterRow, ...]:
    asked = casework.Asked(which=casework.Which.UNASSIGNED)
    return casework.page(asked, by=who.actor, at=at, size=WAITING_SHOWN).rows
