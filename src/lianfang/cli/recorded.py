"""A run of everybody that writes only what changed to a lake's history, and publishes it."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from lianfang.cli.worker import running, snapshot_folder
from lianfang.decisions.releases import Releases
from lianfang.kernel.clock import SetClock
from lianfang.kernel.config import load
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words
from lianfang.policy.model import Pack

TOLD = ("at", "release", "evaluated", "changed", "renewed", "gone", "differences", "restored", "engine", "data_version")


class NotInForce(Refusal):
    code = "not-in-force"
    says = Words(
        "这个政策包（版本 {given}）在 {at} 并未生效；生效的是 {here}。",
        "This pack (release {given}) is not in force at {at}; {here} is.",
    )
    remedy = Words(
        "请先登记它：lianfang release stage 政策包 --from 时刻；或用 --out 只写出判定、不记入历史。",
        "Stage it: lianfang release stage PACK --from T. Or name a file with --out, which records nothing.",
    )


def recorded_run(pack: Pack, lake: Path, at: datetime) -> Mapping[str, object]:
    """The record of the run. Raises NotInForce, NoLake, LakeBusy and what Keeper.start raises."""
    config = load()
    here = Releases(lake / "releases").at(at).release
    if here != pack.release:
        raise NotInForce(given=pack.release, at=at.isoformat(), here=here)
    with running(config, lake, snapshot_folder(config, None), SetClock(at)) as working:
        working.keeper.check(at)
        (record,) = working.keeper.history.run_records(working.keeper.lake.connection, most=1)
    return {name: record[name] for name in TOLD}
