"""The bare server the edge is measured against: the same Granian, set up the same way, that does nothing but answer."""

import sys
from typing import Any

from lianfang.edge.serving import Listening, server

HEADERS = [("content-type", "text/plain")]


class Hello:
    """Answers every request with one word."""

    async def __rsgi__(self, _scope: Any, proto: Any) -> None:
        proto.response_bytes(200, HEADERS, b"hello")


if __name__ == "__main__":
    server(Listening("127.0.0.1", int(sys.argv[1]), 1), target="lianfang.bench.edge.hello:Hello").serve()
