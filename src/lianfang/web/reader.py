"""Who is reading: language and look from cookies, the moment and the chosen example person from the session."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpRequest

from lianfang.kernel.clock import Clock, MachineClock, SetClock, parse_moment
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import LANGUAGES, Words
from lianfang.web import installation

LANGUAGE_COOKIE = "lianfang_language"
LOOK_COOKIE = "lianfang_look"
SIZE_COOKIE = "lianfang_size"
LOOKS = ("auto", "light", "dark")
SIZES = ("normal", "large")
EARLIEST, LATEST = date(2020, 1, 1), date(2023, 12, 31)

# Session keys. The session lives in the store; the cookie holds only its random name.
PERSON, SHOWS, SET_AT = "person", "clock_shows", "clock_set_at"

MACHINE = MachineClock()


class NotCityTime(Refusal):
    code = "not-city-time"
    says = Words("这个时间不在本市时钟的范围里。", "That moment is outside the range of the city's clock.")
    remedy = Words(
        "请填写 2020 年 1 月 1 日到 2023 年 12 月 31 日之间的日期，时刻写作 12:00。",
        "Give a day from 1 January 2020 to 31 December 2023, and the time as 12:00.",
    )
    status = 422


class ClockIsFixed(Refusal):
    code = "clock-is-fixed"
    says = Words("这座城市用真实时间，不能调。", "This city keeps real time, which cannot be moved.")
    remedy = Words("要看某一天的政策，用“现行政策”页。", "To see the policy of a day, use the policy page.")
    status = 403


@dataclass(frozen=True, slots=True)
class Reading:
    """One request's reader. `moved`: whether the city's clock was moved away from where it begins."""

    language: str
    look: str
    size: str
    clock: Clock
    moved: bool

    @property
    def now(self) -> datetime:
        """The city's time, to the second, in the city's zone."""
        return self.clock.now()


def of(request: HttpRequest) -> Reading:
    """The reader of a request. Unknown cookie values are taken as the default."""
    here = installation.here().config
    shows, moved = _city_time(request)
    return Reading(
        language=_one_of(LANGUAGES, request.COOKIES.get(LANGUAGE_COOKIE)),
        look=_one_of(LOOKS, request.COOKIES.get(LOOK_COOKIE)),
        size=_one_of(SIZES, request.COOKIES.get(SIZE_COOKIE)),
        clock=SetClock(shows.astimezone(here.city_zone).replace(microsecond=0)),
        moved=moved,
    )


def start_clock(request: HttpRequest, shows: datetime | None = None) -> None:
    """Let the city's clock run for this visitor from `shows` (from where it begins, when None)."""
    config = installation.here().config
    if not config.demonstration:
        raise ClockIsFixed
    moment = shows or config.demonstration_now
    if not EARLIEST <= moment.astimezone(config.city_zone).date() <= LATEST:
        raise NotCityTime
    request.session[SHOWS] = moment.isoformat()
    request.session[SET_AT] = MACHINE.now().isoformat()


def start_clock_unless_running(request: HttpRequest) -> None:
    """Let the clock run from where it begins, if it does not run yet."""
    if installation.here().config.demonstration and SHOWS not in request.session:
        start_clock(request)


def _city_time(request: HttpRequest) -> tuple[datetime, bool]:
    """Real time in a real city; in the demonstration the moment it begins at, running once a visitor started it."""
    config = installation.here().config
    if not config.demonstration:
        return MACHINE.now(), False
    if SHOWS not in request.session:
        return config.demonstration_now, False
    shows = parse_moment(request.session[SHOWS], zone=config.city_zone)
    ran = MACHINE.now() - parse_moment(request.session[SET_AT], zone=config.city_zone)
    moved = shows != config.demonstration_now
    return shows + max(ran, timedelta(0)), moved


def _one_of(known: tuple[str, ...], value: str | None) -> str:
    return value if value in known else known[0]
