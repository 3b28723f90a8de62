"""The room as Django knows it."""

from django.apps import AppConfig


class PeopleRoom(AppConfig):
    name = "lianfang.domains.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
