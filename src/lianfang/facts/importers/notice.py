"""Chinese notices of health commissions: which areas of the country are at medium and high risk, as of which moment.

Three ways of writing are read: headings with one area per line, running text (area，area；area。), and the same lists
kept as a Python literal by archives.
"""

import re
from datetime import datetime, timedelta, tzinfo

from lianfang.facts.importers.listing import Level, Listing, Stated
from lianfang.facts.importers.notice_lines import read_lines
from lianfang.facts.importers.notice_literal import looks_literal, read_literal
from lianfang.facts.importers.notice_prose import read_prose
from lianfang.facts.importers.places import Register
from lianfang.facts.importers.refusals import NoMoment, WrongKind
from lianfang.facts.importers.report import Remarks
from lianfang.kernel.words import Words

COUNT = r"(?:(?:现有?|共有?|有)?(?P<{0}>\d{{1,6}}|无|没有)个?{1}风险地区)"
HEADLINE = re.compile(
    rf"全国(?:{COUNT.format('high', '高')}[，、,；;]?)?(?:{COUNT.format('medium', '中')})?(?P<end>[：:。]?)"
)
MOMENT = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日(\d{1,2})[时:：点]")
PUBLISHED = re.compile(r"(?:发布日期|发布时间|时间)[：:]\s*(\d{4}-\d{1,2}-\d{1,2}(?:[ T]+\d{1,2}:\d{2}(?::\d{2})?)?)")
PUBLISHED_FORMS = ("%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S")
LEVELS: tuple[Level, ...] = ("high", "medium")
NONE_WORDS = frozenset({"无", "没有"})


def read_notice(
    text: str, *, file: str, register: Register, zone: tzinfo, as_of: datetime | None, remarks: Remarks
) -> Listing:
    """The list in a notice. `as_of` overrides the moment the text states.

    Raises WrongKind when there is no list of the whole country in it, NoMoment when its moment is nowhere stated.
    """
    if looks_literal(text):
        return read_literal(text, file=file, register=register, zone=zone, as_of=as_of, remarks=remarks)
    lines = text.split("\n")
    found = _headline(lines)
    if found is None:
        raise WrongKind(
            file=file,
            kind="risk-notice",
            why=Words(
                "没有一句话说明全国的数目（全国…个高风险地区，…个中风险地区）",
                "no sentence counts the areas of the country (全国…个高风险地区，…个中风险地区)",
            ),
            hint=Words(
                "请给出通告全文。不导入单独一个城市的名单：那会解除其他所有地区。",
                "Give the notice's whole text. A list of one city alone is not imported: it would close all others.",
            ),
        )
    number, headline = found
    listing = Listing(as_of or _moment(lines, number, zone, file), last_line=len(lines))
    _state(listing, headline, number)
    rest = lines[number - 1][headline.end() :]
    if headline["end"] in ("：", ":"):
        read_prose([rest, *lines[number:]], first_line=number, listing=listing, register=register, remarks=remarks)
    else:
        read_lines([rest, *lines[number:]], first_line=number, listing=listing, register=register, remarks=remarks)
    return listing


def _headline(lines: list[str]) -> tuple[int, re.Match[str]] | None:
    for number, line in enumerate(lines, 1):
        for match in HEADLINE.finditer(line):
            if match["high"] or match["medium"]:
                return number, match
    return None


def _state(listing: Listing, headline: re.Match[str], line: int) -> None:
    for level in LEVELS:
        word = headline[level]
        if word is not None:
            listing.stated.append(Stated(line, level, 0 if word in NONE_WORDS else int(word)))


def _moment(lines: list[str], number: int, zone: tzinfo, file: str) -> datetime:
    """The hour stated in the headline's line, else the moment of publication."""
    stated = MOMENT.search(lines[number - 1])
    try:
        if stated:
            year, month, day, hour = map(int, stated.groups())
            return datetime(year, month, day, tzinfo=zone) + timedelta(hours=min(hour, 24))
        published = next((match[1] for line in lines if (match := PUBLISHED.search(line))), None)
        if published:
            form = PUBLISHED_FORMS[published.count(":")]
            return datetime.strptime(" ".join(published.replace("T", " ").split()), form).replace(tzinfo=zone)
    except ValueError:
        pass
    raise NoMoment(file=file)


def moment_words(as_of: datetime) -> Words:
    """How the report states the moment of a list."""
    return Words(f"截至{as_of:%Y-%m-%d %H:%M}的名单", f"the list as of {as_of:%Y-%m-%d %H:%M}")
