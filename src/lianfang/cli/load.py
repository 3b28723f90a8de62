"""`lianfang load`: a rehearsal of the worst morning, against an edge on this machine."""

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from lianfang.bench.edge.city import TOKENS, make_city
from lianfang.bench.morning.play import Morning, Show, play
from lianfang.bench.morning.score import Score, Times
from lianfang.bench.morning.target import people_in, target_at
from lianfang.cli.common import FAULTS, JsonOption, PackOption, open_pack, print_json
from lianfang.cli.files import FileNotUsable
from lianfang.cli.speaking import in_words
from lianfang.kernel.config import DEMONSTRATION_NOW
from lianfang.kernel.words import Words

TITLE = Words("演练：每秒 {rate} 人次，{seconds} 秒", "A morning: {rate} arrivals/s, {seconds} s")
SENT, RETRIED = Words("发出的询问", "questions sent"), Words("被推迟后再问", "asked again after being put off")
ACCEPTED, PUT_OFF = Words("已回答，耗时", "accepted,"), Words("被推迟，耗时", "put off,")
WRONG, NOT_SENT = Words("答错", "wrong answers"), Words("本机来不及发出", "arrivals this machine could not play")
OUTCOMES = {
    "answered": Words("已回答", "answered"),
    "unchanged": Words("无变化", "unchanged"),
    "not known": Words("令牌不认识", "token not known"),
    "too often": Words("过于频繁", "too often"),
    "put off": Words("被推迟", "put off"),
    "slow": Words("慢速发送", "sent slowly"),
    "broken": Words("连接中断", "connection broke"),
    "still waiting": Words("仍在等待", "still waiting"),
}
MADE = Words(
    "{folder} 里有 {people} 个虚构的人。启动服务：lianfang edge --data {folder}\n"
    "然后演练：lianfang load --tokens {tokens}",
    "{people} invented people are in {folder}. Serve them: lianfang edge --data {folder}\n"
    "Then play a morning: lianfang load --tokens {tokens}",
)
BARS = " ▁▂▃▄▅▆▇█"
PICTURES = 60
LATE = 0.1  # seconds within which accepted questions are to be answered


def add_to(app: typer.Typer) -> None:
    """Register the group of commands."""
    load_app = typer.Typer(help="Rehearse the worst morning against an edge on this machine.")
    load_app.callback(invoke_without_command=True)(load)
    load_app.command("city")(city)
    app.add_typer(load_app, name="load")


def load(
    context: typer.Context,
    url: Annotated[str, typer.Option("--url", help="The edge; only this machine's own.")] = "http://127.0.0.1:8001",
    tokens: Annotated[Path, typer.Option("--tokens", help="Tokens that `lianfang load city` wrote.")] = Path(TOKENS),
    rate: Annotated[float, typer.Option("--rate", help="Arrivals a second, once all are up.")] = 200,
    ramp: Annotated[float, typer.Option("--ramp", help="Seconds until that rate is reached.")] = 10,
    seconds: Annotated[float, typer.Option("--seconds", help="Seconds in all.")] = 30,
    seed: Annotated[int, typer.Option("--seed", help="The same number plays the same morning.")] = 1,
    as_json: JsonOption = False,
) -> None:
    """Play a morning: people who ask and ask again, retries, bots, bad tokens, slow senders, people who hang up.

    Exit 1 when an answer was wrong or a connection broke.
    """
    if context.invoked_subcommand is not None:
        return
    morning, target, people = Morning(rate, ramp, seconds, seed), target_at(url), people_in(tokens)
    with _picture(morning) as show:
        score = asyncio.run(play(morning, target, people, show=show))
    if as_json:
        print_json(as_object(score, morning))
    else:
        Console().print(report(score, morning))
    if score.wrong or score.outcomes["broken"] or score.outcomes["still waiting"]:
        raise typer.Exit(FAULTS)


def city(
    folder: Annotated[Path, typer.Argument(help="Folder to make; it must not be there yet.")],
    pack: PackOption,
    people: Annotated[int, typer.Option("--people", min=1, max=22_000_000, help="People of the city.")] = 100_000,
    tokens: Annotated[int, typer.Option("--tokens", min=1, max=1_000_000, help="People who are signed in.")] = 10_000,
) -> None:
    """Make an invented city for an edge: snapshot, sign-ins, keys, lists and words. Nothing of it is real."""
    if folder.exists():
        raise FileNotUsable(file=folder, why=Words("已经存在", "it is there already"))
    make_city(open_pack(pack), folder, people=people, tokens=tokens, at=DEMONSTRATION_NOW)
    typer.echo(in_words(MADE.filled(people=f"{people:,}", folder=folder, tokens=folder / TOKENS)))


def as_object(score: Score, morning: Morning) -> dict[str, object]:
    """The report for machines. Times in milliseconds."""
    return {
        "rate": morning.rate,
        "seconds": morning.seconds,
        **{name: getattr(score, name) for name in ("offered", "sent", "not_sent", "retried", "wrong")},
        "arrivals": dict(score.kinds),
        "outcomes": dict(score.outcomes),
        "accepted_ms": _percentiles(score.accepted),
        "put_off_ms": _percentiles(score.put_off),
    }


def report(score: Score, morning: Morning) -> Table:
    """The report for people."""
    title = in_words(TITLE.filled(rate=f"{morning.rate:,.0f}", seconds=f"{morning.seconds:g}"))
    table = Table(title=title, show_header=False, min_width=44)
    table.add_column("")
    table.add_column("", justify="right")
    for name, count in ((SENT, score.sent), (RETRIED, score.retried)):
        table.add_row(in_words(name), f"{count:,}")
    for outcome, count in sorted(score.outcomes.items()):
        table.add_row("  " + in_words(OUTCOMES.get(outcome, outcome)), f"{count:,}")
    table.add_section()
    for name, times in ((ACCEPTED, score.accepted), (PUT_OFF, score.put_off)):
        for share, value in _percentiles(times).items():
            table.add_row(f"{in_words(name)} {share}", f"{value:,.1f} ms")
    table.add_section()
    table.add_row(in_words(WRONG), f"{score.wrong:,}", style="bold red" if score.wrong else "bold green")
    if score.not_sent:
        table.add_row(in_words(NOT_SENT), f"{score.not_sent:,}", style="yellow")
    return table


@contextmanager
def _picture(morning: Morning) -> Iterator[Show]:
    """A live picture on a terminal; a line every few seconds elsewhere."""
    console, waits = Console(stderr=True), deque[float](maxlen=PICTURES)
    lines = 0

    def line(score: Score, rate: float, elapsed: float) -> None:
        nonlocal lines
        if elapsed >= lines * 5:
            lines += 1
            console.print(_line(score, rate, elapsed), highlight=False, soft_wrap=True)

    if not console.is_terminal:
        yield line
        return
    with Live(console=console, refresh_per_second=8, transient=True) as live:

        def picture(score: Score, rate: float, elapsed: float) -> None:
            waits.append(score.lately.at(0.99))
            live.update(Group(report(score, morning), Text(_line(score, rate, elapsed)), Text(_bars(waits))))

        yield picture


def _line(score: Score, rate: float, elapsed: float) -> str:
    return (
        f"{elapsed:5.0f} s  {rate:7,.0f} arrivals/s  {score.in_flight:5,} under way  {score.sent:9,} sent  "
        f"{score.outcomes['put off']:7,} put off  p99 {score.lately.at(0.99) * 1000:6.1f} ms  {score.wrong} wrong"
    )


def _bars(waits: deque[float]) -> str:
    """The 99th percentile over the last quarter minutes, a full bar for LATE."""
    return "p99 " + "".join(BARS[min(len(BARS) - 1, round(wait / LATE * (len(BARS) - 1)))] for wait in waits)


def _percentiles(times: Times) -> dict[str, float]:
    found = {"p50": times.at(0.5), "p95": times.at(0.95), "p99": times.at(0.99), "longest": times.longest}
    return {name: round(value * 1000, 2) for name, value in found.items()}
