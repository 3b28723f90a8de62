"""The room as Django knows it."""

from django.apps import AppConfig


class AccountsRoom(AppConfig):
    name = "lianfang.domains.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
