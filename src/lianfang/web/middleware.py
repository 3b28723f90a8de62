"""What happens around every page: the log line, the headers, who reads and at what time, and refusals."""

import logging
from collections.abc import Callable
from time import monotonic

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from lianfang.kernel.refusals import Refusal
from lianfang.web import errors, reader
from lianfang.web.installation import here

log = logging.getLogger("lianfang.web")

Next = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # Bootstrap draws the arrows of its form controls from data: pictures
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class AccessLog:
    """One line a request: the page's name, the answer, the time it took. Names come from our own list of pages."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = monotonic()
        response = self.get_response(request)
        match = request.resolver_match
        page = match.view_name if match else "(no page)"
        if not (response.status_code < 400 and request.path.startswith("/static/")):
            took = round(1000 * (monotonic() - begun))
            log.info("web.page page=%s method=%s status=%s ms=%s", page, _method(request), response.status_code, took)
        return response


class SafetyHeaders:
    """The same safe headers on everything, static files and errors included. Pages about people are never stored."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class Reader:
    """Gives the request its clock, its language and its look, and the policy (read when first asked for)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.reader = reader.of(request)
        request.pack = SimpleLazyObject(lambda: here().pack_at(request.reader.now))
        request.releases = here().releases
        return self.get_response(request)


class Refusals:
    """Turns a refusal raised by any page into its answer, in one place."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page, fragment or JSON of a Refusal; None for anything else, which becomes a 500."""
        if isinstance(exception, Refusal):
            return errors.present(request, exception)
        log.error("web.fault", exc_info=exception)
        return None


def _method(request: HttpRequest) -> str:
    known = ("GET", "POST", "HEAD", "OPTIONS")
    return request.method if request.method in known else "other"
