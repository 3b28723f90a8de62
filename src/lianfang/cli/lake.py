"""`lianfang lake …`: facts through time, from the command line."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from lianfang.cli.common import DONE, FAULTS, JsonOption, print_json, say
from lianfang.facts.lake.judging import Delivery
from lianfang.facts.lake.lake import Lake, make_lake
from lianfang.facts.lake.loading import load_folder
from lianfang.facts.lake.retention import retain as erase_old
from lianfang.facts.lake.retracting import retract as take_back
from lianfang.facts.lake.status import status_of
from lianfang.facts.lake.writer import LakeWriter, Receipt
from lianfang.kernel.clock import MachineClock, parse_moment
from lianfang.kernel.config import load

SHOWN = 20  # bad rows told for each table

lake_app = typer.Typer(help="Facts through time: load, append, retract, compact, retain, status.", no_args_is_help=True)

LakeOption = Annotated[Path, typer.Option("--lake", help="Folder of the lake.")]
SourceOption = Annotated[str, typer.Option("--source", help="Who says so; it stands beside every row.")]
WhenOption = Annotated[
    str | None,
    typer.Option("--at", help="When it is received, ISO 8601; now when not given."),
]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    for command in (load_tables, append, retract, compact, retain, status):
        lake_app.command("load" if command is load_tables else command.__name__)(command)
    app.add_typer(lake_app, name="lake")


def load_tables(
    folder: Annotated[Path, typer.Argument(help="Folder of tables: Parquet, CSV or Delta.")],
    lake: LakeOption,
    source: SourceOption = "loaded from a folder",
    at: WhenOption = None,
    as_json: JsonOption = False,
) -> int:
    """Receive every table of a folder; makes the lake when there is none. The same files again change nothing."""
    make_lake(lake, tables_at=load().lake_tables)
    with _writer(lake) as writer:
        receipts = load_folder(writer, folder, source=source, at=_at(at), progress=_progress)
    return _tell(receipts, as_json=as_json)


def append(
    table: Annotated[str, typer.Option("--table", help="The table the rows belong to.")],
    file: Annotated[Path, typer.Argument(help="CSV or Parquet file of rows.")],
    lake: LakeOption,
    source: SourceOption,
    batch: Annotated[str, typer.Option("--batch", help="A name for these rows; a batch is received once.")],
    at: WhenOption = None,
    retracted: Annotated[bool, typer.Option("--retracted", help="The rows take back what their keys say.")] = False,
    as_json: JsonOption = False,
) -> int:
    """Receive rows of one table: new facts, and later rows of a known key, which correct or end it."""
    with _writer(lake) as writer:
        arrived = writer.append([Delivery(table, file, source, batch, retracted=retracted)], at=_at(at))
    return _tell(list(arrived.receipts), as_json=as_json)


def retract(
    lake: LakeOption,
    batch: Annotated[str, typer.Option("--batch", help="The batch to take back whole.")],
    source: SourceOption,
    at: WhenOption = None,
    as_json: JsonOption = False,
) -> int:
    """Take back a batch: for each row of it that counts, what was known before counts again."""
    with _writer(lake) as writer:
        changes = take_back(writer, batch, source=source, at=_at(at))
    rows = {change.table: change.rows.num_rows for change in changes}
    if as_json:
        print_json({"batch": batch, "rows": rows})
    else:
        typer.echo("\n".join(f"{name}: {count:,} rows taken back" for name, count in rows.items()) or "Nothing to do.")
    return DONE


def compact(
    lake: LakeOption,
    tail_only: Annotated[bool, typer.Option("--tail", help="Only merge the small files that came last.")] = False,
) -> int:
    """Write the tables again sorted by person, the newest rows worked in. What is known changes at no moment."""
    with _writer(lake) as writer:
        for name, ledger in writer.ledgers.items():
            if ledger.version() >= 0:
                say(f"compacting {name}")
                ledger.merge_tail() if tail_only else ledger.settle(writer.connection)
    return DONE


def retain(
    lake: LakeOption,
    at: WhenOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be erased, and erase nothing.")] = False,
) -> int:
    """Erase rows past their days, and print the certificate."""
    with _writer(lake) as writer:
        certificate, people = erase_old(writer, at=_at(at), dry_run=dry_run)
    typer.echo(certificate.as_json(), nl=False)
    say(f"{len(people):,} people had rows past their days{'; nothing was erased' if dry_run else ''}.")
    return DONE


def status(lake: LakeOption, as_json: JsonOption = False) -> int:
    """What the lake holds: rows, batches, when the last came, how much is in the tail."""
    with Lake(lake, zone=load().city_zone) as there:
        found = status_of(there)
    if as_json:
        print_json(found)
        return DONE
    for table in found.tables:
        typer.echo(f"{table.name:<17}{table.rows:>14,} rows  {table.files:>5} files  {table.tail:>5} in the tail")
    typer.echo(
        f"{found.people:,} people in the index; {found.batches:,} batches; last received {found.last or 'never'}"
    )
    return DONE


def _writer(lake: Path) -> LakeWriter:
    config = load()
    memory = f"{int(config.memory_limit) // 2**20}MiB"
    return LakeWriter(lake, zone=config.city_zone, who="lianfang lake", memory_limit=memory)


def _at(text: str | None) -> datetime:
    return MachineClock().now() if text is None else parse_moment(text, zone=load().city_zone)


def _progress(what: str, count: int) -> None:
    say("building the index by person" if what == "index" else f"{what}: {count:,} rows")


def _tell(receipts: list[Receipt], *, as_json: bool) -> int:
    if as_json:
        print_json({"batches": [_plain(receipt) for receipt in receipts]})
    for receipt in receipts:
        state = f"{receipt.rows:,} rows, {receipt.rejected:,} left out" if receipt.new else "received before"
        if not as_json:
            typer.echo(f"{receipt.table}: {state}")
        for row in receipt.bad_rows[:SHOWN]:
            say(f"  {row.sentence('en')}")
    return FAULTS if any(receipt.rejected for receipt in receipts) else DONE


def _plain(receipt: Receipt) -> object:
    return {name: getattr(receipt, name) for name in ("batch", "table", "received_at", "rows", "rejected", "new")}
