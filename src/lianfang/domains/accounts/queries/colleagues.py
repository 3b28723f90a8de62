"""What rooms above ask about staff: what somebody is called, and who can be given work."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from lianfang.domains.accounts.models import Account
from lianfang.domains.accounts.states import AccountState
from lianfang.kernel.areas import CODE_LENGTHS
from lianfang.kernel.roles import roles_with

MOST_COLLEAGUES = 200


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who can be given work: the pseudonym, and the name that colleagues see."""

    token: str
    name: str


def names_of(tokens: Iterable[str]) -> Mapping[str, str]:
    """Names of staff by pseudonym; citizens have none. One query."""
    found = Account.objects.filter(token__in=set(tokens)).exclude(name="")
    return dict(found.values_list("token", "name"))


def colleagues(right: str, *, area: str, organisation: str) -> tuple[Colleague, ...]:
    """Who holds `right` for an organisation in an area, its own people first. At most 200. One query."""
    found = _holding(right, area, organisation).order_by("-role_grants__organisation", "name")
    return tuple(Colleague(*row) for row in dict.fromkeys(found.values_list("token", "name")[:MOST_COLLEAGUES]))


def is_colleague(token: str, right: str, *, area: str, organisation: str) -> bool:
    """Whether somebody holds `right` for an organisation in an area. One query."""
    return _holding(right, area, organisation).filter(token=token).exists()


def _holding(right: str, area: str, organisation: str) -> QuerySet[Account]:
    return Account.objects.filter(
        state=AccountState.ACTIVE.value,
        role_grants__role__in=roles_with(right),
        role_grants__ended_at=None,
        role_grants__area__in=_around(area),
        role_grants__organisation__in={"", organisation},
    )


def _around(area: str) -> set[str]:
    """The codes of the areas that `area` lies in, and its own, each as people write it: 11, 110000, 110105, …"""
    prefixes = {area[:length] for length in (2, 4, *CODE_LENGTHS) if length <= len(area)}
    return prefixes | {prefix.ljust(6, "0") for prefix in prefixes} | {area}
