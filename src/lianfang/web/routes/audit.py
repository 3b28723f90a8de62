"""Addresses of the audit log."""

from lianfang.web.routes.row import Route

ROUTES: tuple[Route, ...] = ()
