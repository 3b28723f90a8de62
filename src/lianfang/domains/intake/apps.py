"""The room as Django knows it."""

from django.apps import AppConfig


class IntakeRoom(AppConfig):
    name = "lianfang.domains.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"
