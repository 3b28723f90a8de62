"""What the room refuses. No sentence repeats what was entered."""

from lianfang.kernel.refusals import Refusal


class NotAPerson(Refusal):
    code = "not-a-person"
    says = "This person cannot be registered: {why}."
    remedy = "Correct what is named and send it again; nothing was kept."

    def __init__(self, *, column: str, why: object) -> None:
        """`column`: which entry is at fault. `why`: Words, said in the reader's language."""
        super().__init__(why=why)
        self.column = column


class DocumentIsAnothers(Refusal):
    code = "document-is-anothers"
    says = "This document belongs to another entry of the register."
    remedy = "If both are one person, merge the two entries; a document is never moved by itself."
    status = 409


class PersonChanged(Refusal):
    code = "person-changed-meanwhile"
    says = "Somebody changed this entry while you were looking at it; nothing of yours was saved."
    remedy = "Look at it again as it is now, then make your change."
    status = 409


class MergeOver(Refusal):
    code = "merge-cannot-be-undone"
    says = "This merger can no longer be taken back: {why}."
    remedy = "Register the second person anew from their document, and note it in the matter."
    status = 409


class LookNeedsMatter(Refusal):
    code = "look-needs-a-matter"
    says = "An entry is shown whole for one of its own open matters only."
    remedy = "Choose the matter you are working on from the list on the page."


class NothingLikeThat(Refusal):
    code = "search-says-nothing"
    says = "There is nothing to search for."
    remedy = (
        "Type a whole name, a document number, a phone number or its last four digits, an address, or a person's id."
    )


class NoRetention(Refusal):
    code = "no-retention-in-policy"
    says = "The policy in force says nothing about how long people stay in the register, so nobody is erased."
    remedy = "Add a step to values/register_keep_days.yaml of the pack, with its citation."


class PlanChanged(Refusal):
    code = "erasure-plan-changed"
    says = "Those who are due are not those of the trial run, so nobody was erased."
    remedy = "Make the trial run again, look at it, and give its mark."
    status = 409
