"""`lianfang bench codes`: how fast codes are signed and verified here, and how large status lists are."""

import dataclasses
import sys
from typing import Annotated

import typer

from lianfang.bench.codes import CodesReport, bench_codes
from lianfang.bench.measure import Timing
from lianfang.cli.common import JsonOption, print_json, say
from lianfang.cli.speaking import in_words
from lianfang.kernel.words import Words

HEAD = Words(
    "{rounds} 轮的中位数；一个码 {characters} 个字符；进程内存最高 {memory} MB",
    "Median of {rounds} rounds; a code has {characters} characters; the process took {memory} MB at most",
)
LIST = Words(
    "状态名单，撤销 {revoked:,} 个：{bytes:,} 字节，写 {write:.0f} 毫秒，读 {read:.0f} 毫秒",
    "Status list, {revoked:,} revoked: {bytes:,} bytes, written in {write:.0f} ms, read in {read:.0f} ms",
)


def codes(
    rounds: Annotated[int, typer.Option("--rounds", min=3, help="Rounds that count, after a first one.")] = 5,
    as_json: JsonOption = False,
) -> None:
    """Microseconds to sign and to verify a code, beside the bare signature; status lists for a city of 22 million."""
    report = bench_codes(rounds=rounds, say=say)
    if as_json:
        print_json({**dataclasses.asdict(report), "microseconds": {one.key: _micros(one) for one in report.timings}})
    else:
        _tell(report)


def _micros(timing: Timing) -> float:
    return round(timing.seconds / timing.people * 1e6, 1)


def _tell(report: CodesReport) -> None:
    head = HEAD.filled(rounds=report.rounds, characters=report.characters, memory=report.peak_rss_mb)
    sys.stdout.write(in_words(head) + "\n")
    for timing in report.timings:
        sys.stdout.write(f"  {timing.title:32} {_micros(timing):8.1f} µs  {timing.people_per_second:10,.0f}/s\n")
    for one in report.lists:
        write, read = one.write_seconds * 1e3, one.read_seconds * 1e3
        told = LIST.filled(revoked=one.revoked, bytes=one.bytes, write=write, read=read)
        sys.stdout.write(f"  {in_words(told)}\n")
