"""What people and units are called."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lianfang.domains.accounts import public as accounts
from lianfang.domains.places import public as places


@dataclass(frozen=True, slots=True)
class Names:
    """People by token, units by code. What has no name is called by its token or code."""

    people: Mapping[str, str]
    units: Mapping[str, str]

    def person(self, token: str) -> str:
        """The name of an account."""
        return self.people.get(token, token)

    def unit(self, code: str) -> str:
        """The name of a unit."""
        return self.units.get(code, code)


def names(tokens: Iterable[str], units: Iterable[str]) -> Names:
    """The names of these. Two queries."""
    return Names(accounts.names_of(set(tokens) - {""}), places.names_of(set(units) - {""}))
