"""What an account has for a second factor."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes


def second_factors(account_id: int) -> dict[str, int]:
    """How many of each kind: `totp`, `webauthn`, and the recovery codes that are left. One query."""
    counts = {"totp": 0, "webauthn": 0, "recovery_codes": 0}
    for each in Authenticator.objects.filter(user=account_id):
        codes = each.type == Authenticator.Type.RECOVERY_CODES
        counts[each.type] += len(RecoveryCodes(each).get_unused_codes()) if codes else 1
    return counts
