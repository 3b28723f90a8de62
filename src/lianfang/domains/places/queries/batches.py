"""Lists on their way in, as their maker sees them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lianfang.domains.places.models import Batch
from lianfang.domains.places.queries.judging import COLUMNS, MOST_LINES, Judged, Verdict, counts, judged
from lianfang.domains.places.states import MANAGE, BatchState
from lianfang.facts.importers.sheets import read_sheet
from lianfang.kernel.actors import Actor
from lianfang.kernel.refusals import NoSuch
from lianfang.kernel.words import Words

MOST = 20


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One list among those somebody offered."""

    token: str
    file: str
    state: BatchState
    lines: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class BatchShown:
    """A list looked at: what it would do, or, once it has ended, what it did.

    `before`: when the same file was taken already, else None.
    """

    token: str
    file: str
    state: BatchState
    made_at: datetime
    ended_at: datetime | None
    encoding: str
    certain: bool
    unread: tuple[str, ...]
    counts: Mapping[str, int]
    bad: tuple[Judged, ...]
    good: tuple[Judged, ...]
    before: datetime | None


def batches(by: Actor) -> list[BatchRow]:
    """The lists of `by`, the newest first. One query."""
    rows = Batch.objects.filter(made_by=by.id).order_by("-pk").values_list("token", "file", "state", "lines", "made_at")
    return [BatchRow(token, file, BatchState(state), lines, at) for token, file, state, lines, at in rows[:MOST]]


def look_at(token: str, *, by: Actor) -> BatchShown:
    """A list of one's own. Raises NoSuch for anybody else's. Two queries, and one for 500 lines of a staged one."""
    by.must_somewhere(MANAGE)
    batch = Batch.objects.filter(token=token, made_by=by.id).first()
    if batch is None:
        raise NoSuch(what=Words("名单", "list"), id=token)
    if batch.state != BatchState.STAGED.value:
        return _ended(batch)
    sheet = read_sheet(bytes(batch.content), file=batch.file, columns=COLUMNS, most=MOST_LINES)
    lines = judged(sheet, by=by)
    return BatchShown(
        batch.token,
        batch.file,
        BatchState(batch.state),
        batch.made_at,
        None,
        sheet.encoding,
        sheet.certain,
        sheet.unread,
        {verdict.value: number for verdict, number in counts(lines).items()},
        tuple(line for line in lines if line.verdict is Verdict.BAD),
        tuple(line for line in lines if line.verdict is not Verdict.BAD),
        _taken_before(batch),
    )


def _ended(batch: Batch) -> BatchShown:
    report = dict(batch.report)
    bad = [
        Judged(one["line"], Verdict.BAD, one["name"], one["column"], Words(one["zh"], one["en"]))
        for one in report.pop("bad_lines", [])
    ]
    state = BatchState(batch.state)
    return BatchShown(
        batch.token, batch.file, state, batch.made_at, batch.ended_at, "", True, (), report, tuple(bad), (), None
    )


def _taken_before(batch: Batch) -> datetime | None:
    """When the very same file was taken, by whomever."""
    same = Batch.objects.filter(digest=batch.digest, state=BatchState.APPLIED.value).order_by("-ended_at")
    return same.values_list("ended_at", flat=True).first()
