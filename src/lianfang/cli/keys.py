"""`lianfang keys`: the keys that sign codes, and the trust list by which gates believe them."""

from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from lianfang.cli.common import JsonOption, print_json, say
from lianfang.cli.files import read_bytes, write_bytes
from lianfang.cli.speaking import in_words
from lianfang.credentials import keyring, trust_list
from lianfang.credentials.algorithms import PrivateKey
from lianfang.credentials.pem import MAKERS, keep, private_key_in, public_in_pem, public_key_in
from lianfang.credentials.ring_file import KeyEntry
from lianfang.credentials.signer import Signer
from lianfang.credentials.trust import kid_of
from lianfang.kernel.clock import MachineClock, from_micros, parse_moment
from lianfang.kernel.config import load
from lianfang.kernel.words import Words

ROOT_KEY, ROOT_PUBLIC = "root.pem", "root-public.pem"
ROOT_MADE = Words(
    "根密钥 {kid}：{private} 不得接触任何网络，并封存一份副本；{public} 交给布设闸机的人。",
    "Root {kid}: keep {private} off every network, with a sealed copy; give {public} to whoever sets up gates.",
)
WILL_SIGN = Words(
    "从 {since} 起由它签发。请在此之前签发新的信任名单并下发。",
    "It signs from {since}. Sign a trust list and hand it out before that.",
)
RETIRED = Words(
    "密钥 {kid} 已停用。请立即签发新的信任名单并下发。", "Key {kid} is retired. Sign a trust list now and hand it out."
)
NO_KEY = Words("还没有密钥：lianfang keys make。", "There is no key yet: lianfang keys make.")
LISTED = Words("共 {keys} 把密钥，有效至 {until}，已写入 {out}。", "{keys} keys until {until}, written to {out}.")
STATES = {
    "signs": Words("使用中", "signs"),
    "next": Words("待用", "next"),
    "earlier": Words("曾用", "earlier"),
    "retired": Words("已停用", "retired"),
}

keys_app = typer.Typer(help="Keys that sign codes: make, list, rotate, retire; the trust list.", no_args_is_help=True)
trust_app = typer.Typer(help="The trust list: sign, verify.", no_args_is_help=True)
keys_app.add_typer(trust_app, name="trust-list")


class Algorithm(StrEnum):
    """What a key signs by."""

    ED25519 = "Ed25519"
    ES256 = "ES256"


FolderOption = Annotated[
    Path | None, typer.Option("--folder", help="Folder of the keys; the setting's when not given.")
]
AlgorithmOption = Annotated[Algorithm | None, typer.Option("--algorithm", help="The setting's when not given.")]
FromOption = Annotated[str | None, typer.Option("--from", help="Moment from which it signs; now when not given.")]
AtOption = Annotated[str | None, typer.Option("--at", help="Moment; now when not given.")]


@keys_app.callback()
def keys() -> None:
    """Keys that sign codes."""


@keys_app.command("make-root")
def make_root(folder: Annotated[Path, typer.Argument(help="Folder on a machine without a network.")]) -> None:
    """Make the root that signs trust lists. Its private half stays in this folder; gates are given the public one."""
    root = _interrupted_root(folder) or MAKERS[Algorithm.ED25519]()
    keep(folder / ROOT_KEY, root)
    write_bytes(folder / ROOT_PUBLIC, public_in_pem(root.public_key()))
    told = {"kid": kid_of(root.public_key()).hex(), "private": folder / ROOT_KEY, "public": folder / ROOT_PUBLIC}
    say(ROOT_MADE.filled(**told))


@keys_app.command()
def make(folder: FolderOption = None, algorithm: AlgorithmOption = None, signs_from: FromOption = None) -> None:
    """Make the first key that signs codes."""
    made = keyring.make_key(_folder(folder), algorithm=_algorithm(algorithm), signs_from=_moment(signs_from))
    print(made.kid.hex())


@keys_app.command()
def rotate(folder: FolderOption = None, algorithm: AlgorithmOption = None, signs_from: FromOption = None) -> None:
    """Make a key that takes over. Give it a moment by which every gate has the new trust list."""
    made = keyring.rotate(_folder(folder), algorithm=_algorithm(algorithm), signs_from=_moment(signs_from))
    say(WILL_SIGN.filled(since=made.signs_from.isoformat()))
    print(made.kid.hex())


@keys_app.command()
def retire(kid: Annotated[str, typer.Argument(help="The key's id.")], folder: FolderOption = None) -> None:
    """Take a key out of trust, as when it was stolen: what it signed counts for nothing where the next list is."""
    gone = keyring.retire(_folder(folder), kid=kid, at=_moment(None))
    say(RETIRED.filled(kid=gone.kid.hex()))


@keys_app.command("list")
def list_keys(folder: FolderOption = None, at: AtOption = None, as_json: JsonOption = False) -> None:
    """Say which keys there are, oldest first, and which one signs."""
    ring, now = keyring.ring_in(_folder(folder)), _moment(at)
    if as_json:
        print_json([{**entry.plain(), "state": _state(entry, now)} for entry in ring.entries])
        return
    for entry in ring.entries:
        until = entry.signs_until.isoformat() if entry.signs_until else "…"
        state = in_words(STATES[_state(entry, now)])
        print(f"{entry.kid.hex()}  {entry.algorithm:7}  {state:8}  {entry.signs_from.isoformat()} → {until}")
    if not ring.entries:
        say(NO_KEY)


@trust_app.command("sign")
def sign_trust_list(
    root: Annotated[Path, typer.Option("--root", help="The root's private key (PEM).")],
    out: Annotated[Path, typer.Option("--out", help="Where to write the list.")],
    issuer: Annotated[str, typer.Option("--issuer", help="Name of the city, as gates show it.")],
    folder: FolderOption = None,
    days: Annotated[int, typer.Option("--days", min=1, max=400, help="How long gates may go on with it.")] = 30,
    at: AtOption = None,
) -> None:
    """Sign the list of the keys that are not retired. Copy ring.json to the root's machine; private keys stay here."""
    signer, now = _signer(root), _moment(at)
    listed = keyring.ring_in(_folder(folder)).trusted()
    if not listed:
        raise keyring.NoSigningKey(at=now.isoformat())  # a list of nothing would turn every gate against every code
    until = now + timedelta(days=days)
    write_bytes(out, trust_list.write_trust_list(signer, listed, issuer=issuer, issued=now, until=until))
    say(LISTED.filled(keys=len(listed), until=until.isoformat(), out=out))


@trust_app.command("verify")
def verify_trust_list(
    file: Annotated[Path, typer.Argument(help="The list.")],
    root: Annotated[Path, typer.Option("--root", help="The root's public key (PEM).")],
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say whether the root signed a list, until when it holds, and which keys it names."""
    found = trust_list.read_trust_list(
        read_bytes(file, most=trust_list.LARGEST), roots=[public_key_in(root)], at=_moment(at)
    )
    keys = [
        {"kid": key.kid.hex(), "signs_from": _when(key.signs_from), "signs_until": _when(key.signs_until)}
        for key in found.keys.values()
    ]
    if as_json:
        print_json({"issuer": found.issuer, "issued": _when(found.issued), "until": _when(found.until), "keys": keys})
        return
    print(f"{found.issuer}: {_when(found.issued)} → {_when(found.until)}")
    for key in keys:
        print(f"{key['kid']}  {key['signs_from']} → {key['signs_until'] or '…'}")


def _interrupted_root(folder: Path) -> PrivateKey | None:
    """The root of a making that was stopped before its public half was written."""
    halfway = (folder / ROOT_KEY).is_file() and not (folder / ROOT_PUBLIC).exists()
    return private_key_in(folder / ROOT_KEY) if halfway else None


def _folder(given: Path | None) -> Path:
    return given or load().code_keys_dir


def _algorithm(given: Algorithm | None) -> str:
    return given or load().code_algorithm


def _moment(text: str | None) -> datetime:
    return parse_moment(text, zone=load().city_zone) if text else MachineClock().now().replace(microsecond=0)


def _when(moment: int | None) -> str | None:
    return None if moment is None else from_micros(moment * 1_000_000, zone=load().city_zone).isoformat()


def _state(entry: KeyEntry, at: datetime) -> str:
    if entry.retired:
        return "retired"
    return "signs" if entry.signs_at(at) else "next" if at < entry.signs_from else "earlier"


def _signer(root: Path) -> Signer:
    key = private_key_in(root)
    return Signer(key, kid_of(key.public_key()))
