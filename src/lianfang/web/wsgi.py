"""What the web server runs, and how the store is brought up to date before it does."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.web.settings")

import django
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application


def bring_store_up_to_date() -> None:
    """Run the migrations that are new, and forget sessions that are over. Quick when there is nothing to do."""
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("clearsessions")


def __getattr__(name: str) -> object:
    """`application` is made when the server first asks for it, not when the command line imports this module."""
    if name != "application":
        raise AttributeError(name)
    globals()[name] = get_wsgi_application()
    return globals()[name]
