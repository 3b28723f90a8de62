"""Addresses of the handbook: open to everyone, none carries a person."""

from lianfang.domains.handbook import pages
from lianfang.web.routes.row import EVERYONE, Route

ROUTES = (Route("handbook/", "handbook", pages.read, EVERYONE),)
