"""Signing in with the city's own identity provider (OpenID Connect, authorization code with PKCE).

The provider's answer is believed only when its own key signed it, for us, for this very sign-in, and it is in date.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.hashes import SHA256

from lianfang.gateways.http import GatewayDown, ask_form, get_json
from lianfang.kernel.config import Config
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

WHAT = "sign-in"
DISCOVERY = "/.well-known/openid-configuration"
WITH_MORE_THAN_A_PASSWORD = frozenset({"mfa", "otp", "hwk", "swk", "fpt", "face", "pop"})  # RFC 8176


class NotBelieved(Refusal):
    code = "sign-in-not-believed"
    says = Words("统一账号的应答不可信，没有登录。", "The answer of the city's sign-in was not believed.")
    remedy = Words(
        "请重新登录；一直如此，请运行平台的人检查统一账号的设置。",
        "Sign in again. If it goes on, whoever runs the platform checks the settings of the city's sign-in.",
    )
    status = 422


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in on its way: where the browser goes, and what must come back (kept in its session)."""

    url: str
    kept: dict[str, str]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whom the provider named, and whether it asked for more than a password."""

    username: str
    strong: bool


@dataclass(frozen=True)
class Provider:
    """One provider, by its issuer's address. `claim` is what holds our sign-in name."""

    issuer: str
    client: str
    secret: str = field(repr=False)
    claim: str = "preferred_username"

    def begin(self, *, back: str) -> Begun:
        """Where to send the browser; `back` is our address it comes back to."""
        kept = {"state": token_urlsafe(24), "nonce": token_urlsafe(24), "verifier": token_urlsafe(48), "back": back}
        asked = {
            "response_type": "code",
            "client_id": self.client,
            "redirect_uri": back,
            "scope": "openid profile",
            "state": kept["state"],
            "nonce": kept["nonce"],
            "code_challenge": _unpadded(sha256(kept["verifier"].encode()).digest()),
            "code_challenge_method": "S256",
        }
        return Begun(f"{self._known()['authorization_endpoint']}?{urlencode(asked)}", kept)

    def end(self, sent: Mapping[str, str], kept: Mapping[str, str], *, now: datetime) -> SignedIn:
        """Who came back. Raises NotBelieved for anything that does not fit, GatewayDown when the provider is away."""
        if not sent.get("code") or not kept.get("state") or sent.get("state") != kept["state"]:
            raise NotBelieved
        known = self._known()
        asked = {
            "grant_type": "authorization_code",
            "code": sent["code"],
            "redirect_uri": kept["back"],
            "client_id": self.client,
            "client_secret": self.secret,
            "code_verifier": kept["verifier"],
        }
        answer = ask_form(known["token_endpoint"], asked, what=WHAT)
        claims = self._claims(str(answer.get("id_token", "")), get_json(known["jwks_uri"], what=WHAT))
        self._must_fit(claims, nonce=kept["nonce"], now=now)
        strong = not WITH_MORE_THAN_A_PASSWORD.isdisjoint(map(str, claims.get("amr") or ()))
        return SignedIn(str(claims[self.claim]), strong)

    def _known(self) -> dict[str, Any]:
        known = get_json(self.issuer.rstrip("/") + DISCOVERY, what=WHAT)
        needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if known.get("issuer") != self.issuer or not all(isinstance(known.get(name), str) for name in needed):
            raise GatewayDown(what=WHAT, why="it describes another issuer")
        return known

    def _claims(self, token: str, keys: Mapping[str, Any]) -> dict[str, Any]:
        try:
            head, body, signature = token.split(".")
            header, claims = json.loads(_bytes(head)), json.loads(_bytes(body))
            key = next(each for each in keys["keys"] if each.get("kid") == header.get("kid"))
            _verify(header["alg"], key, f"{head}.{body}".encode(), _bytes(signature))
        except (ValueError, KeyError, TypeError, AttributeError, StopIteration, RecursionError, InvalidSignature):
            raise NotBelieved from None
        if not isinstance(claims, dict):
            raise NotBelieved
        return claims

    def _must_fit(self, claims: Mapping[str, Any], *, nonce: str, now: datetime) -> None:
        audience = claims.get("aud")
        for_us = audience == self.client or (isinstance(audience, list) and audience == [self.client])
        ends = claims.get("exp")
        in_date = isinstance(ends, int | float) and ends > now.timestamp()
        named = isinstance(claims.get(self.claim), str) and claims[self.claim]
        if not (claims.get("iss") == self.issuer and for_us and in_date and claims.get("nonce") == nonce and named):
            raise NotBelieved


def provider_of(config: Config) -> Provider | None:
    """The provider of an installation; None when it has none."""
    if not (config.oidc_issuer and config.oidc_client and config.oidc_secret):
        return None
    return Provider(config.oidc_issuer, config.oidc_client, config.oidc_secret.get_secret_value(), config.oidc_claim)


def _verify(algorithm: str, key: Mapping[str, str], signed: bytes, signature: bytes) -> None:
    """RS256 and ES256, by a key of the provider's set. Raises InvalidSignature, ValueError, KeyError."""
    if algorithm == "RS256" and key["kty"] == "RSA":
        numbers = rsa.RSAPublicNumbers(_number(key["e"]), _number(key["n"]))
        numbers.public_key().verify(signature, signed, padding.PKCS1v15(), SHA256())
    elif algorithm == "ES256" and key["kty"] == "EC" and key["crv"] == "P-256" and len(signature) == 64:
        point = ec.EllipticCurvePublicNumbers(_number(key["x"]), _number(key["y"]), ec.SECP256R1()).public_key()
        halves = (int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
        point.verify(utils.encode_dss_signature(*halves), signed, ec.ECDSA(SHA256()))
    else:
        raise ValueError("another algorithm")


def _number(text: str) -> int:
    return int.from_bytes(_bytes(text))


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _unpadded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
