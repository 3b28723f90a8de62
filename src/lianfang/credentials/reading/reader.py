"""One door for every paper: what it is shows in how it begins."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from lianfang.credentials.reading import hcert, shc, words
from lianfang.credentials.reading.hcert import read_hcert
from lianfang.credentials.reading.own import read_own
from lianfang.credentials.reading.result import Reading, Steps
from lianfang.credentials.reading.shc import read_shc
from lianfang.credentials.reading.trusted import Issuer
from lianfang.credentials.signer import PREFIX
from lianfang.credentials.verdict import Verdict

READERS: Mapping[str, Callable[..., Reading]] = {hcert.PREFIX: read_hcert, PREFIX: read_own, shc.PREFIX: read_shc}


def read_paper(text: str, *, trust: Sequence[Issuer], at: datetime) -> Reading:
    """The answer for any text: an EU certificate, a SMART Health Card (all its parts), or a code of ours."""
    text = text.strip("\r\n\t")
    for prefix, reader in READERS.items():
        if text.startswith(prefix):
            return reader(text, trust=trust, at=at)
    return Reading(Verdict.UNREADABLE, Steps(prefix=False), words.NOT_RECOGNISED)
