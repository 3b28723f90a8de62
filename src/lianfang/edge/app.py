"""What Granian calls (RSGI): one coroutine for each request."""

import asyncio
import logging
import traceback

from lianfang.edge import refusals
from lianfang.edge.desk import REFUSED, Answer
from lianfang.edge.doors import ALWAYS_OPEN, GET, POST, door_at, wrong_door
from lianfang.edge.edge import Edge
from lianfang.edge.pulse import LIGHT
from lianfang.edge.rsgi import Proto, Scope
from lianfang.edge.settings import EdgeSettings
from lianfang.kernel.clock import Clock, MachineClock, SetClock
from lianfang.kernel.config import Config, load

log = logging.getLogger("lianfang.edge")
PREFLIGHT = [
    ("access-control-allow-methods", "GET, POST"),
    ("access-control-allow-headers", "authorization, content-type, if-none-match"),
    ("access-control-max-age", "86400"),
]


class App:
    """The application of one process."""

    def __init__(self, edge: Edge) -> None:
        self.edge = edge

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.edge.start(loop)

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.edge.stop()

    async def __rsgi__(self, scope: Scope, proto: Proto) -> None:
        edge, method = self.edge, scope.method
        try:
            if edge.pulse.is_late(LIGHT) and scope.path not in ALWAYS_OPEN:
                answer = edge.desk.refuse(refusals.EdgeBusy)
            elif method == "GET" and (door := GET.get(scope.path)) is not None:
                answer = door(edge, scope)
            else:
                answer = await self._rarely(scope, proto, method)
        except Exception as error:  # noqa: BLE001 — whatever goes wrong is counted and answered, without its contents
            answer = self._failed(error)
        status, headers, body = answer
        if edge.settings.platform is not None:
            headers = self._for_pages(scope, headers)
        if body and method != "HEAD":
            proto.response_bytes(status, headers, body)
        else:
            proto.response_empty(status, headers)

    async def _rarely(self, scope: Scope, proto: Proto, method: str) -> Answer:
        """Everything but the few addresses that nearly all requests go to."""
        path = scope.path
        if method == "POST" and path in POST:
            return await POST[path](self.edge, scope, proto)
        door = door_at(path)
        if method in {"GET", "HEAD"} and door is not None:
            return door(self.edge, scope)
        if method == "OPTIONS" and (door or path in POST):
            return 204, PREFLIGHT, b""
        return wrong_door(self.edge, scope)

    def _for_pages(self, scope: Scope, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Pages of the platform, and no others, may read the answer in a browser."""
        if scope.headers.get("origin") != self.edge.settings.platform:
            return headers
        allowed = ("access-control-allow-origin", str(self.edge.settings.platform))
        return [*headers, allowed, ("access-control-expose-headers", "etag, retry-after")]

    def _failed(self, error: Exception) -> Answer:
        self.edge.tally.counts["failed"] += 1
        where = traceback.extract_tb(error.__traceback__)[-1]
        log.error("edge.failed %s at %s:%s", type(error).__name__, where.name, where.lineno)
        return REFUSED[refusals.EdgeBusy]


def application() -> App:
    """The application by this installation's settings: what each process of the server begins with."""
    config = load()
    return App(Edge(EdgeSettings.of(config), clock_of(config)))


def clock_of(config: Config) -> Clock:
    """The city's clock: the machine's, or in demonstration mode a fixed one."""
    return SetClock(config.demonstration_now) if config.demonstration else MachineClock()
