"""Addresses of the door, of staff accounts and of organisations' tokens."""

from lianfang.web.routes.row import Route

ROUTES: tuple[Route, ...] = ()
