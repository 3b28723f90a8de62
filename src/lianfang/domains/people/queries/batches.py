"""Lists of people on their way in, as their maker sees them."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.conf import settings

from lianfang.domains.people.models import Batch, open_text
from lianfang.domains.people.models.said import BATCH
from lianfang.domains.people.queries.judging import COLUMNS, Judged, Verdict, counts, judged
from lianfang.domains.people.states import IMPORT, BatchState
from lianfang.facts.importers.sheets import Sheet, read_sheet
from lianfang.kernel.actors import Actor
from lianfang.kernel.clock import civil_day
from lianfang.kernel.personal import Personal, Purpose
from lianfang.kernel.refusals import NoSuch
from lianfang.kernel.words import Words

MOST = 20
MOST_LINES = 2_000  # taken while somebody waits: some milliseconds each
LIST = "—"  # a file's name may name a person: it is never repeated in a refusal


@dataclass(frozen=True, slots=True)
class BatchShown:
    """A list looked at: what it would do, or, once it has ended, what it did. `file` is shown to its maker alone."""

    token: str
    file: Personal[str]
    state: BatchState
    lines: int
    made_at: datetime
    encoding: str = ""
    certain: bool = True
    unread: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    bad: tuple[Judged, ...] = ()
    good: tuple[Judged, ...] = ()

    @property
    def name(self) -> str:
        """The file's name, for its maker's own page."""
        return self.file.reveal(Purpose.SHOW_TO_HANDLER)


def batches(by: Actor) -> list[BatchShown]:
    """The lists of `by`, the newest first. One query."""
    return [_row(batch) for batch in Batch.objects.filter(made_by=by.id).order_by("-pk").defer("sealed")[:MOST]]


def look_at(token: str, *, by: Actor, at: datetime) -> BatchShown:
    """A list of one's own. Raises NoSuch for anybody else's. One query, and one for 500 lines of a staged one."""
    by.must_somewhere(IMPORT)
    batch = Batch.objects.filter(token=token, made_by=by.id).first()
    if batch is None:
        raise NoSuch(what=Words("名单", "list"), id=token)
    return _staged(batch, by, at) if batch.state == BatchState.STAGED.value else _ended(batch)


def lines_of(batch: Batch, *, by: Actor, at: datetime) -> list[Judged]:
    """The verdicts on a staged list as things are now."""
    return judged(sheet_of(batch), on=civil_day(at, zone=settings.CONFIG.city_zone), by=by)


def sheet_of(batch: Batch) -> Sheet:
    """The list as it came."""
    data = base64.b64decode(open_text(batch.sealed, about=BATCH).reveal(Purpose.STORE))
    return read_sheet(data, file=LIST, columns=COLUMNS, most=MOST_LINES)


def _staged(batch: Batch, by: Actor, at: datetime) -> BatchShown:
    sheet, lines = sheet_of(batch), lines_of(batch, by=by, at=at)
    return replace(
        _row(batch),
        encoding=sheet.encoding,
        certain=sheet.certain,
        unread=sheet.unread,
        counts=counts(lines),
        bad=tuple(line for line in lines if line.verdict is Verdict.BAD),
        good=tuple(line for line in lines if line.verdict is not Verdict.BAD),
    )


def _ended(batch: Batch) -> BatchShown:
    report = dict(batch.report)
    bad = [
        Judged(one["line"], Verdict.BAD, "", one["column"], Words(one["zh"], one["en"]))
        for one in report.pop("bad_lines", [])
    ]
    return replace(_row(batch), counts=report, bad=tuple(bad))


def _row(batch: Batch) -> BatchShown:
    file = open_text(batch.file_sealed, about=BATCH)
    return BatchShown(batch.token, file, BatchState(batch.state), batch.lines, batch.made_at)
