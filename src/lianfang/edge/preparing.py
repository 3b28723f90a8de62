"""Turns a policy pack into the words the edge reads. Run before the server starts and with each release, not in it."""

import os
from datetime import datetime
from pathlib import Path

from lianfang.decisions import wording
from lianfang.edge.refusals import EdgeNotReady
from lianfang.edge.saying import both, encoded
from lianfang.edge.wordbook import FOLDER
from lianfang.kernel.words import Words
from lianfang.policy.model import Pack, Rule

FRESH, OFFLINE = "code_fresh_minutes", "code_offline_hours"


def prepare(pack: Pack, folder: Path) -> Path:
    """Write the words of the pack's release below `folder`, whole or not at all. Raises EdgeNotReady."""
    steps = pack.steps()
    periods = [_period(pack, start) for start in steps]
    file = folder / FOLDER / f"{pack.release}.json"
    part = file.with_name(f".{file.name}.part-{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(encoded({"release": pack.release, "title": both(pack.title), "periods": periods}))
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        why = Words(
            f"政策的文字写不进去（{error.strerror}）", f"the words of the policy cannot be written ({error.strerror})"
        )
        remedy = Words("请给它一个可以写入的数据文件夹。", "Give it a data folder it may write to.")
        raise EdgeNotReady(why=why, remedy=remedy) from None
    return file


def _period(pack: Pack, at: datetime) -> dict[str, object]:
    return {
        "starts": at.isoformat(),
        "fresh_minutes": _number(pack, FRESH, at),
        "offline_hours": _number(pack, OFFLINE, at),
        "rules": {rule.id: _rule(pack, rule, at) for rule in pack.rules_at(at)},
        "notices": {notice.id: both(notice.title) for notice in pack.notices.values()},
        "duties": {duty.id: both(duty.title) for duty in pack.duties.values()},
    }


def _rule(pack: Pack, rule: Rule, at: datetime) -> dict[str, object]:
    """What can be told without anybody's facts: a sentence that would name one is told on the person's own page."""
    values = {name: _value(pack, name, at) for name in pack.values}
    source = rule.cite.source.title
    return {
        "title": both(rule.title),
        "remedy": both(wording.fill(rule.remedy, values)),
        "lifts": both(wording.LIFTS[rule.lifts]),
        "lifted_by": both(wording.LIFTED_BY[rule.lifted_by]),
        "cite": {"zh": f"{source.zh}：{rule.cite.clause}", "en": f"{source.en}: {rule.cite.clause}"},
        "needs": list(rule.needs),
        "colour": rule.colour and rule.colour.value,
        "entry": rule.entry and rule.entry.value,
        "notice": rule.notice,
    }


def _number(pack: Pack, name: str, at: datetime) -> int:
    """A value of the policy that says how long codes live; the first step's before it began. Raises EdgeNotReady."""
    value = pack.values.get(name)
    if value is None or not value.steps:
        add = f"values/{name}.yaml"
        raise EdgeNotReady(
            why=Words(f"政策里没有 {name}", f"the policy does not say {name}"),
            remedy=Words(
                f"请在策略包里加 {add}，写明日期和出处。", f"Add {add} to the pack, with a date and a citation."
            ),
        )
    step = value.at(at) or value.steps[0]
    return int(step.value)


def _value(pack: Pack, name: str, at: datetime) -> Words:
    step = pack.values[name].at(at)
    text = "—" if step is None else str(step.value)
    return Words(text, text)
