"""What the room refuses."""

from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words


class NotAPlace(Refusal):
    code = "not-a-place"
    says = Words("这个地点不能保存：{why}。", "This place cannot be kept: {why}.")
    remedy = Words(
        "请更正所指的那一项，再提交一次；什么都没有改变。",
        "Correct what is named and send it again; nothing was changed.",
    )

    def __init__(self, *, column: str, why: object) -> None:
        """`column`: which entry is at fault. `why`: Words, said in the reader's language."""
        super().__init__(why=why)
        self.column = column


class PlaceExists(Refusal):
    code = "place-exists"
    says = Words("已经有地点 {place}。", "There is already a place {place}.")
    remedy = Words(
        "请打开那一个；如果不是同一个地点，请换一个代码或写全名称。",
        "Open that one; if it is another place, give this one another code or a fuller name.",
    )
    status = 409


class UnitStillAnswers(Refusal):
    code = "unit-still-answers"
    says = Words("这个单位还负责 {number} 项事务。", "The unit still answers for {number} things.")
    remedy = Words(
        "请先把它的职责移交给别的单位，或者并入接手的单位。",
        "Hand its duties to another unit first, or merge it into the unit that takes them over.",
    )
    status = 409


class NotMergeable(Refusal):
    code = "places-not-mergeable"
    says = Words("这两个地点不能合并：{why}。", "These two places cannot become one: {why}.")
    remedy = Words(
        "请选择与留下的地点同类、仍在使用的地点。", "Choose an open place of the same kind as the one that stays."
    )
    status = 409


class PlacesStay(Refusal):
    code = "places-stay"
    says = Words("地点及其历史、职责从不删除。", "Places, their history and their duties are never deleted.")
    remedy = Words(
        "请关闭这个地点，或并入接替它的地点。", "Close the place, or merge it into the one that takes its part."
    )
    status = 409
