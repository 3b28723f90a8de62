"""The name under which facts speak of a person: made from a document, says nothing of it, and can be made anew.

A pseudonym is hashed under the first key, and the result again under each later one: the keys form layers. So a new key
is taken into use by hashing every pseudonym once more (`renewed`), also of people whose documents nobody has kept; and
who holds an old key alone can make none of today's. Decision 0068 says how this meets the tables of facts.
"""

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

from lianfang.kernel.documents import Document
from lianfang.kernel.personal import Purpose
from lianfang.kernel.vault import numbered_keys

FAMILY = "pseudonym"
HASH_BYTES = 20  # 32 letters in base 32, none to fill up


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """Makes pseudonyms. One reads `2.` and 32 letters; the number is that of its outermost key."""

    keys: Mapping[int, bytes] = field(repr=False)

    @property
    def newest(self) -> int:
        """The number of the key in use."""
        return max(self.keys)

    def of(self, document: Document) -> str:
        """The pseudonym that this document makes today: equal for equal documents, at every installation door."""
        return self._through(0, document.key.reveal(Purpose.STORE))

    def every(self, document: Document) -> tuple[str, ...]:
        """All that this document has made since the first key, the newest first: what to look for during a renewal."""
        numbers = sorted(self.keys)
        upto = (Pseudonyms({number: self.keys[number] for number in numbers[: n + 1]}) for n in range(len(numbers)))
        return tuple(names.of(document) for names in upto)[::-1]

    def renewed(self, pseudonym: str) -> str:
        """The same person's pseudonym of today; unchanged when it is of today. ValueError for anything else."""
        number, dot, inner = pseudonym.partition(".")
        if not dot or not number.isdecimal() or not inner or int(number) not in self.keys:
            raise ValueError("not a pseudonym of these keys")
        return pseudonym if int(number) == self.newest else self._through(int(number), inner)

    def _through(self, below: int, text: str) -> str:
        """`text` hashed under every key above number `below`, in order."""
        for number in sorted(number for number in self.keys if number > below):
            digest = hmac.new(self.keys[number], text.encode(), sha256).digest()
            text = base64.b32encode(digest[:HASH_BYTES]).decode()
        return f"{self.newest}.{text}"


@cache
def pseudonyms_in(folder: Path) -> Pseudonyms:
    """The pseudonyms of the keys `pseudonym-N.key` in `folder`; the first is made when there is none (kernel.keys)."""
    return Pseudonyms(numbered_keys(folder, FAMILY))
