"""`lianfang evaluate`, `explain`, `replay` and `places`: thin doors over lianfang.decisions."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from lianfang.cli.common import (
    AtOption,
    FactsOption,
    JsonOption,
    PackOption,
    PersonOption,
    QuarantineOption,
    moment,
    open_facts,
    open_pack,
    print_json,
    say,
)
from lianfang.cli.recorded import recorded_run
from lianfang.cli.speaking import OWN, LangOption
from lianfang.cli.telling import tell_explanation, tell_places, tell_replay, tell_report
from lianfang.decisions.city import City
from lianfang.decisions.evaluate import Target
from lianfang.decisions.evaluate import evaluate as decide_everyone
from lianfang.decisions.results import Explanation, PlaceStanding, ReplayStep
from lianfang.kernel.plain import plain
from lianfang.kernel.words import Words

PROGRESS: Mapping[str, Words] = {
    "decided": Words("已判定 {count:,} 人", "decided for {count:,} people"),
    "holding": Words("还有 {count:,} 个判定要推算到何时为止", "{count:,} decisions still to follow in time"),
    "writing": Words("正在写出 {count:,} 人的判定", "writing the decisions of {count:,} people"),
}


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    for command in (evaluate, explain, replay, places):
        app.command()(command)


def evaluate(
    pack: PackOption,
    facts: FactsOption,
    at: AtOption,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Parquet file to write. Of a lake: without it, what changed goes to the history."),
    ] = None,
    engine: Annotated[str, typer.Option("--engine", help="duckdb, reference or spark.")] = "duckdb",
    master: Annotated[
        str | None, typer.Option("--master", help="Spark master; without one a server is embedded.")
    ] = None,
    work: Annotated[
        Path | None,
        typer.Option("--work", help="Folder that a cluster's machines and this one reach under the same path."),
    ] = None,
    as_json: JsonOption = False,
    quarantine: QuarantineOption = None,
    lang: LangOption = OWN,
) -> None:
    """Decide for everyone the facts name."""
    policy = open_pack(pack)
    when = moment(at, policy)
    if out is None:
        print_json(recorded_run(policy, facts, when))
        return
    with open_facts(facts, policy, quarantine=quarantine, known_at=when) as store:
        report = decide_everyone(policy, store, at=when, target=Target(out, engine, master, work), progress=_progress)
    if as_json:
        print_json(report)
    else:
        typer.echo(tell_report(report, out, lang))


def explain(
    pack: PackOption,
    facts: FactsOption,
    at: AtOption,
    person: PersonOption,
    as_json: JsonOption = False,
    quarantine: QuarantineOption = None,
    lang: LangOption = OWN,
) -> None:
    """Say why a person's decision is what it is, until when, what to do and who lifts it."""
    policy = open_pack(pack)
    when = moment(at, policy)
    with open_facts(facts, policy, quarantine=quarantine, person=person, known_at=when) as store:
        explanation = City(facts, policy, store=store).explain(person, at=when)
    if as_json:
        print_json(_explanation(explanation))
    else:
        typer.echo(tell_explanation(explanation, lang))


def _explanation(explanation: Explanation) -> dict[str, object]:
    """The decision's own columns first, then the words. Someone without a record has no colour and no entry."""
    data = plain(explanation)
    assert isinstance(data, dict)
    decision = data.pop("decision")
    if not explanation.known:
        decision |= {"colour": None, "entry": None}
    return {**decision, **data}


def replay(
    pack: PackOption,
    facts: FactsOption,
    person: PersonOption,
    start: Annotated[str, typer.Option("--from", help="First moment.")],
    end: Annotated[str, typer.Option("--to", help="Last moment.")],
    as_json: JsonOption = False,
    quarantine: QuarantineOption = None,
    lang: LangOption = OWN,
) -> None:
    """A person's decisions through time, each change with its cause."""
    policy = open_pack(pack)
    first, last = moment(start, policy), moment(end, policy)
    with open_facts(facts, policy, quarantine=quarantine, person=person, known_at=last) as store:
        steps = City(facts, policy, store=store).replay(person, start=first, end=last)
    if as_json:
        print_json({"person_id": person, "release": policy.release, "changes": [_step(step) for step in steps]})
    else:
        typer.echo(tell_replay(steps, lang))


def _step(step: ReplayStep) -> dict[str, object]:
    decision = plain(step.decision)
    assert isinstance(decision, dict)
    return {
        "at": step.at,
        **{k: v for k, v in decision.items() if k not in ("person_id", "release")},
        "cause": step.cause,
    }


def places(
    pack: PackOption,
    facts: FactsOption,
    at: AtOption,
    as_json: JsonOption = False,
    quarantine: QuarantineOption = None,
    lang: LangOption = OWN,
) -> None:
    """Places outside the city and what is in force for people there."""
    policy = open_pack(pack)
    when = moment(at, policy)
    with open_facts(facts, policy, quarantine=quarantine, person="", known_at=when) as store:
        found = City(facts, policy, store=store).places(at=when)
    if as_json:
        print_json(
            {
                "at": found.at,
                "release": found.release,
                "deferred": [_standing(place) for place in found.deferred],
                "conditional": [_standing(place) for place in found.conditional],
                "everywhere": {"entry": found.everywhere, "rules": found.everywhere_rules},
            }
        )
    else:
        typer.echo(tell_places(found, lang))


def _standing(place: PlaceStanding) -> dict[str, object]:
    return {
        "area": place.area,
        "name": place.name,
        "entry": place.entry,
        "rules": place.rules,
        "areas": place.areas,
        "local_new": place.local_new,
    }


def _progress(what: str, count: int) -> None:
    say(PROGRESS[what].filled(count=count))
