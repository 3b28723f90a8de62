"""European papers and certificates made here, so that each rule can be tried by itself."""

import base64
import zlib
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from lianfang.credentials import base45
from lianfang.credentials.algorithms import ES256, PS256, algorithm_of, sign
from lianfang.credentials.cose import to_be_signed

NOON = datetime(2021, 8, 11, 4, tzinfo=UTC)
DAY = timedelta(days=1)
KEYS = {
    "P-256": ec.generate_private_key(ec.SECP256R1()),
    "P-384": ec.generate_private_key(ec.SECP384R1()),
    "RSA": rsa.generate_private_key(65537, 2048),
}
VACCINATION = {
    "tg": "840539006",
    "vp": "1119349007",
    "mp": "EU/1/20/1528",
    "ma": "ORG-100030215",
    "dn": 2,
    "sd": 2,
    "dt": "2021-06-11",
    "co": "NL",
    "is": "Ministry of Health",
    "ci": "URN:UVCI:01:NL:A",
}
TEST = {
    "tg": "840539006",
    "tt": "LP6464-4",
    "nm": "PCR",
    "sc": "2021-08-10T08:00:00Z",
    "tr": "260415000",
    "tc": "Centre",
    "co": "FR",
    "is": "Ministry",
    "ci": "URN:UVCI:01:FR:B",
}
RECOVERY = {
    "tg": "840539006",
    "fr": "2021-05-01",
    "df": "2021-05-11",
    "du": "2021-10-28",
    "co": "DE",
    "is": "RKI",
    "ci": "URN:UVCI:01:DE:C",
}
NAME = {"fn": "Smith-Jones", "fnt": "SMITH<JONES", "gn": "Charles", "gnt": "CHARLES"}


def a_paper(**changes) -> dict:
    paper = {"ver": "1.3.0", "nam": dict(NAME), "dob": "1964-01-01", "v": [dict(VACCINATION)], **changes}
    return {key: value for key, value in paper.items() if value is not ...}


def certificate(key=KEYS["P-256"], *, usages=(), begins=NOON - 30 * DAY, ends=NOON + 30 * DAY) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "NL")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(begins).not_valid_after(ends)
    if usages:
        oids = [x509.ObjectIdentifier(usage) for usage in usages]
        builder = builder.add_extension(x509.ExtendedKeyUsage(oids), critical=False)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def in_base64(der: bytes) -> str:
    return base64.b64encode(der).decode()


def kid_of(der: bytes) -> bytes:
    return sha256(der).digest()[:8]


def signature_of(key, data: bytes) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
        return key.sign(data, pss, hashes.SHA256())
    return sign(key, data)


def claims_of(paper, **changes) -> dict:
    times = {1: "NL", 4: int((NOON + DAY).timestamp()), 6: int((NOON - DAY).timestamp())}
    claims = {**times, -260: {1: paper}, **{int(key.strip("_")): value for key, value in changes.items()}}
    return {key: value for key, value in claims.items() if value is not ...}


def hc1(claims, *, key=KEYS["P-256"], kid=None, protected=None, unprotected=None, tags=(18,), pack=zlib.compress):
    """The text of a paper. `kid` goes into the protected header; give headers yourself to put it elsewhere."""
    alg = PS256 if isinstance(key, rsa.RSAPrivateKey) else ES256
    assert isinstance(key, rsa.RSAPrivateKey) or algorithm_of(key) == ES256
    head = protected if protected is not None else {1: alg, **({4: kid} if kid else {})}
    raw = cbor2.dumps(head) if head else b""
    payload = claims if isinstance(claims, bytes) else cbor2.dumps(claims)
    cose: object = [raw, unprotected or {}, payload, signature_of(key, to_be_signed(raw, payload))]
    for tag in tags:
        cose = cbor2.CBORTag(tag, cose)
    return "HC1:" + base45.encode(pack(cbor2.dumps(cose)))
