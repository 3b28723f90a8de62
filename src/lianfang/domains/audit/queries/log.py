"""Pages of the log: what an auditor may see of it, newest first; one subject's whole history, oldest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from lianfang.domains.audit.models import Row
from lianfang.domains.audit.queries.chains import act_of
from lianfang.kernel.actors import Actor, area_prefix
from lianfang.kernel.ledger import FIRST_SEAL
from lianfang.kernel.ledger_export import ExportedRow

PAGE = 50
LONGEST_HISTORY = 500
CITY_PREFIX = 2  # digits of a whole city's code: who audits all of it also sees what belongs to no district


@dataclass(frozen=True, slots=True)
class Asked:
    """A filter; what is empty leaves everything in. Days are the city's, the last one included."""

    what: str = ""
    by: str = ""
    subject: str = ""
    area: str = ""
    first: date | None = None
    last: date | None = None

    def as_text(self) -> dict[str, str]:
        """The filter as an export names it: only what was asked."""
        days = {
            "first": self.first.isoformat() if self.first else "",
            "last": self.last.isoformat() if self.last else "",
        }
        asked = {"what": self.what, "by": self.by, "subject": self.subject, "area": self.area, **days}
        return {name: value for name, value in asked.items() if value}


def page_of_log(asked: Asked, *, by: Actor, zone: tzinfo, before: int | None = None) -> list[Row]:
    """One page, newest first, and one row more when there is another page. One query."""
    rows = _seen_by(by, "audit.read").filter(_asked(asked, zone))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[: PAGE + 1])


def history_of(subject: str, *, by: Actor) -> list[Row]:
    """Everything that was done to one subject, in the order it was written, at most LONGEST_HISTORY + 1. One query."""
    return list(_seen_by(by, "audit.read").filter(subject=subject).order_by("pk")[: LONGEST_HISTORY + 1])


def rooms() -> list[str]:
    """The rooms whose acts stand in the log, by name. One query for each room, along an index."""
    found: list[str] = []
    after = ""
    while (
        what := Row.objects.filter(what__gt=after).order_by("what").values_list("what", flat=True).first()
    ) is not None:
        found.append(what.partition(".")[0])
        after = f"{found[-1]}/"  # the character after the dot: on to the next room
    return found


def exported(asked: Asked, *, by: Actor, zone: tzinfo, limit: int) -> Iterator[ExportedRow]:
    """The sealed rows of a filter in the order of their chains, each with the seal before it. One query."""
    before = Row.objects.filter(chain=OuterRef("chain"), number=OuterRef("number") - 1).values("seal")
    rows = _seen_by(by, "audit.export").filter(_asked(asked, zone)).exclude(number=None)
    ordered = rows.annotate(before=Subquery(before)).order_by(F("chain"), F("number"))
    for row in ordered[:limit]:
        yield ExportedRow(row.chain, row.number, row.before or FIRST_SEAL, act_of(row), row.seal)


def _seen_by(by: Actor, right: str) -> QuerySet[Row]:
    by.must_somewhere(right)
    seen = Q(pk__in=[])
    for area in by.areas(right):
        seen |= _inside(area)
        if len(area) == CITY_PREFIX:
            seen |= Q(area="")
    return Row.objects.filter(seen)


def _inside(area: str) -> Q:
    """Rows of an area; along the index of its chain when it is a district or less."""
    inside = Q(area__startswith=area)
    return inside & Q(chain=area[:6]) if len(area) >= 6 else inside


def _asked(asked: Asked, zone: tzinfo) -> Q:
    wanted = Q()
    if asked.what:
        wanted &= Q(what=asked.what) if "." in asked.what else Q(what__startswith=f"{asked.what}.")
    if asked.by:
        wanted &= Q(by=asked.by)
    if asked.subject:
        wanted &= Q(subject=asked.subject)
    if asked.area:
        wanted &= _inside(area_prefix(asked.area))
    if asked.first:
        wanted &= Q(at__gte=_begins(asked.first, zone))
    if asked.last:
        wanted &= Q(at__lt=_begins(asked.last + timedelta(days=1), zone))
    return wanted


def _begins(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)
