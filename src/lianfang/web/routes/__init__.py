"""The one table of addresses: what answers at each, and which roles may reach it.

Django's address book is made from these rows, and the gate closes whatever has none. A room's rows are a module here.
"""

from lianfang.web.routes import (
    accounts,
    audit,
    casework,
    city,
    handbook,
    places,
    work,
)
from lianfang.web.routes.row import Reach, Route

# A room's rows are one more line here and above.
ROUTES: tuple[Route, ...] = (
    *city.ROUTES,
    *accounts.ROUTES,
    *audit.ROUTES,
    *places.ROUTES,
    *handbook.ROUTES,
    *work.ROUTES,
    *casework.ROUTES,
)
BY_NAME: dict[str, Route] = {route.name: route for route in ROUTES}

__all__ = ["BY_NAME", "ROUTES", "Reach", "Route"]
