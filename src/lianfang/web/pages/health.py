"""Whether the platform can answer. Says nothing about anyone."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from lianfang.kernel.refusals import Refusal
from lianfang.web.installation import here


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 when the store and the policy answer, 503 naming which does not."""
    parts = {"store": _store_answers(), "city": _city_answers(request)}
    well = all(parts.values())
    release = request.pack.release if parts["city"] else None
    body = {"well": well, "parts": {name: "ok" if ok else "down" for name, ok in parts.items()}, "release": release}
    return JsonResponse(body, status=200 if well else 503)


def _store_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone())
    except DatabaseError:
        return False


def _city_answers(request: HttpRequest) -> bool:
    try:
        return bool(here().city_at(request.reader.now).pack.release)
    except (Refusal, OSError):
        return False
