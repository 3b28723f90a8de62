"""What people type about places, read into what commands take."""

from collections.abc import Mapping

from lianfang.domains.places.errors import NotAPlace
from lianfang.domains.places.models import Details
from lianfang.domains.places.queries.listing import Asked
from lianfang.domains.places.states import DutyKind, Kind, PlaceState
from lianfang.kernel.words import Words

LONGEST_TEXT, LONGEST_CURSOR = 40, 80


def asked_of(typed: Mapping[str, str], *, usual: Kind | None) -> Asked:
    """The list that was asked for. What makes no sense is taken as not asked."""
    kind = typed.get("kind", usual.value if usual else "")
    state = typed.get("state", PlaceState.OPEN.value)
    area = typed.get("area", "").strip()
    after = typed.get("after", "")[:LONGEST_CURSOR].partition(".")
    return Asked(
        kind=Kind(kind) if kind in list(Kind) else None,
        area=area if area.isascii() and area.isdecimal() and len(area) in (2, 6, 9, 12) else "",
        text="".join(typed.get("q", "").split())[:LONGEST_TEXT],
        state=None if state == "all" else PlaceState(state) if state in list(PlaceState) else PlaceState.OPEN,
        after=(after[0], after[2]) if after[2] else None,
    )


def details_of(typed: Mapping[str, str]) -> Details:
    """What was typed of a place. Raises NotAPlace for a size that is no number."""
    return Details(
        typed.get("name", ""),
        typed.get("name_en", ""),
        typed.get("sort", ""),
        typed.get("address", ""),
        _size(typed.get("size", "")),
    )


def kind_of(typed: Mapping[str, str]) -> Kind:
    """The kind that was chosen. Raises NotAPlace."""
    try:
        return Kind(typed.get("kind", ""))
    except ValueError:
        raise NotAPlace(column="kind", why=Words("没有这一种类", "there is no such kind of place")) from None


def duty_of(typed: Mapping[str, str]) -> DutyKind:
    """The duty that was chosen. Raises NotAPlace."""
    try:
        return DutyKind(typed.get("duty", ""))
    except ValueError:
        raise NotAPlace(column="duty", why=Words("没有这一项职责", "there is no such duty")) from None


def version_of(typed: Mapping[str, str]) -> int | None:
    """Which version was looked at; None when the form does not say."""
    text = typed.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None


def _size(text: str) -> int | None:
    plain = text.strip().replace(",", "").replace("，", "")
    if not plain:
        return None
    if not (plain.isascii() and plain.isdecimal() and len(plain) < 9):
        raise NotAPlace(column="size", why=Words("规模应为整数", "a size is a whole number"))
    return int(plain)
