"""Addresses of background work."""

from lianfang.domains.work import pages
from lianfang.kernel.roles import roles_with
from lianfang.web.routes.row import Reach, Route

SEE, MEND = Reach(roles_with("work.see")), Reach(roles_with("work.mend"))

ROUTES: tuple[Route, ...] = (
    Route("work/", "work", pages.work, SEE),
    Route("work/<int:item_id>/retry/", "work_retry", pages.retry, MEND),
    Route("work/<int:item_id>/drop/", "work_drop", pages.drop, MEND),
)
