"""`lianfang policy show` and `policy diff`: what is in force at a moment, and what changed between two."""

from pathlib import Path
from typing import Annotated

import typer

from lianfang.cli.common import AtOption, JsonOption, moment, open_pack, print_json
from lianfang.cli.lines import HEAD, QUIET, Line, tell, when
from lianfang.cli.policy_text import shown, told_difference
from lianfang.cli.speaking import OWN, LangOption
from lianfang.kernel.words import Words
from lianfang.policy.differing import Difference, PolicyAt, difference
from lianfang.policy.model import Schedule
from lianfang.policy.showing import (
    MeasureInForce,
    PolicyInForce,
    RuleInForce,
    ValueInForce,
    policy_in_force,
    stages_words,
)

PackArgument = Annotated[Path, typer.Argument(help="Folder of the policy pack, e.g. policies/beijing.", metavar="PACK")]


def add_to(app: typer.Typer) -> None:
    """Register the commands on the `policy` group."""
    app.command("show")(show)
    app.command("diff")(diff)


def show(pack: PackArgument, at: AtOption, as_json: JsonOption = False, lang: LangOption = OWN) -> None:
    """Show what is in force at a moment: rules, values, plans and lists, each with its source."""
    policy = open_pack(pack)
    found = policy_in_force(policy, moment(at, policy))
    if as_json:
        print_json(as_object(found))
    else:
        tell(shown(found, lang))


def diff(
    pack: PackArgument,
    start: Annotated[str, typer.Option("--from", help="The moment before.")],
    end: Annotated[str, typer.Option("--to", help="The moment after.")],
    as_json: JsonOption = False,
    lang: LangOption = OWN,
) -> None:
    """Show what changed in a pack between two moments."""
    policy = open_pack(pack)
    found = difference(PolicyAt(policy, moment(start, policy)), PolicyAt(policy, moment(end, policy)))
    if as_json:
        print_json(difference_object(found))
        return
    span = f"{when(found.before.at, lang)} → {when(found.after.at, lang)}"
    count = Words(f"{span}：{len(found)}处变化", f"{span}: {len(found)} changes")
    tell([Line(policy.title.in_(lang), HEAD), Line(count.in_(lang)), Line(policy.release, QUIET)])
    tell(told_difference(found, lang))


def as_object(policy: PolicyInForce) -> dict[str, object]:
    """What is in force as one complete object, in both languages."""
    return {
        "at": policy.at,
        "release": policy.pack.release,
        "title": policy.pack.title,
        "jurisdiction": policy.pack.jurisdiction,
        "zone": policy.pack.zone,
        "rules": policy.rules,
        "next_step": policy.next_step,
        "measures": [_measure(measure) for measure in policy.measures],
        "values": [_value(value) for value in policy.values],
        "schedules": [_schedule(plan) for plan in policy.schedules],
        "checklists": policy.checklists,
    }


def _measure(measure: MeasureInForce) -> dict[str, object]:
    return {
        "id": measure.measure.id,
        "title": measure.measure.title,
        "summary": measure.measure.summary,
        "bodies": measure.bodies,
        "cite": measure.measure.cite,
        "rules": [_rule(rule) for rule in measure.rules],
    }


def _rule(found: RuleInForce) -> dict[str, object]:
    rule, notice = found.rule, found.notice
    return {
        "id": rule.id,
        "subject": rule.subject,
        "title": rule.title,
        "says": found.says,
        "remedy": found.remedy,
        "when": rule.when_text,
        "if_unknown": rule.if_unknown,
        "colour": rule.colour,
        "notice": {"id": notice.id, "title": notice.title, "number": found.notice_number} if notice else None,
        "entry": rule.entry,
        "restrictive": rule.restrictive,
        "release": rule.release_text if rule.release is not None else None,
        "lifts": rule.lifts,
        "lifted_by": rule.lifted_by,
        "needs": found.duties,
        "values": found.values,
        "since": rule.starts,
        "until": rule.ends,
        "review": rule.review or None,
        "cite": rule.cite,
    }


def _value(found: ValueInForce) -> dict[str, object]:
    return {
        "name": found.value.name,
        "title": found.value.title,
        "unit": found.value.unit,
        "value": found.step.value,
        "shown": found.shown,
        "since": found.since,
        "cite": found.step.cite,
    }


def _schedule(plan: Schedule) -> dict[str, object]:
    return {
        "id": plan.id,
        "title": plan.title,
        "since": plan.starts,
        "until": plan.ends,
        "stages": plan.stages,
        "shown": stages_words(plan),
        "cite": plan.cite,
    }


def difference_object(found: Difference) -> dict[str, object]:
    """What changed as one complete object, in both languages."""
    return {
        "from": {"at": found.before.at, "release": found.before.pack.release},
        "to": {"at": found.after.at, "release": found.after.pack.release},
        "changes": len(found),
        "values": found.values,
        "rules": found.rules,
        "facts": found.facts,
        "notices": found.notices,
        "schedules": found.schedules,
        "checklists": found.checklists,
    }
