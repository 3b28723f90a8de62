"""What an auditor asks of the log, read once."""

from collections.abc import Mapping
from datetime import date

from lianfang.domains.audit.errors import NotADay
from lianfang.domains.audit.queries import Asked
from lianfang.kernel.audit import AREA, PSEUDONYM

LONGEST = 200


def read_asked(sent: Mapping[str, str]) -> Asked:
    """The filter somebody sent. Raises NotADay; what cannot be a pseudonym or an area finds nothing by itself."""
    what, by, subject = (str(sent.get(name, "")).strip()[:LONGEST] for name in ("what", "by", "subject"))
    area = str(sent.get("area", "")).strip()
    return Asked(
        what=_plain(what),
        by=_plain(by),
        subject=_plain(subject),
        area=area if AREA.fullmatch(area) else "",
        first=_day(sent.get("first", "")),
        last=_day(sent.get("last", "")),
    )


def _plain(text: str) -> str:
    """A pseudonym as the log holds it; for anything else one that nothing has."""
    return text if not text or PSEUDONYM.fullmatch(text) else "-"


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotADay from None
