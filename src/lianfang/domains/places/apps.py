"""The room as Django knows it."""

from django.apps import AppConfig


class PlacesRoom(AppConfig):
    name = "lianfang.domains.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"
