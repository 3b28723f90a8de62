"""The room as Django knows it."""

from django.apps import AppConfig


class AuditRoom(AppConfig):
    name = "lianfang.domains.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
