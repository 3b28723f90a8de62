"""COSE_Sign1 (RFC 9052): the envelope of our codes, our lists and other issuers' papers."""

from collections.abc import Mapping
from dataclasses import dataclass

import cbor2

from lianfang.credentials.algorithms import PublicKey, is_signed
from lianfang.credentials.cbor import NotCbor, Tag, read

SIGN1_TAG, CWT_TAG, CBOR_TAG = 18, 61, 55799
ALG, KID, TYP = 1, 4, 16
CONTEXT = b"\x84\x6aSignature1"

Header = Mapping[int | str | bytes, object]


class NotCose(ValueError):
    """The bytes are not one COSE_Sign1."""


@dataclass(frozen=True, slots=True)
class Sign1:
    """A COSE_Sign1, read and not yet believed. `raw_header` is the protected header as it was signed."""

    raw_header: bytes
    protected: Header
    unprotected: Header
    payload: bytes
    signature: bytes

    @property
    def algorithm(self) -> object:
        """The algorithm's number: from the protected header, or else from the other."""
        return self.protected.get(ALG, self.unprotected.get(ALG))

    @property
    def kid(self) -> object:
        """The key's id: from the protected header, or else from the other."""
        return self.protected.get(KID, self.unprotected.get(KID))

    def is_by(self, key: PublicKey) -> bool:
        """Whether `key` signed this, by the algorithm it says."""
        algorithm = self.algorithm
        return isinstance(algorithm, int) and is_signed(
            key, algorithm, self.signature, to_be_signed(self.raw_header, self.payload)
        )


def header(members: Mapping[int, object]) -> bytes:
    """A protected header as it is signed; give its members in ascending order."""
    return cbor2.dumps(dict(members))


def bstr(data: bytes) -> bytes:
    """`data` as a CBOR byte string, its length told in the fewest bytes (as cbor2 does, without the call)."""
    size = len(data)
    if size < 24:
        return bytes((0x40 + size,)) + data
    if size < 256:
        return bytes((0x58, size)) + data
    return (b"\x59" + size.to_bytes(2) if size < 65536 else b"\x5a" + size.to_bytes(4)) + data


def to_be_signed(raw_header: bytes, payload: bytes) -> bytes:
    """What the signature is over: Sig_structure with no outside data."""
    return CONTEXT + bstr(raw_header) + b"\x40" + bstr(payload)


def read_sign1(data: bytes) -> Sign1:
    """The COSE_Sign1 in `data`, tagged as such, as a CWT, as CBOR, or not at all. Raises NotCose."""
    try:
        parts = _untagged(read(data))
        raw_header, unprotected, payload, signature = parts
        if not (isinstance(raw_header, bytes) and isinstance(payload, bytes) and isinstance(signature, bytes)):
            raise NotCose("a part is not a byte string")
        protected = read(raw_header) if raw_header else {}
    except NotCbor as fault:
        raise NotCose(str(fault)) from None
    if not (isinstance(protected, dict) and isinstance(unprotected, dict)):
        raise NotCose("a header is not a map")
    return Sign1(raw_header, protected, unprotected, payload, signature)


def _untagged(item: object) -> list[object]:
    for number in (CBOR_TAG, CWT_TAG, SIGN1_TAG):
        if isinstance(item, Tag) and item.number == number:
            item = item.value
    if not isinstance(item, list) or len(item) != 4:
        raise NotCose("not an array of four parts")
    return item
