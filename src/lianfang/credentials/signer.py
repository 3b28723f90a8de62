"""Signs codes. What is the same for each is prepared once; a code is then one payload and one signature."""

from lianfang.credentials import base45
from lianfang.credentials.algorithms import PrivateKey, algorithm_of, sign
from lianfang.credentials.claims import Claims
from lianfang.credentials.cose import ALG, KID, TYP, bstr, header, to_be_signed
from lianfang.credentials.payload import to_cbor

PREFIX = "LF1:"


class Signer:
    """Signs with one key. Safe to share between threads."""

    def __init__(self, key: PrivateKey, kid: bytes) -> None:
        self.kid = kid
        self.public = key.public_key()
        self._key = key
        self._members = {ALG: algorithm_of(key), KID: kid}
        self._header = header(self._members)

    def sign(self, claims: Claims) -> str:
        """The code as text: what a QR symbol holds. Raises ClaimsNotSignable."""
        return PREFIX + base45.encode(self._around(self._header, to_cbor(claims)))

    def sign_payload(self, payload: bytes, *, kind: str) -> bytes:
        """A tagged COSE_Sign1 around `payload`, whose header says of what `kind` it is (RFC 9596)."""
        return self._around(header({**self._members, TYP: kind}), payload)

    def _around(self, raw_header: bytes, payload: bytes) -> bytes:
        signature = sign(self._key, to_be_signed(raw_header, payload))
        return b"\xd2\x84" + bstr(raw_header) + b"\xa0" + bstr(payload) + bstr(signature)
