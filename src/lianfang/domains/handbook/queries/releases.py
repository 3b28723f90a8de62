"""What is known of releases: who signed them, and why in a hurry."""

from dataclasses import dataclass
from datetime import datetime

from lianfang.domains.handbook.models import Signature


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature as everyone may see it: no pseudonym, only that a second person signed."""

    release: str
    starts: datetime
    title: str
    signed_at: datetime
    emergency: str
    withdrawn_at: datetime | None
    withdrawn_for: str


def signed_releases() -> list[Signed]:
    """Everything that was signed and staged, the newest first. One query."""
    rows = Signature.objects.filter(staged_at__isnull=False).order_by("-starts", "-id")
    fields = ("release", "starts", "draft__title", "signed_at", "emergency", "withdrawn_at", "withdrawn_for")
    return [Signed(*row) for row in rows.values_list(*fields)]
