"""What the web server runs, and how the store is brought up to date before it does."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.web.settings")

import django
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, connection

from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words


class StoreNotReady(Refusal):
    code = "store-not-ready"
    says = Words("业务数据库连不上，或者还没有建立。", "The operational store cannot be reached, or was never made.")
    remedy = Words(
        "请核对 LIANFANG_DATABASE_URL 或 LIANFANG_DATA_DIR 指向正确；“lianfang serve”会建立它。",
        "See that LIANFANG_DATABASE_URL or LIANFANG_DATA_DIR names the right one; `lianfang serve` makes it.",
    )
    status = 503


def set_up() -> None:
    """Make Django ready. Refuses where the audit log's key or the place of its heads is missing: safety 7."""
    django.setup()
    from lianfang.domains.audit import public as audit

    audit.must_be_kept()


def open_store() -> None:
    """Make Django and a store that was made before ready, for a command. Raises StoreNotReady."""
    set_up()
    try:
        made = "audit_row" in connection.introspection.table_names()
    except DatabaseError:
        made = False
    if not made:
        raise StoreNotReady


def bring_store_up_to_date() -> None:
    """Run the migrations that are new, and forget sessions that are over. Quick when there is nothing to do."""
    set_up()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("clearsessions")


def __getattr__(name: str) -> object:
    """`application` is made when the server first asks for it, not when the command line imports this module."""
    if name != "application":
        raise AttributeError(name)
    set_up()
    globals()[name] = get_wsgi_application()
    return globals()[name]
