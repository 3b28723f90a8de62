"""`lianfang serve`: one supervised command, one address. Makes the demonstration city and the store when they lack."""

import os
from pathlib import Path
from secrets import token_urlsafe
from typing import Annotated

import typer

from lianfang.cli.common import say
from lianfang.decisions.installed import facts_folder
from lianfang.facts.demo import make_demo_city
from lianfang.facts.lake.lake import is_lake
from lianfang.kernel.config import Config
from lianfang.kernel.config import load as load_config
from lianfang.kernel.words import Words
from lianfang.web.installation import must_be_demonstration
from lianfang.web.supervisor import Program, decisions, must_be_free, supervise, web_server, worker

SEED = 1
TENTHS = 10


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("serve")(serve)


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; 127.0.0.1 unless set.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 8000 unless set.")] = None,
    data: Annotated[
        Path | None, typer.Option(help="Folder for everything the platform writes; var unless set.")
    ] = None,
    people: Annotated[int, typer.Option(help="People of the demonstration city, when it has to be made.")] = 20_000,
) -> None:
    """Serve the pages. On first start the demonstration city is made; later starts are quick."""
    config = _config(host=host, port=port, data=data)
    programs = _prepared(config, people=people)
    from lianfang.web.rounds import going

    with going():
        code = supervise(*programs, say=say)
    raise typer.Exit(code)


def _config(*, host: str | None, port: int | None, data: Path | None) -> Config:
    """The settings, with what was asked for on the command line before what the environment says."""
    asked = {"HOST": host, "PORT": port, "DATA_DIR": data}
    os.environ.update({f"LIANFANG_{name}": str(value) for name, value in asked.items() if value is not None})
    return load_config()


def _prepared(config: Config, *, people: int) -> tuple[Program, ...]:
    """Everything ready to serve: the port free, the facts there, the store up to date."""
    from lianfang.web.wsgi import bring_store_up_to_date  # Django is not for commands that need none of it

    must_be_free(config.host, config.port)
    config.data_dir.mkdir(parents=True, exist_ok=True)
    if config.demonstration:
        _demonstration_city(config, people=people)
    bring_store_up_to_date()
    if config.demonstration:
        _demonstration_rooms(config)
    secret = config.secret_key.get_secret_value() if config.secret_key else token_urlsafe(48)
    programs = [web_server(config.host, config.port, secret=secret), worker("1", secret=secret)]
    if config.demonstration or is_lake(config.data_dir / "lake"):
        programs.append(decisions(facts_folder(config.data_dir) if config.demonstration else None))
    return tuple(programs)


def _demonstration_city(config: Config, *, people: int) -> None:
    """The made-up city, made at the first start. Safety 12: real data is refused here, before anything is served."""
    folder = facts_folder(config.data_dir)
    if not folder.exists():
        told = Words(
            f"正在 {folder} 生成 {people:,} 名虚构人物的演示城市……",
            f"Making a demonstration city of {people:,} invented people in {folder} …",
        )
        say(told)
        make_demo_city(folder, people=people, seed=SEED, progress=_Tenths().show)
    must_be_demonstration(folder)


def _demonstration_rooms(config: Config) -> None:
    """What the rooms of the made-up city hold, made at the first start."""
    from lianfang.decisions.installed import pack_folder
    from lianfang.policy.packs import read_pack
    from lianfang.web.demonstration import fill_rooms

    fill_rooms(config, city=read_pack(pack_folder()).jurisdiction, say=say)


class _Tenths:
    """Progress on standard error, a line for each tenth."""

    def __init__(self) -> None:
        self.said = 0

    def show(self, done: int, total: int) -> None:
        """Say so when another tenth is done."""
        tenth = done * TENTHS // total
        if tenth > self.said:
            self.said = tenth
            say(Words(f"  已生成 {done:,}/{total:,} 人", f"  {done:,} of {total:,} people"))
