"""“This person, this day → ?”: a case answered by a draft and by the policy in force, side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath, PurePosixPath
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from lianfang.domains.handbook.queries.drafts import FaultRow, FileRow, content_of, write_pack
from lianfang.kernel.words import Words
from lianfang.policy.checking.cases import ByReference, given, wanted
from lianfang.policy.checking.rows import PlainTables, plain_rows
from lianfang.policy.faults import Faults
from lianfang.policy.merging import Outcome
from lianfang.policy.model import Case, Expectation, Pack
from lianfang.policy.packs import NO_PACK_FILE, NoPack, PackFaulty, read_with_faults

TRIAL = "cases/trial.yaml"
LONGEST = 20_000
MOST_MOMENTS = 50


@dataclass(frozen=True, slots=True)
class Side:
    """What a policy decides: colour and entry as the policy names them, notices and rules in words."""

    colour: str
    entry: str
    notices: tuple[Words, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One moment of the case. `missed` names what the draft decides otherwise than the case expects."""

    case: str
    at: datetime
    draft: Side
    in_force: Side
    missed: tuple[str, ...]

    @property
    def changes(self) -> bool:
        """Whether the draft decides otherwise than the policy in force."""
        return self.draft != self.in_force


@dataclass(frozen=True, slots=True)
class Trial:
    """The answers, or what is wrong with the case or the draft."""

    rows: tuple[TrialRow, ...] = ()
    faults: tuple[FaultRow, ...] = ()


def try_case(files: Mapping[str, FileRow], text: str, *, in_force: Pack) -> Trial:
    """Answer the cases in `text` (as a pack writes them). Takes the time of reading a pack, some 0.2 s."""
    try:
        with TemporaryDirectory(prefix="lianfang-trial-") as folder:
            draft, found = read_with_faults(write_pack(Path(folder), _with_trial(files, text[:LONGEST])))
    except NoPack:
        return Trial(faults=(FaultRow.of(NO_PACK_FILE),))
    except PackFaulty as refused:
        found = refused.faults
    if not found:
        return _answered(draft, in_force)
    return Trial(faults=tuple(map(FaultRow.of, found)))


def _with_trial(files: Mapping[str, FileRow], text: str) -> Mapping[PurePath, bytes]:
    """The draft with one file of cases: the one that is tried."""
    others = {path: content for path, content in content_of(files).items() if path.parts[0] != "cases"}
    return {**others, PurePosixPath(TRIAL): text.encode()}


def _answered(draft: Pack, in_force: Pack) -> Trial:
    faults = Faults()
    tables = plain_rows(draft.cases, ZoneInfo(draft.zone), faults)
    moments = [
        (draft.cases[index], rows, each) for index, rows in tables.items() for each in draft.cases[index].expectations
    ]
    rows = tuple(_row(*moment, draft=draft, in_force=in_force) for moment in moments[:MOST_MOMENTS])
    return Trial(rows, tuple(map(FaultRow.of, sorted(faults.found))))


def _row(case: Case, rows: PlainTables, expected: Expectation, *, draft: Pack, in_force: Pack) -> TrialRow:
    ours = ByReference(draft).answer(case, rows, expected.at, holds="holds_until" in expected.expects)
    theirs = ByReference(in_force).answer(case, rows, expected.at, holds=False)
    missed = tuple(key for key in expected.expects if wanted(expected, key) != given(ours, key))
    at = expected.at.astimezone(ZoneInfo(draft.zone))
    return TrialRow(case.name, at, _side(draft, ours.outcome), _side(in_force, theirs.outcome), missed)


def _side(pack: Pack, outcome: Outcome) -> Side:
    notices = tuple(pack.notices[name].title for name in outcome.notices if name in pack.notices)
    return Side(outcome.colour.value, outcome.entry.value if outcome.entry else "", notices, tuple(outcome.rules))
