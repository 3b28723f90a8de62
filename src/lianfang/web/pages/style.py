"""The living style page: every component in its states, drawn by the same templates as the real pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianfang.web.presenters import SHAPES

TONES = (*SHAPES, "quiet")


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """All components."""
    return render(request, "pages/style.html", {"tones": TONES, "short_tones": ("go", "wait", "stop")})
