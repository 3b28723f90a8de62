"""The one table of addresses: what answers at each, and which roles may reach it.

Django's address book is made from these rows, and the gate closes whatever has none. A room's rows are a module here.
"""

from lianfang.web.routes import (
    accounts,
    audit,
    casework,
    city,
    handbook,
    intake,
    people,
    places,
    work,
)
from lianfang.web.routes.api import OPERATIONS
from lianfang.web.routes.row import MACHINES, Operation, Reach, Route

# A room's rows are one more line here and above.
ROUTES: tuple[Route, ...] = (
    *city.ROUTES,
    *accounts.ROUTES,
    *audit.ROUTES,
    *places.ROUTES,
    *people.ROUTES,
    *handbook.ROUTES,
    *intake.ROUTES,
    *work.ROUTES,
    *casework.ROUTES,
)
REACH: dict[str, Reach] = {
    **{route.name: route.to for route in ROUTES},
    **{f"api:{operation.name}": operation.to for operation in OPERATIONS},
    "api:openapi-json": MACHINES,  # the description of the API itself
}

__all__ = ["OPERATIONS", "REACH", "ROUTES", "Operation", "Reach", "Route"]
