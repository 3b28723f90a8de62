"""Addresses of the intake of facts."""

from lianfang.domains.intake import pages
from lianfang.kernel.roles import roles_with
from lianfang.web.routes.row import Reach, Route

SEE, MANAGE, GIVE = (Reach(roles_with(f"intake.{right}")) for right in ("board", "sources", "give"))
DECIDE = Reach(roles_with("intake.second") | roles_with("intake.retract"))

ROUTES: tuple[Route, ...] = (
    Route("intake/", "intake", pages.sources, SEE),
    Route("intake/register/", "intake_register", pages.register, MANAGE),
    Route("intake/close/", "intake_close", pages.close, MANAGE),
    Route("intake/enter/", "intake_enter", pages.enter, GIVE),
    Route("intake/batches/", "intake_batches", pages.batches, SEE),
    Route("intake/batches/<int:batch_id>/", "intake_batch", pages.batch, SEE, placed=True),
    Route("intake/batches/<int:batch_id>/decide/", "intake_decide", pages.decide, DECIDE, placed=True),
)
