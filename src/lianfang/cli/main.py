"""The `lianfang` command: every room's commands, and one way to refuse."""

from importlib.metadata import version
from typing import Annotated, Any

import duckdb
import typer

from lianfang.cli import (
    accounts,
    audit,
    bench,
    decide,
    demo_city,
    edge,
    facts_import,
    holders,
    lake,
    load,
    people,
    policy_check,
    policy_show,
    preview,
    serve,
    snapshot,
    worker,
    zones,
)
from lianfang.cli.common import INTERRUPTED, REFUSED, refuse, say
from lianfang.cli.credentials import credentials_app
from lianfang.cli.facts import facts_app
from lianfang.cli.keys import keys_app
from lianfang.cli.speaking import OWN, speak, with_language
from lianfang.cli.stopping import stoppable
from lianfang.kernel.reasons import reason
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

app = typer.Typer(
    help="Lianfang: one policy, everywhere at once.", no_args_is_help=True, pretty_exceptions_enable=False
)
policy_app = typer.Typer(help="Policy packs: check, show, diff.", no_args_is_help=True)


_UsageError: type[Any] = typer.BadParameter.__mro__[2]  # Typer keeps its own copy of Click: its ClickException


INTERRUPTION = Words("已中断；没有留下写了一半的东西。", "Interrupted; nothing half-written was left.")


class EngineStopped(Refusal):
    code = "engine-stopped"
    says = Words("计算中断：{why}。", "The engine stopped: {why}.")
    remedy = Words(
        "什么都没有写出。请放宽内存上限（LIANFANG_MEMORY_LIMIT）或腾出磁盘空间，再运行一次。",
        "Nothing was written. Allow more memory (LIANFANG_MEMORY_LIMIT) or free disk space, then run it again.",
    )


def _version(asked: bool) -> None:
    if asked:
        typer.echo(version("lianfang"))
        raise typer.Exit


@app.callback()
def lianfang(
    show: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")] = False,
) -> None:
    """Lianfang: one policy, everywhere at once."""


policy_check.add_to(policy_app)
policy_show.add_to(policy_app)
facts_import.add_to(facts_app)
app.add_typer(policy_app, name="policy")
app.add_typer(facts_app, name="facts")
app.add_typer(credentials_app, name="credentials")
app.add_typer(keys_app, name="keys")
app.add_typer(audit.audit_app, name="audit")
app.add_typer(accounts.accounts_app, name="accounts")
app.add_typer(people.people_app, name="people")
for room in (decide, preview, zones, snapshot, holders, edge, demo_city, serve, lake, worker, load, bench):
    room.add_to(app)


def run(arguments: list[str] | None = None) -> int:
    """Run the command and give its exit code; bad input is a sentence and a next step, never a traceback."""
    speak(OWN)
    try:
        with stoppable():
            code = with_language(app)(args=arguments, standalone_mode=False)
        if code == INTERRUPTED:  # Typer takes Ctrl-C without a word
            say(INTERRUPTION)
        return code if isinstance(code, int) else 0
    except Refusal as refusal:
        return refuse(refusal)
    except _UsageError as error:
        error.show()
        return REFUSED
    except (KeyboardInterrupt, typer.Abort, duckdb.InterruptException):
        say(INTERRUPTION)
        return INTERRUPTED
    except duckdb.Error as error:
        return refuse(EngineStopped(why=reason(error)))
    except BrokenPipeError:
        return 0
