"""Addresses of the audit log."""

from lianfang.domains.audit import pages
from lianfang.kernel.roles import roles_with
from lianfang.web.routes.row import Reach, Route

READ, EXPORT = Reach(roles_with("audit.read")), Reach(roles_with("audit.export"))

ROUTES: tuple[Route, ...] = (
    Route("audit/", "audit", pages.log, READ),
    Route("audit/history/", "audit_history", pages.history, READ),
    Route("audit/export.json", "audit_export", pages.export, EXPORT),
)
