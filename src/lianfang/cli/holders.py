"""`lianfang holders status|ship|apply|sweep`: who holds tokens, carried to edges on other machines."""

from pathlib import Path
from typing import Annotated

import typer

from lianfang.cli.common import JsonOption, print_json
from lianfang.cli.speaking import in_words
from lianfang.kernel.clock import Clock, MachineClock
from lianfang.kernel.words import Words
from lianfang.snapshots.holders import Holders
from lianfang.snapshots.holders_shipping import HoldersShipped, apply_holders, ship_holders

SWEPT = Words("清除了 {count} 个过期令牌。", "{count} tokens had run out and are gone.")
HELD = Words(
    "序号 {sequence}；令牌 {tokens} 个；被收回的码 {revoked} 人。",
    "Sequence {sequence}; {tokens} tokens are held; the codes of {revoked} people are revoked.",
)
ALL, CHANGES = Words("全部持码人", "All holders"), Words("{count} 项变更", "{count} changes")
SHIPPED = Words(
    "{what}，至序号 {sequence}；共有令牌 {tokens} 个。", "{what}, up to sequence {sequence}; {tokens} tokens are held."
)
FolderArgument = Annotated[Path, typer.Argument(help="Folder of the store of holders, e.g. var/holders.")]


def add_to(app: typer.Typer, *, clock: Clock | None = None) -> None:
    """Register the group of commands. `clock` tells which tokens have run out."""
    shown = clock or MachineClock()
    holders_app = typer.Typer(help="Holders of tokens: carried to edges on other machines.", no_args_is_help=True)
    holders_app.command()(status)
    holders_app.command()(ship)
    holders_app.command("apply")(take)

    @holders_app.command()
    def sweep(folder: FolderArgument) -> None:
        """Remove tokens that have run out."""
        with Holders(folder) as holders:
            gone = holders.forget_run_out(shown.now())
        typer.echo(in_words(SWEPT.filled(count=gone)))

    app.add_typer(holders_app, name="holders")


def status(folder: FolderArgument, as_json: JsonOption = False) -> None:
    """Say how many tokens are held, whose codes are revoked by number alone, and after which sequence."""
    with Holders(folder) as holders:
        told = {
            "sequence": holders.sequence(),
            "tokens": holders.count(),
            "revoked": len(holders.revoked_ordinals()),
        }
    print_json(told) if as_json else typer.echo(in_words(HELD.filled(**told)))


def ship(
    folder: FolderArgument,
    out: Annotated[Path, typer.Option("--out", help="File to write.")],
    after: Annotated[
        int | None, typer.Option("--after", min=0, help="Only the changes after this sequence; all when not given.")
    ] = None,
) -> None:
    """Write all holders, or the latest changes, to one file for another machine. It tells nothing without tokens."""
    _tell(ship_holders(folder, out, after=after))


def take(folder: FolderArgument, file: Annotated[Path, typer.Argument(help="File that was shipped.")]) -> None:
    """Take a shipped file into the store here. In order: a gap is refused; the same file twice changes nothing."""
    _tell(apply_holders(folder, file))


def _tell(shipped: HoldersShipped) -> None:
    what = ALL if shipped.changes is None else CHANGES.filled(count=shipped.changes)
    typer.echo(in_words(SHIPPED.filled(what=what, sequence=shipped.sequence, tokens=shipped.tokens)))
