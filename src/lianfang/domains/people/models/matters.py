"""What a matter is called: the room it belongs to, and its name there, which names nobody."""

from dataclasses import dataclass

from lianfang.domains.people.errors import NotAPerson
from lianfang.kernel.audit import IDENTIFIES
from lianfang.kernel.words import Words

LONGEST = 80


@dataclass(frozen=True, slots=True)
class MatterName:
    """A matter: the room it belongs to, and what that room calls it. It stands in the audit log.

    `organisation`: whose it is, when an organisation's own machine speaks of it; its rights end there.
    """

    room: str
    reference: str
    organisation: str = ""

    def __str__(self) -> str:
        return f"{self.room}/{self.reference}"

    def checked(self) -> "MatterName":
        """The same. Raises NotAPerson when it says nothing, is too long, or holds a number of a person."""
        if not (self.room and self.reference) or len(self.reference) > LONGEST:
            raise NotAPerson(
                column="matter", why=Words("没有所办的事项，或过长", "no matter is named, or its name is too long")
            )
        if IDENTIFIES.search(self.reference):
            why = Words("事项编号里不能有证件或电话号码", "a matter's name holds no number of a person")
            raise NotAPerson(column="matter", why=why)
        return self
