"""Every “no” and every fault, shown in one place: a page for people, a fragment for HTMX, JSON for machines."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from lianfang.kernel.refusals import Refusal
from lianfang.web import words

ERROR_TEMPLATE = "pages/error.html"


def present(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The answer to a refusal, with the same facts through every door."""
    language = _language(request)
    says, remedy = refusal.sentence(language), refusal.next_step(language)
    return _answer(request, status=refusal.status, code=refusal.code, title=None, says=says, remedy=remedy)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 — Django passes it
    """400. The exception's text is not shown: it may quote what was sent."""
    return _error(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 — Django passes it
    """403."""
    return _error(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 — Django passes it
    """403 for a form whose safety check failed."""
    return _error(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 — Django passes it
    """404. The address is not repeated."""
    return _error(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours."""
    return _error(request, 500)


def _error(request: HttpRequest, status: int) -> HttpResponse:
    language = _language(request)
    title, says, remedy = (words.text(f"errors.{status}{part}", language) for part in ("", "_says", "_next"))
    return _answer(request, status=status, code=f"http-{status}", title=title, says=says, remedy=remedy)


def _answer(request: HttpRequest, *, status: int, code: str, title: str | None, says: str, remedy: str) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"code": code, "detail": says, "next": remedy}, status=status)
    context = {
        "code": code,
        "title": title or words.text("errors.title", _language(request)),
        "says": says,
        "remedy": remedy,
    }
    if "HX-Request" in request.headers:
        fragment = render(request, "parts/refusal.html", context, status=status)
        fragment["HX-Retarget"] = "#refusal"
        fragment["HX-Reswap"] = "innerHTML"
        fragment["HX-Reselect"] = ".say"
        return fragment
    return render(request, ERROR_TEMPLATE, context, status=status)


def wants_part(request: HttpRequest) -> bool:
    """Whether a machine or a part of a page asks: neither can follow a redirection to a form."""
    return _wants_json(request) or "HX-Request" in request.headers


def _wants_json(request: HttpRequest) -> bool:
    accepts = request.headers.get("Accept", "")
    return request.path.startswith("/api/") or ("application/json" in accepts and "text/html" not in accepts)


def _language(request: HttpRequest) -> str:
    reading = getattr(request, "reader", None)
    return reading.language if reading else "zh"
