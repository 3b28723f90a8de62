"""The room as Django knows it."""

from django.apps import AppConfig


class CaseworkRoom(AppConfig):
    name = "lianfang.domains.casework"
    label = "casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the room's own kind of matter, and that who leaves hands over what they have."""
        from lianfang.domains.accounts import public as accounts
        from lianfang.domains.casework.queries.lists import in_hands_of
        from lianfang.domains.casework.states import register
        from lianfang.domains.casework.states.request import REQUEST

        register(REQUEST)
        accounts.register_open_work("casework", in_hands_of)
