"""The room as Django knows it."""

from django.apps import AppConfig


class WorkRoom(AppConfig):
    name = "lianfang.domains.work"
    label = "work"
    default_auto_field = "django.db.models.BigAutoField"
