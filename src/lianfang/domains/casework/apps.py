"""The room as Django knows it."""

from django.apps import AppConfig


class CaseworkRoom(AppConfig):
    name = "lianfang.domains.casework"
    label = "casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the room's own kind of matter."""
        from lianfang.domains.casework.states import register
        from lianfang.domains.casework.states.request import REQUEST

        register(REQUEST)
