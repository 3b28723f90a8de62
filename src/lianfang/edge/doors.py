"""The addresses of the edge: path → method → what answers. The seven names are the operations of GB/T 38963."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping

from lianfang.credentials.trust import trust_in
from lianfang.edge import refusals
from lianfang.edge.desk import JSON, NEVER_KEPT, Answer
from lianfang.edge.edge import Edge
from lianfang.edge.limits import comes_from, network_of
from lianfang.edge.metrics import health_of, metrics_of
from lianfang.edge.openapi import DOCUMENT
from lianfang.edge.public import Resource
from lianfang.edge.pulse import HEAVY
from lianfang.edge.rsgi import Proto, Scope
from lianfang.edge.saying import encoded, refused
from lianfang.edge.verifying import LARGEST, code_in, verdict

Door = Callable[[Edge, Scope], Answer]
BodyDoor = Callable[[Edge, Scope, Proto], Coroutine[None, None, Answer]]

BEARER = "Bearer "
STATUS = "/v1/status/"
BODY_SECONDS = 5
SHORTLY: list[tuple[str, str]] = [("cache-control", "public, max-age=300")]


def make(edge: Edge, scope: Scope) -> Answer:
    """The holder's code, signed."""
    headers = scope.headers
    token = _token(headers.get("authorization"))
    return edge.desk.code(token, headers.get("if-none-match"), lambda: network(edge, scope), edge.clock.now())


def query(edge: Edge, scope: Scope) -> Answer:
    """What is decided for the holder, without a signature."""
    token = _token(scope.headers.get("authorization"))
    return edge.desk.standing(token, lambda: network(edge, scope), edge.clock.now())


async def verify(edge: Edge, scope: Scope, proto: Proto) -> Answer:
    """The verdict on a code that somebody shows."""
    if not edge.desk.stranger_may_ask(network(edge, scope)):
        return edge.desk.refuse(refusals.TooManyQuestions)
    if edge.pulse.is_late(HEAVY):
        return edge.desk.refuse(refusals.EdgeBusy)
    body = await _body(scope, proto)
    code = None if body is None else code_in(body)
    if code is None:
        return edge.desk.refuse(refusals.BodyNotUnderstood)
    said = verdict(code, trust=trust_in(edge.view.ring.trusted()), lists=edge.edition.revocations, at=edge.clock.now())
    edge.tally.counts["verified"] += 1
    return 200, [JSON, NEVER_KEPT], said


async def elsewhere(edge: Edge, _scope: Scope, _proto: Proto) -> Answer:
    """What rooms do, not the edge: nothing is taken here, and the answer says where to go."""
    edge.tally.counts["handed_on"] += 1
    where = edge.settings.platform
    body = refused(refusals.DoneElsewhere, where=where)
    if where is None:
        return refusals.DoneElsewhere.status, [JSON, NEVER_KEPT], body
    return 303, [JSON, NEVER_KEPT, ("location", where)], body


def trust_list(edge: Edge, scope: Scope) -> Answer:
    """The list of keys that gates believe."""
    return _public(edge, scope, edge.edition.trust_list)


def status_list(edge: Edge, scope: Scope) -> Answer:
    """The list of one period's revoked codes."""
    number = scope.path.removeprefix(STATUS)
    known = edge.edition.status_lists
    found = known.get(int(number)) if number.isascii() and number.isdigit() and len(number) < 10 else None
    return _public(edge, scope, found)


def bundle(edge: Edge, scope: Scope) -> Answer:
    """What a gate needs to go on without a network."""
    return _public(edge, scope, edge.edition.bundle)


def openapi(_edge: Edge, _scope: Scope) -> Answer:
    """This table, for machines."""
    return 200, [JSON, *SHORTLY], DOCUMENT


def health(edge: Edge, _scope: Scope) -> Answer:
    """Whether to send people here, and how old what they would be told is."""
    well, told = health_of(edge)
    return 200 if well else 503, [JSON, NEVER_KEPT], encoded(told)


def metrics(edge: Edge, scope: Scope) -> Answer:
    """Counts, for the machines that watch."""
    if not comes_from(scope.client, edge.settings.watchers):
        return edge.desk.refuse(refusals.NotForYou)
    return 200, [("content-type", "text/plain; version=0.0.4; charset=utf-8"), NEVER_KEPT], metrics_of(edge).encode()


GET: Mapping[str, Door] = {
    "/v1/make": make,
    "/v1/query": query,
    "/v1/trust-list": trust_list,
    "/v1/bundle": bundle,
    "/v1/openapi.json": openapi,
    "/health": health,
    "/metrics": metrics,
}
POST: Mapping[str, BodyDoor] = {
    "/v1/verify": verify,
    "/v1/declare-health": elsewhere,
    "/v1/declare-itinerary": elsewhere,
    "/v1/apply": elsewhere,
    "/v1/correct": elsewhere,
}
ALWAYS_OPEN = frozenset({"/health", "/metrics"})  # whoever watches must see an edge in trouble


def door_at(path: str) -> Door | None:
    """What answers a GET of the path."""
    return GET.get(path) or (status_list if path.startswith(STATUS) else None)


def wrong_door(edge: Edge, scope: Scope) -> Answer:
    """No such address, or not by this method."""
    path = scope.path
    allowed = [name for name, found in (("GET, HEAD", door_at(path)), ("POST", POST.get(path))) if found]
    if not allowed:
        return edge.desk.refuse(refusals.NoSuchDoor)
    status, headers, body = edge.desk.refuse(refusals.DoorOpensOtherwise)
    return status, [*headers, ("allow", ", ".join(allowed))], body


def network(edge: Edge, scope: Scope) -> str:
    """The network that asks."""
    return network_of(scope.client, scope.headers.get("x-forwarded-for"), edge.settings.proxies)


def _token(authorization: str | None) -> str | None:
    if authorization is None or not authorization.startswith(BEARER):
        return None
    return authorization[len(BEARER) :]


def _public(edge: Edge, scope: Scope, found: Resource | None) -> Answer:
    if found is None:
        return edge.desk.refuse(refusals.NotPublishedYet)
    edge.tally.counts["public"] += 1
    if scope.headers.get("if-none-match") == found.etag:
        return 304, found.headers, b""
    return 200, found.headers, found.body


async def _body(scope: Scope, proto: Proto) -> bytes | None:
    """The request's body; None when it is too long or too slow."""
    declared = scope.headers.get("content-length")
    if declared is not None and not (declared.isdigit() and int(declared) <= LARGEST):
        return None
    found = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in proto:
                found += chunk
                if len(found) > LARGEST:
                    return None
    except TimeoutError:
        return None
    return bytes(found)
