"""A city with invented answers, for tests of pages alone. `test_real_city.py` asks the real one the same things."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from lianfang.decisions.results import (
    AreaShown,
    Change,
    Decision,
    Explanation,
    Places,
    PlaceStanding,
    Reason,
    ReplayStep,
    ShownDuty,
    ShownFact,
    ShownRow,
)
from lianfang.kernel.clock import CITY_ZONE
from lianfang.kernel.words import Words
from lianfang.policy.model import Colour, Entry, Pack

GREEN_PERSON, DEFERRED_PERSON, RED_PERSON = "demo-green", "demo-deferred", "demo-red"
WINDOW = timedelta(days=14)
DAY = timedelta(days=1)
FORMULA = "=HYPERLINK(1)"


class FakeCity:
    """Green, deferred and red by name; unknown for anyone else. `asked` keeps what was asked."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.abolished: datetime | None = None
        self.asked: list[tuple[str, object, datetime]] = []

    def explain(self, person_id: str, *, at: datetime) -> Explanation:
        self.asked.append(("explain", person_id, at))
        if person_id == DEFERRED_PERSON:
            return self._deferred(at, until=datetime(2021, 8, 21, tzinfo=CITY_ZONE))
        if person_id == RED_PERSON:
            return self._red(at)
        return self._green(at, known=person_id == GREEN_PERSON)

    def what_if(self, rows: Mapping[str, Sequence[Mapping[str, object]]], *, at: datetime) -> Explanation:
        self.asked.append(("what_if", rows, at))
        ends = [row["left_at"] or at for row in rows.get("stays", ())]
        if not ends or at - max(ends) >= WINDOW + DAY:  # type: ignore[type-var,operator]
            return self._green(at, known=True)
        return self._deferred(at, until=max(ends) + WINDOW + timedelta(days=1))  # type: ignore[type-var,operator]

    def what_if_through(
        self, rows: Mapping[str, Sequence[Mapping[str, object]]], *, moments: Sequence[datetime]
    ) -> tuple[Explanation, ...]:
        return tuple(self.what_if(rows, at=at) for at in moments)

    def places(self, *, at: datetime) -> Places:
        self.asked.append(("places", None, at))
        listed = datetime(2021, 7, 27, tzinfo=CITY_ZONE)
        jiangning = PlaceStanding(
            "320115",
            "江苏省南京市江宁区",
            Entry.DEFERRED,
            ("E1.history_outside",),
            (
                AreaShown("a1", FORMULA, "high", listed, None),
                AreaShown("a2", "禄口街道", "medium", listed, listed + WINDOW),
            ),
        )
        near = PlaceStanding("320102", "江苏省南京市玄武区", Entry.CONDITIONAL, ("E2.same_prefecture",), ())
        return Places(at, self.pack.release, (jiangning,), (near,), Entry.ALLOWED)

    def replay(self, person_id: str, *, start: datetime, end: datetime) -> tuple[ReplayStep, ...]:  # noqa: ARG002 — as the real one
        self.asked.append(("replay", person_id, start))
        moments = (start, datetime(2021, 8, 7, tzinfo=CITY_ZONE), datetime(2021, 8, 21, tzinfo=CITY_ZONE))
        cause = Words("规定改变", "the rules changed")
        return tuple(ReplayStep(at, self.explain(person_id, at=at).decision, cause) for at in moments)

    def _decision(
        self,
        *,
        colour: Colour = Colour.GREEN,
        entry: Entry | None = None,
        until: datetime | None = None,
        holds: datetime | None = None,
        notices: tuple[str, ...] = (),
    ) -> Decision:
        return Decision("p", colour, entry, notices, (), until, holds, (), self.pack.release)

    def own_areas(self, *, at: datetime) -> Mapping[str, int]:  # noqa: ARG002 — the protocol gives it
        """One area of Chaoyang is listed."""
        return Counter({"110105": 1})

    def _green(self, at: datetime, *, known: bool) -> Explanation:
        headline = Words("可以通行", "You can go") if known else Words("没有记录", "No record")
        return self._explanation(
            at,
            self._decision(entry=Entry.ALLOWED if known else None),
            mark="go" if known else "note",
            headline=headline,
            known=known,
            reasons=(),
            change=None,
        )

    def _deferred(self, at: datetime, *, until: datetime) -> Explanation:
        decision = self._decision(entry=Entry.DEFERRED, until=until, holds=until, notices=("defer_entry",))
        after = self._decision(entry=Entry.ALLOWED)
        change = Change(until, after, Words("可以进京", "You may enter"), Words("满 14 天。", "14 full days are over."))
        return self._explanation(
            at,
            decision,
            mark="wait",
            headline=Words("暂缓进京", "Entry deferred"),
            known=True,
            reasons=(self._reason(until),),
            change=change,
        )

    def _red(self, at: datetime) -> Explanation:
        decision = self._decision(colour=Colour.RED, entry=Entry.REFUSED)
        go = Words("可以通行", "You can go")
        change = Change(self.abolished, self._decision(), go, go) if self.abolished else None
        return self._explanation(
            at,
            decision,
            mark="stop",
            headline=Words("红码：请勿外出", "Red: do not go out"),
            known=True,
            reasons=(self._reason(None),),
            change=change,
        )

    def _reason(self, until: datetime | None) -> Reason:
        rule = self.pack.rules[0]
        row = ShownRow("stays", {"area": "江苏省南京市江宁区", "arrived_at": "8月1日 0:00", "left_at": "8月6日 0:00"})
        fact = ShownFact("last", Words("最后一次停留", "Last stay"), "known", Words("8月6日", "6 August"), (row,))
        return Reason(
            rule.id,
            rule.measure,
            rule.title,
            Words("您 8 月 6 日离开江宁区。", "You left Jiangning on 6 August."),
            Words("留在现住地。", "Stay where you are."),
            True,
            None,
            "defer_entry",
            Entry.DEFERRED,
            until,
            Words("地区转为低风险", "the area is lowered"),
            Words("系统自动", "by itself"),
            rule.cite,
            (fact,),
            (ShownDuty("test", Words("做一次核酸", "Take a test"), False),),
        )

    def _explanation(
        self,
        at: datetime,
        decision: Decision,
        *,
        mark: str,
        headline: Words,
        known: bool,
        reasons: tuple[Reason, ...],
        change: Change | None,
    ) -> Explanation:
        return Explanation(
            at=at,
            decision=decision,
            known=known,
            in_city=False if known else None,
            place="320115" if known else None,
            place_name="江苏省南京市" if known else "",
            mark=mark,
            headline=headline,
            summary=Words("一句话说明。", "One sentence."),
            reasons=reasons,
            would_change=(Words("地区转为低风险会更早。", "Earlier when the area is lowered."),) if reasons else (),
            next_change=change,
            exceptions=(),
            unknown=() if known else (Words("旅居史", "stays"),),
            care=Words("紧急就医不看健康码：请先拨", "In an emergency no code is looked at: first call"),
            release=self.pack.release,
            pack_title=self.pack.title,
        )
