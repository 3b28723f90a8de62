"""How allauth keeps second factors here: their secrets sealed, under the name of this installation."""

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from lianfang.kernel.personal import Personal, Purpose
from lianfang.kernel.vault import Vault, vault_in

ABOUT = "accounts.second_factor"


class SealedFactors(DefaultMFAAdapter):
    """Seals what allauth would write in the clear."""

    def encrypt(self, text: str) -> str:
        return _vault().seal(Personal(text), about=ABOUT)

    def decrypt(self, encrypted_text: str) -> str:
        return _vault().open(encrypted_text, about=ABOUT).reveal(Purpose.DECIDE)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": context.request.get_host().partition(":")[0], "name": settings.MFA_TOTP_ISSUER}


def _vault() -> Vault:
    return vault_in(settings.CONFIG.keys_dir)
