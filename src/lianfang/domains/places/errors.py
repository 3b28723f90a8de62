"""What the room refuses."""

from lianfang.kernel.refusals import Refusal


class NotAPlace(Refusal):
    code = "not-a-place"
    says = "This place cannot be kept: {why}."
    remedy = "Correct what is named and send it again; nothing was changed."

    def __init__(self, *, column: str, why: object) -> None:
        """`column`: which entry is at fault. `why`: Words, said in the reader's language."""
        super().__init__(why=why)
        self.column = column


class PlaceExists(Refusal):
    code = "place-exists"
    says = "There is already a place {place}."
    remedy = "Open that one; if it is another place, give this one another code or a fuller name."
    status = 409


class UnitStillAnswers(Refusal):
    code = "unit-still-answers"
    says = "The unit still answers for {number} things."
    remedy = "Hand its duties to another unit first, or merge it into the unit that takes them over."
    status = 409


class NotMergeable(Refusal):
    code = "places-not-mergeable"
    says = "These two places cannot become one: {why}."
    remedy = "Choose an open place of the same kind as the one that stays."
    status = 409


class ChangedMeanwhile(Refusal):
    code = "changed-meanwhile"
    says = "Somebody changed this while you were looking at it; nothing of yours was saved."
    remedy = "Look at it again as it is now, then make your change."
    status = 409


class PlacesStay(Refusal):
    code = "places-stay"
    says = "Places, their history and their duties are never deleted."
    remedy = "Close the place, or merge it into the one that takes its part."
    status = 409
