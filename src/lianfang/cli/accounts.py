"""`lianfang accounts`: the first account of a city; everybody after it is invited on the page of staff."""

from typing import Annotated

import typer

accounts_app = typer.Typer(help="Accounts: the first one of a city.", no_args_is_help=True)


@accounts_app.callback()
def accounts() -> None:
    """Accounts: the first one of a city."""


@accounts_app.command("first")
def first(
    username: Annotated[str, typer.Option(help="Name to sign in with: small letters, digits, dots and dashes.")],
    name: Annotated[str, typer.Option(help="Name that colleagues see.")],
    area: Annotated[str, typer.Option(help="The city's area code, e.g. 110000.")],
) -> None:
    """Invite the first member of headquarters and print the invitation's code, once. Refused when anybody is there."""
    from lianfang.web.wsgi import bring_store_up_to_date  # Django is not for commands that need none of it

    bring_store_up_to_date()
    from lianfang.domains.accounts import public as room
    from lianfang.kernel.clock import MachineClock

    now = MachineClock().now()
    code = room.invite_first(username=username, name=name, area=area, at=now, now=now)
    typer.echo(code)
