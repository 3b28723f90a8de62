"""Who acts, what they may do, and where. A right counts only inside the area it was given for."""

from collections.abc import Iterable
from dataclasses import dataclass

from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words


class NotPermitted(Refusal):
    """Says the same whether the right, the place or the thing itself is missing, so that nothing can be learnt."""

    code = "not-permitted"
    says = Words("您不能使用这一项。", "This is not open to you.")
    remedy = Words(
        "工作需要的话，请本单位管理员为您开通这一地区的权限。",
        "If your work needs it, ask the administrator of your unit to give you the right for this area.",
    )
    status = 403


@dataclass(frozen=True, slots=True)
class Grant:
    """A right, and the prefix of the area codes (GB/T 2260) it holds for: `11` a city, `110105` a district.

    With an `organisation` (its code) the right holds for what belongs to that organisation only.
    """

    right: str
    area: str
    organisation: str = ""

    def __post_init__(self) -> None:
        if not (self.area.isascii() and self.area.isdigit()):
            raise ValueError(f"the right {self.right} needs an area: digits of a GB/T 2260 code")

    def covers(self, right: str, area: str, organisation: str = "") -> bool:
        """Whether this grant lets `right` be used in `area`, on what belongs to `organisation`."""
        ours = self.organisation in {"", organisation}
        return right == self.right and ours and _prefix(area).startswith(_prefix(self.area))


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, an organisation or a job. `id` is a pseudonym: it is written into the audit log."""

    id: str
    grants: frozenset[Grant] = frozenset()

    @classmethod
    def of(cls, id_: str, rights: Iterable[str], *, area: str) -> "Actor":
        """An actor who holds all `rights` in one area."""
        return cls(id_, frozenset(Grant(right, area) for right in rights))

    def may(self, right: str, *, area: str, organisation: str = "") -> bool:
        """Whether one grant gives both the right and the place."""
        return any(grant.covers(right, area, organisation) for grant in self.grants)

    def must(self, right: str, *, area: str, organisation: str = "") -> None:
        """Refuse (NotPermitted) unless one grant gives both the right and the place.

        Ask before anything is read: a stranger must not learn whether the thing exists.
        """
        if not self.may(right, area=area, organisation=organisation):
            raise NotPermitted

    def holds(self, right: str) -> bool:
        """Whether `right` is held in some place, for everything or for one organisation."""
        return any(grant.right == right for grant in self.grants)

    def must_somewhere(self, right: str) -> None:
        """Refuse (NotPermitted) unless `right` is held in some place: what a list asks before it filters by place."""
        if not self.areas(right):
            raise NotPermitted

    def must_hold(self, right: str) -> None:
        """Refuse (NotPermitted) unless `holds`: what a list asks that filters by place and by organisation."""
        if not self.holds(right):
            raise NotPermitted

    def held(self, right: str) -> frozenset[Grant]:
        """The grants that give `right`, those for one organisation too."""
        return frozenset(grant for grant in self.grants if grant.right == right)

    def areas(self, right: str) -> frozenset[str]:
        """The prefixes of the areas in which `right` is held for everything: what a list may show."""
        return frozenset(
            _prefix(grant.area) for grant in self.grants if grant.right == right and not grant.organisation
        )


def area_prefix(area: str) -> str:
    """An area's code without the zeros that only fill it up: what the codes of everything inside it begin with."""
    return _prefix(area)


def _prefix(area: str) -> str:
    """An area's code without the zeros that only fill it up: 110000 → 11, 320100 → 3201, 110105 as it is."""
    while len(area) > 6 and area.endswith("000"):
        area = area[:-3]
    if len(area) == 6:
        for length in (2, 4):
            if set(area[length:]) == {"0"}:
                return area[:length]
    return area
