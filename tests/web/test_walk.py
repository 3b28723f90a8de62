"""Every address, walked as a stranger and as every role, in and out of the area, and compared with the one table.

The first lock is the gate, by the table of routes. The second is in the room: walked again without the gate, a page
still does nothing for somebody without its right.
"""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from lianfang.kernel.roles import EVERY_ROLE, SCOPES, Role
from lianfang.web.routes import OPERATIONS, REACH, ROUTES, Route
from lianfang.web.routes.row import EVERYONE, MACHINES
from tests.given import CHAOYANG, CITY, DONGCHENG, a_bearer, a_browser
from tests.web.fake_city import FakeCity
from tests.web.walk_objects import ABSENT, MAKE

pytestmark = pytest.mark.django_db

# Three of the roles are walked each time, all of them with --thorough.
SOME = {Role.CITIZEN, Role.UNIT_OFFICER, Role.AUDITOR}
ROLES = [pytest.param(role, marks=() if role in SOME else pytest.mark.thorough) for role in sorted(EVERY_ROLE)]
# Pages that show nothing but what belongs to whoever asks, what everybody may know, or an empty form: the gate alone
# closes them.
GATE_ALONE = {"desk", "desk_find", "notices", "holidays", "city_lists", "city_list_example", "city_new"}
GATE = "lianfang.web.gate.Gate"
REFUSED = (401, 403)


def arguments(route: Route) -> list[object]:
    """What fills the address of a row with things that do not exist."""
    return [ABSENT.get(kind or "str", "absent") for kind in re.findall(r"<(?:(\w+):)?\w+>", route.path)]


def address(route: Route, values: list[object] | None = None) -> str:
    return reverse(route.name, args=arguments(route) if values is None else values)


def is_closed(answer: HttpResponse) -> bool:
    """Whether the door was shut: a refusal for somebody known, the way to the door for a stranger."""
    return answer.status_code in REFUSED or answer.headers.get("Location", "").startswith("/sign-in/?next=")


def every_name() -> Iterator[str]:
    """The name of everything Django would answer."""
    for pattern in get_resolver().url_patterns:
        if isinstance(pattern, URLPattern):
            yield str(pattern.name)
        elif isinstance(pattern, URLResolver):
            yield from (f"{pattern.namespace}:{inner.name}" for inner in pattern.url_patterns)


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    names = set(every_name())

    assert names - {"api:api-root"} == set(REACH)


def test_an_address_without_a_row_is_closed_to_everybody(city: FakeCity) -> None:
    browser = a_browser(Role.HEADQUARTERS)

    assert browser.get("/api/").status_code == 403
    assert Client().get("/api/").status_code == 403


def test_no_two_rows_share_a_name_or_an_address() -> None:
    names, paths = [route.name for route in ROUTES], [route.path for route in ROUTES]

    assert len(set(names)) == len(names)
    assert len(set(paths)) == len(paths)


def test_strangers_reach_what_is_open_to_everyone_and_nothing_else(city: FakeCity) -> None:
    browser = Client()
    reached = {route.name for route in ROUTES if not is_closed(browser.get(address(route)))}
    posted = {route.name for route in ROUTES if not route.to.strangers and not is_closed(browser.post(address(route)))}

    assert reached == {route.name for route in ROUTES if route.to.strangers}
    assert posted == set()


@pytest.mark.parametrize("role", ROLES)
def test_a_role_reaches_what_its_rows_say_and_nothing_else(role: Role, city: FakeCity) -> None:
    browser = a_browser(role, CITY)
    named = [route for route in ROUTES if route.to not in (EVERYONE, MACHINES)]

    reached = {route.name for route in named if not is_closed(browser.get(address(route)))}
    wrongly_posted = {
        route.name for route in named if role not in route.to.roles and not is_closed(browser.post(address(route)))
    }

    assert reached == {route.name for route in named if role in route.to.roles}
    assert wrongly_posted == set()


@pytest.mark.parametrize("role", ROLES)
def test_the_room_is_a_second_lock_behind_the_gate(role: Role, city: FakeCity, settings: object) -> None:
    settings.MIDDLEWARE = [name for name in django_settings.MIDDLEWARE if name != GATE]  # type: ignore[attr-defined]
    browser = a_browser(role, CHAOYANG)
    browser.raise_request_exception = False
    shut = [route for route in ROUTES if not route.to.admits({role}) and route.name not in GATE_ALONE]

    opened = {
        f"{method} {route.name}"
        for route in shut
        for method, ask in (("GET", browser.get), ("POST", browser.post))
        if ask(address(route)).status_code in (200, 204, 500)
    }

    assert opened == set()


@pytest.mark.parametrize("route", [route for route in ROUTES if route.placed], ids=lambda route: route.name)
def test_what_lies_elsewhere_answers_as_if_it_did_not_exist(route: Route, city: FakeCity) -> None:
    values = MAKE[route.name](CHAOYANG)
    for role in sorted(route.to.roles):
        elsewhere = a_browser(role, DONGCHENG)
        for ask in (elsewhere.get, elsewhere.post):
            theirs, absent = ask(address(route, values)), ask(address(route))
            assert theirs.status_code == absent.status_code, role
            assert theirs.status_code != 200
            assert _body(theirs, values) == _body(absent, values), role


def test_in_the_area_a_placed_page_opens(city: FakeCity) -> None:
    readable = [route for route in ROUTES if route.placed and route.name == "staff_member"]

    for route in readable:
        for role in sorted(route.to.roles):
            assert a_browser(role, CHAOYANG).get(address(route, MAKE[route.name](CHAOYANG))).status_code == 200


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_an_operation_opens_to_a_token_with_its_scope_and_to_nobody_else(operation: object) -> None:
    url = "/api/" + re.sub(r"\{[^}]*\}", "absent", operation.path)  # type: ignore[attr-defined]
    method, scope = operation.method, operation.scope  # type: ignore[attr-defined]

    def status(**headers: str) -> int:
        return Client().generic(method, url, headers=headers).status_code

    others = SCOPES - {scope}
    assert status() == 401
    assert status(Authorization="Bearer nonsense") == 401
    assert a_browser(Role.HEADQUARTERS).generic(method, url).status_code == 401
    if scope:
        assert status(Authorization=a_bearer(others or {"nothing.at_all"})) == 403
    assert status(Authorization=a_bearer({scope} if scope else SCOPES)) not in (401, 403, 500)


def _body(answer: HttpResponse, values: list[object]) -> str:
    """What an answer says, without what differs from one request to the next and without what was asked for."""
    body = re.sub(r'value="[^"]{64}"|data-clock="[^"]*"|name="next" value="[^"]*"', "", answer.content.decode())
    asked = "|".join(re.escape(str(value)) for value in (*values, *ABSENT.values()))
    return re.sub(rf"\b(?:{asked})\b", "#", body)
