"""`lianfang edge`: the fast reader of codes. `lianfang edge prepare`: the words of a policy, for it to read."""

import os
from pathlib import Path
from typing import Annotated

import typer

from lianfang.cli.common import PackOption, open_pack, say
from lianfang.cli.speaking import in_words
from lianfang.kernel.config import load
from lianfang.kernel.words import Words

READY = Words(
    "{people} 人，序号 {sequence}，{minutes} 分钟前判定；{workers} 个进程。",
    "{people} people, sequence {sequence}, decided {minutes} minutes ago; {workers} processes.",
)
PREPARED = Words("版本 {release} 的文字在 {file}。", "Words of release {release} are in {file}.")


def add_to(app: typer.Typer) -> None:
    """Register the group of commands."""
    edge_app = typer.Typer(help="The edge: signed codes from a snapshot, without a database.")
    edge_app.callback(invoke_without_command=True)(edge)
    edge_app.command("prepare")(prepare)
    app.add_typer(edge_app, name="edge")


def edge(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on; 127.0.0.1 unless set.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 8001 unless set.")] = None,
    workers: Annotated[int | None, typer.Option(help="Processes, all on one port; 1 unless set.")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder that holds the snapshot; var unless set.")] = None,
) -> None:
    """Serve codes until told to end (SIGTERM). SIGHUP replaces the processes one by one, and nobody waits."""
    if context.invoked_subcommand is not None:
        return
    asked = {"EDGE_HOST": host, "EDGE_PORT": port, "EDGE_WORKERS": workers, "DATA_DIR": data}
    os.environ.update({f"LIANFANG_{name}": str(value) for name, value in asked.items() if value is not None})
    config = load()
    from lianfang.edge.serving import Listening, serve  # the server is not for commands that need none
    from lianfang.edge.settings import EdgeSettings
    from lianfang.edge.trying import try_out
    from lianfang.web.supervisor import must_be_free

    must_be_free(config.edge_host, config.edge_port)  # several may listen on one port, as our processes do
    settings = EdgeSettings.of(config)
    seen = try_out(settings, config)
    minutes = round(seen.age.total_seconds() / 60)
    told = READY.filled(people=f"{seen.people:,}", sequence=seen.sequence, minutes=minutes, workers=config.edge_workers)
    say(in_words(told))
    serve(Listening(config.edge_host, config.edge_port, config.edge_workers), settings)


def prepare(
    pack: PackOption,
    data: Annotated[Path | None, typer.Option(help="Folder that holds the snapshot; var unless set.")] = None,
) -> None:
    """Write the words of a policy's release for the edge: rules, notices, duties, and how long codes live."""
    from lianfang.edge.preparing import prepare as write_words

    file = write_words(open_pack(pack), (data or load().data_dir) / "edge")
    typer.echo(in_words(PREPARED.filled(release=file.stem[:12], file=file)))
