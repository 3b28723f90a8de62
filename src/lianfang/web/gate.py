"""Who acts in a request, and whether the table of routes lets them reach the page. What has no row is closed."""

import logging
from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from lianfang.domains.accounts import public as accounts
from lianfang.kernel.actors import NotPermitted
from lianfang.kernel.personal import Personal
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words
from lianfang.web import errors
from lianfang.web.reader import MACHINE
from lianfang.web.routes import REACH

log = logging.getLogger("lianfang.web")

Next = Callable[[HttpRequest], HttpResponse]


class SignInFirst(Refusal):
    code = "sign-in-first"
    says = Words("登录以后才能使用。", "This is open to people who are signed in.")
    remedy = Words(
        "请先登录再试；刚才的操作没有执行。", "Sign in, then try again; what you were doing has not been done."
    )
    status = 401


class WhoActs:
    """Gives the request `who` (None: a stranger), `actor`, `address`, and two clocks: the city's and the machine's."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.clock, request.machine = request.reader.clock, MACHINE
        request.address = Personal(_address(request))
        key = request.session.session_key
        request.who = accounts.who(key, at=request.clock.now(), now=request.machine.now())
        request.actor = request.who.actor if request.who else accounts.STRANGER
        request.reaches = partial(_reaches, request.who)
        return self.get_response(request)


def _address(request: HttpRequest) -> str:
    """Where a request comes from: read as far from the end of X-Forwarded-For as the city has proxies in front."""
    proxies = settings.CONFIG.proxies
    passed = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if proxies and len(passed) >= proxies and passed[-proxies]:
        return passed[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))


class Gate:
    """Closes every page to those whom its row does not name."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """None to let the request through; a redirection or a refusal otherwise."""
        match = request.resolver_match
        reach = REACH.get(match.view_name) if match else None
        if reach is None:
            log.error("web.no_row page=%s", match.view_name if match else "(no page)")
            return errors.present(request, NotPermitted())
        if reach.admits(request.who.roles if request.who else None):
            return None
        if request.who is not None:
            return errors.present(request, NotPermitted())
        return _to_the_door(request)


def _reaches(who: accounts.Who | None, name: str) -> bool:
    """Whether somebody's roles may come to the page of that name, and there is one."""
    reach = REACH.get(name)
    return reach is not None and reach.admits(who.roles if who else None)


def _to_the_door(request: HttpRequest) -> HttpResponse:
    if request.method == "GET" and not errors.wants_part(request):
        return HttpResponseRedirect(f"{reverse('sign_in')}?{urlencode({'next': request.path})}")
    return errors.present(request, SignInFirst())
