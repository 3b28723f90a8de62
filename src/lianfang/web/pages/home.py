"""The first page: what this is, who to be, where to go."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianfang.web import reader
from lianfang.web.installation import STRANGER, here

DOORS = (("me", "me"), ("trip", "trip"), ("places", "places"), ("policy", "policy"), ("traveller", "traveller"))


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, the example people, and the doors to the other pages."""
    context = {
        "doors": DOORS,
        "people": here().people,
        "stranger": STRANGER,
        "chosen": request.session.get(reader.PERSON),
    }
    return render(request, "pages/home.html", context)
