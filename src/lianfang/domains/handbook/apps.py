"""The room as Django knows it."""

from django.apps import AppConfig


class HandbookRoom(AppConfig):
    name = "lianfang.domains.handbook"
    label = "handbook"
    default_auto_field = "django.db.models.BigAutoField"
