"""Django's address book, made from the one table of routes."""

from django.urls import path

from lianfang.web import errors
from lianfang.web.api import api
from lianfang.web.routes import ROUTES

urlpatterns = [*(path(route.path, route.view, name=route.name) for route in ROUTES), path("api/", api.urls)]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.broken
