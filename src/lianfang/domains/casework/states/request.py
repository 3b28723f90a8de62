"""The room's own kind: a request from one unit to another, as a city hands out and collects every day.

A headquarters asks a street to check a compound; a community asks the water company for a repair. Accepted, worked on,
answered, confirmed by the side that asked; or returned. While the other side's reply is awaited, the clock stands.
"""

from datetime import timedelta
from enum import StrEnum

from lianfang.domains.casework.states.hours import ALWAYS, Allowed
from lianfang.domains.casework.states.kinds import Kind
from lianfang.domains.casework.states.matter import Priority
from lianfang.kernel.states import Machine, Move
from lianfang.kernel.words import Words


class RequestState(StrEnum):
    """From sent to done."""

    SENT = "sent"
    WORKING = "working"
    WAITING = "waiting"
    ANSWERED = "answered"
    DONE = "done"
    WITHDRAWN = "withdrawn"


S = RequestState
OPEN = frozenset({S.SENT, S.WORKING, S.WAITING, S.ANSWERED})

MACHINE = Machine(
    "casework.request",
    start=S.SENT,
    moves=[
        Move("accept", frozenset({S.SENT}), S.WORKING, needs="casework.work"),
        Move("answer", frozenset({S.WORKING}), S.ANSWERED, needs="casework.work"),
        Move("question", frozenset({S.WORKING}), S.WAITING, needs="casework.work"),
        Move("reply", frozenset({S.WAITING}), S.WORKING, needs="casework.ask"),
        Move("confirm", frozenset({S.ANSWERED}), S.DONE, needs="casework.ask"),
        Move("return", frozenset({S.ANSWERED}), S.WORKING, needs="casework.ask"),
        Move("withdraw", OPEN, S.WITHDRAWN, needs="casework.ask"),
    ],
)

REQUEST = Kind(
    name="request",
    machine=MACHINE,
    title=Words("交办事项", "Request"),
    states={
        S.SENT: Words("待签收", "Sent"),
        S.WORKING: Words("办理中", "In hand"),
        S.WAITING: Words("等对方补充", "Awaiting a reply"),
        S.ANSWERED: Words("已答复，待确认", "Answered, to be confirmed"),
        S.DONE: Words("已办结", "Done"),
        S.WITHDRAWN: Words("已撤回", "Withdrawn"),
    },
    verbs={
        "accept": Words("签收", "Accept"),
        "answer": Words("答复办理结果", "Answer"),
        "question": Words("请对方补充情况", "Ask back"),
        "reply": Words("补充情况", "Reply"),
        "confirm": Words("确认办结", "Confirm"),
        "return": Words("退回重办", "Return"),
        "withdraw": Words("撤回", "Withdraw"),
    },
    tones={
        S.SENT: "wait",
        S.WORKING: "note",
        S.WAITING: "quiet",
        S.ANSWERED: "note",
        S.DONE: "go",
        S.WITHDRAWN: "quiet",
    },
    opens="casework.ask",
    waits=frozenset({S.WAITING, S.ANSWERED}),
    asks=frozenset({"reply", "confirm", "return", "withdraw"}),
    # Defaults, dated 2020-01-01: no order that fixes them is known. An office day has eight hours.
    promises={
        Priority.URGENT: Allowed(timedelta(hours=4), ALWAYS),
        Priority.HIGH: Allowed(timedelta(hours=8)),
        Priority.NORMAL: Allowed(timedelta(hours=24)),
        Priority.LOW: Allowed(timedelta(hours=56)),
    },
)
