"""`lianfang audit`: seal what waits, verify the log, print the public key, check an export that somebody was given."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from lianfang.cli.common import FAULTS, JsonOption, print_json, say
from lianfang.kernel.ledger_check import Fault

audit_app = typer.Typer(help="The audit log: seal, verify, key, check an export.", no_args_is_help=True)

SHOWN = 20


@audit_app.command("seal")
def seal() -> None:
    """Seal every row that waits, now. The supervised server does this by itself every half second."""
    audit, now = _room()
    total = 0
    while done := audit.seal_waiting(at=now()):
        total += done
    say(f"{total} rows sealed; {audit.waiting()} wait.")


@audit_app.command("verify")
def verify(as_json: JsonOption = False) -> None:
    """Name every row that was edited, taken away or put in, the first one first. Exit code 1 when there is one."""
    audit, _ = _room()
    first: list[Fault] = []
    count = 0
    for count, fault in enumerate(audit.wrong(seen=lambda rows: say(f"  {rows:,} rows looked at")), start=1):  # noqa: B007
        if len(first) < SHOWN:
            first.append(fault)
    rows, waiting = audit.sealed(), audit.waiting()
    if as_json:
        faults = [{"wrong": f.wrong, "chain": f.chain, "from": f.number, "to": f.last, "what": f.what} for f in first]
        print_json({"rows": rows, "waiting": waiting, "count": count, "first": faults})
    else:
        for fault in first:
            typer.echo(str(fault))
        typer.echo(f"{rows:,} rows sealed, {waiting:,} wait for their seal; faults: {count:,}.")
    if count:
        raise typer.Exit(FAULTS)


@audit_app.command("key")
def key() -> None:
    """Print the public key (PEM) with which strangers check exports and heads. Publish it."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    audit, _ = _room()
    public = audit.heads_here().key.private.public_key()
    typer.echo(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(), nl=False)


@audit_app.command("check")
def check(
    export: Annotated[Path, typer.Argument(help="The JSON file that was exported.")],
    public_key: Annotated[Path, typer.Option("--key", help="File of the public key, from `lianfang audit key`.")],
    as_json: JsonOption = False,
) -> None:
    """Check an export with the public key alone: its signature, and the seal of every row. Needs no store."""
    from lianfang.kernel.ledger_export import read_file
    from lianfang.kernel.ledger_key import public_key_in

    found = read_file(export, public_key_in(public_key))
    if as_json:
        print_json({"at": found.at, "by": found.by, "asked": found.asked, "rows": len(found.rows)})
    else:
        typer.echo(f"Signed {found.at.isoformat()} for {found.by}: {len(found.rows):,} rows, each as it was sealed.")


def _room() -> tuple[ModuleType, Callable[[], datetime]]:
    """The room and the machine's clock, with Django made ready."""
    from lianfang.web.wsgi import open_store  # Django is not for commands that need none of it

    open_store()
    from lianfang.domains.audit import public
    from lianfang.kernel.clock import MachineClock

    return public, MachineClock().now
