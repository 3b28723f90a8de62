"""Starts the server: several processes on one port, replaced one by one on SIGHUP, ended gracefully on SIGTERM."""

from dataclasses import dataclass

from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.server.mp import MPServer

from lianfang.edge.settings import EdgeSettings
from lianfang.edge.tally import begin_anew

TARGET = "lianfang.edge.app:application"
BACKLOG = 4096
CONNECTIONS = 8192  # of one process at a time; more wait in the backlog
HEADERS_WITHIN = 5_000  # milliseconds for a request's headers: slow senders are let go
LARGEST_HEADERS = 16 * 1024
NEW_ONES_FIRST = 2.0  # seconds in which a new process serves beside the one it replaces
GRACE = 10  # seconds that a process has to end


@dataclass(frozen=True, slots=True)
class Listening:
    """Where to listen, and with how many processes."""

    host: str
    port: int
    workers: int


def server(listening: Listening, *, target: str = TARGET) -> MPServer:
    """The server, not yet started."""
    return MPServer(
        target,
        address=listening.host,
        port=listening.port,
        workers=listening.workers,
        interface=Interfaces.RSGI,
        factory=True,
        loop=Loops.asyncio,
        http=HTTPModes.http1,
        websockets=False,
        backlog=BACKLOG,
        backpressure=CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_WITHIN, max_buffer_size=LARGEST_HEADERS),
        log_access=False,
        respawn_failed_workers=True,
        respawn_interval=NEW_ONES_FIRST,
        workers_kill_timeout=GRACE,
    )


def serve(listening: Listening, settings: EdgeSettings) -> None:
    """Serve until told to end."""
    begin_anew(settings.public)
    server(listening).serve()
