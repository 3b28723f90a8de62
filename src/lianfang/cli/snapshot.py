"""`lianfang snapshot build|status|show|ship|apply`: decisions published for the edge, and carried to other machines."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Annotated

import pyarrow as pa
import typer
from pyarrow import parquet
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from lianfang.cli.common import AtOption, JsonOption, PersonOption, print_json
from lianfang.cli.speaking import in_words
from lianfang.kernel.clock import CITY_ZONE, Clock, MachineClock, parse_moment
from lianfang.kernel.reasons import reason
from lianfang.kernel.words import Words
from lianfang.snapshots.model import Header
from lianfang.snapshots.publish import publish_whole
from lianfang.snapshots.reader import Reader
from lianfang.snapshots.refusals import NoSnapshot, NotDecisions
from lianfang.snapshots.shipping import Shipped, apply, ship_changes, ship_whole

BATCH = 131_072
NOT_PARQUET = Words("不是 Parquet 文件", "it is not a Parquet file")
FolderArgument = Annotated[Path, typer.Argument(help="Folder of the snapshot.")]


def add_to(app: typer.Typer, *, clock: Clock | None = None) -> None:
    """Register the group of commands. `clock` tells how old a snapshot is."""
    shown = clock or MachineClock()
    snapshot_app = typer.Typer(help="Snapshots: decisions as the edge reads them.", no_args_is_help=True)
    for command in (build, show, ship):
        snapshot_app.command()(command)
    snapshot_app.command("apply")(take)

    @snapshot_app.command()
    def status(folder: FolderArgument, as_json: JsonOption = False) -> None:
        """Say what a snapshot holds, since when, and how old it is."""
        with Reader(folder) as reader:
            told = {**_header(reader.header), "people": reader.people, "age_seconds": _age(reader, shown.now())}
        print_json(told) if as_json else typer.echo("\n".join(f"{name}: {value}" for name, value in told.items()))

    app.add_typer(snapshot_app, name="snapshot")


def build(
    decisions: Annotated[Path, typer.Option("--decisions", help="Parquet file that `lianfang evaluate` wrote.")],
    into: Annotated[Path, typer.Option("--into", help="Folder of the snapshot; made when it is not there.")],
    at: AtOption,
    next_release: Annotated[
        str | None, typer.Option("--next-release", help="Moment at which the next release takes force, if known.")
    ] = None,
    data_version: Annotated[
        str | None, typer.Option("--data-version", help="Name of the facts' version; the file's hash when not given.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Publish everyone's decisions as the next whole snapshot. Readers go over to it when all of it is on the disk."""
    header = Header(
        release="",
        data_version=data_version or _hash(decisions),
        computed_at=parse_moment(at, zone=CITY_ZONE),
        sequence=_next(into),
        next_release_at=parse_moment(next_release, zone=CITY_ZONE) if next_release else None,
    )
    with _opened(decisions) as file:
        header = replace(header, release=_release(file))
        published = _publish(file, into, header)
    if as_json:
        print_json(_header(published) | {"people": file.metadata.num_rows})
    else:
        told = Words(
            f"已向 {into} 发布 {file.metadata.num_rows:,} 人的判定，序号 {published.sequence}。",
            f"Published {file.metadata.num_rows:,} people to {into} as sequence {published.sequence}.",
        )
        typer.echo(in_words(told))


def show(folder: FolderArgument, person: PersonOption) -> None:
    """Print what the snapshot says of one person, as one JSON object. Without a record there is no colour either."""
    with Reader(folder) as reader:
        standing = reader.get(person)
        print_json({"header": _header(reader.header), "known": standing is not None, "standing": standing})


def ship(
    folder: FolderArgument,
    out: Annotated[Path, typer.Option("--out", help="File to write.")],
    after: Annotated[
        int | None, typer.Option("--after", min=0, help="Only the changes after this sequence; all when not given.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Write the snapshot, or its latest changes, to one file for another machine."""
    _tell(ship_whole(folder, out) if after is None else ship_changes(folder, out, after=after), as_json)


def take(
    folder: FolderArgument,
    file: Annotated[Path, typer.Argument(help="File that was shipped.")],
    as_json: JsonOption = False,
) -> None:
    """Take a shipped file into the snapshot here. In order: a gap is refused; the same file twice changes nothing."""
    _tell(apply(folder, file), as_json)


def _tell(shipped: Shipped, as_json: bool) -> None:
    if as_json:
        print_json(_header(shipped.header) | {"bytes": shipped.bytes, "changes": shipped.frames})
        return
    changes = Words(f"{shipped.frames} 次变更", f"{shipped.frames} changes")
    what = Words("完整快照", "whole snapshot") if shipped.frames is None else changes
    told = Words("{what}，到序号 {sequence}，{bytes:,} 字节", "{what}, up to sequence {sequence}, {bytes:,} bytes")
    typer.echo(in_words(told.filled(what=what, sequence=shipped.header.sequence, bytes=shipped.bytes)))


def _publish(file: parquet.ParquetFile, into: Path, header: Header) -> Header:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("people", total=file.metadata.num_rows)
        return publish_whole(into, _batches(file), header, progress=lambda people: bar.update(task, completed=people))


def _batches(file: parquet.ParquetFile) -> Iterator[pa.RecordBatch]:
    wanted = [name for name in file.schema_arrow.names if name != "release"]
    yield from file.iter_batches(BATCH, columns=wanted)


def _opened(path: Path) -> parquet.ParquetFile:
    try:
        return parquet.ParquetFile(path)
    except (OSError, pa.ArrowException) as error:
        raise NotDecisions(why=_of(path, reason(error) if isinstance(error, OSError) else NOT_PARQUET)) from None


def _release(file: parquet.ParquetFile) -> str:
    """The one release that decided everyone. Raises NotDecisions."""
    if "release" not in file.schema_arrow.names:
        raise NotDecisions(why=Words("缺少 release 列", "the column release is missing"))
    found: set[str] = set()
    for batch in file.iter_batches(BATCH, columns=["release"]):
        found.update(batch.column(0).unique().to_pylist())
    if len(found) != 1:
        raise NotDecisions(
            why=Words(f"由 {len(found)} 个政策版本判定，而不是一个", f"{len(found)} releases decided them, not one")
        )
    return str(found.pop())


def _hash(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise NotDecisions(why=_of(path, reason(error))) from None


def _of(path: Path, why: Words) -> Words:
    return Words(f"{path.name}：{why.zh}", f"{path.name}: {why.en}")


def _next(folder: Path) -> int:
    try:
        with Reader(folder) as reader:
            return reader.header.sequence + 1
    except NoSnapshot:
        return 1


def _header(header: Header) -> dict[str, object]:
    return {
        "release": header.release,
        "data_version": header.data_version,
        "computed_at": header.computed_at,
        "sequence": header.sequence,
        "next_release_at": header.next_release_at,
        "whole": header.whole,
    }


def _age(reader: Reader, at: datetime) -> int:
    return round(reader.age(at).total_seconds())
