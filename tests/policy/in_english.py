"""A fault as tests write it: in English; its Chinese is looked at by test_faults_in_both_languages."""

from dataclasses import dataclass

from lianfang.policy.faults import Fault, Place


@dataclass(frozen=True, slots=True, eq=False)
class InEnglish:
    """Equal to the fault that says this in English."""

    place: Place
    says: str
    suggestion: str = ""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Fault):
            return NotImplemented
        return (self.place, self.says, self.suggestion) == (other.place, other.says.en, other.suggestion.en)

    def __hash__(self) -> int:
        return hash(self.place)
