"""What every page's frame needs: language, look, the city's clock, the way around."""

from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.http import HttpRequest
from django.templatetags.static import static

from lianfang.domains.accounts.public import Kind
from lianfang.web import installation
from lianfang.web.desk import STAFF_NAV

STATIC = Path(__file__).resolve().parent / "static"
NAV = ("home", "me", "trip", "places", "policy", "handbook")


def frame(request: HttpRequest) -> dict[str, object]:
    """Variables of the base template. Works for error pages too, before the reader is known."""
    reading = getattr(request, "reader", None)
    match = request.resolver_match
    if reading is None:
        return {"language": "zh", "look": "auto", "size": "normal", "nav": NAV, "page_name": ""}
    config = installation.here().config
    return {
        "language": reading.language,
        "look": reading.look,
        "size": reading.size,
        "now": reading.now,
        "moved": reading.moved,
        "zone": config.city_zone,
        "demonstration": config.demonstration,
        "clock_home": config.demonstration_now.astimezone(config.city_zone),
        "nav": _ways(request),
        "who": getattr(request, "who", None),
        "page_name": match.view_name if match else "",
        "next_page": request.get_full_path() if request.method == "GET" else request.path,
    }


def _ways(request: HttpRequest) -> tuple[str, ...]:
    """The pages in the frame: for everyone, or for those who work here, what their roles may reach."""
    who = getattr(request, "who", None)
    if who is None or who.kind is not Kind.STAFF:
        return NAV
    return tuple(name for name in STAFF_NAV if request.reaches(name))


@cache
def asset(path: str) -> str:
    """The address of a static file; ours carry a mark of their content, so a new version is fetched at once."""
    if path.startswith("vendor/"):
        return static(path)
    content = STATIC.joinpath(*path.split("/")).read_bytes()
    return f"{static(path)}?v={sha256(content).hexdigest()[:8]}"


def year_of(now: object) -> int | None:
    """The year in view, when a page has a clock."""
    return now.year if isinstance(now, datetime) else None
