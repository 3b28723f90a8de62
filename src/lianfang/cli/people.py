"""`lianfang people`: who is due to leave the register, erasing them with a certificate, new keys."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from lianfang.cli.common import JsonOption, print_json, say
from lianfang.cli.speaking import in_words
from lianfang.kernel.actors import Actor
from lianfang.kernel.clock import MachineClock, parse_moment
from lianfang.kernel.config import load
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.roles import Role, rights_of
from lianfang.kernel.words import Words

people_app = typer.Typer(help="The register of people: retain, check a certificate, rekey.", no_args_is_help=True)

OPERATOR = "operator"


class CertificateWrong(Refusal):
    code = "certificate-wrong"
    says = Words(
        "{file} 不是用这把钥匙签过的删除证明。", "{file} is not a certificate of erasure signed with this key."
    )
    remedy = Words(
        "请取 `lianfang people retain --certificate` 写出的原文件，和 `lianfang audit key` 的公钥。",
        "Take the file that `lianfang people retain --certificate` wrote, and the key of `lianfang audit key`.",
    )


@people_app.command("retain")
def retain(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say who would be erased; so it is without --expect.")
    ] = False,
    expect: Annotated[str, typer.Option("--expect", help="Erase those of the trial run that gave this mark.")] = "",
    certificate: Annotated[Path | None, typer.Option(help="File for the signed certificate.")] = None,
    at: Annotated[str, typer.Option(help="Moment of a trial run, ISO 8601; now unless given.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Say who is due by the policy, and erase them when given the mark of that trial run."""
    from lianfang.decisions.installed import pack_folder
    from lianfang.web.wsgi import open_store

    open_store()
    from lianfang.domains.people.public import clause_in, plan
    from lianfang.policy.packs import read_pack

    pack, trial = read_pack(pack_folder()), dry_run or not expect
    moment = parse_moment(at, zone=load().city_zone) if at and trial else city_now()
    clause = clause_in(pack, at=moment)
    if not trial:
        _erase(clause, expect, certificate, city=pack.jurisdiction, at=moment, as_json=as_json)
        return
    due = plan(clause, at=moment)
    if as_json:
        print_json({"due": len(due.numbers), "mark": due.mark, "clause": clause.as_data(), "at": moment})
        return
    typer.echo(in_words(_due_words(len(due.numbers), clause.days, is_default=clause.confidence == "D")))
    command = f"lianfang people retain --expect {due.mark}"
    typer.echo(
        in_words(Words(f"没有删除任何人。要删除这些人：{command}", f"Nobody was erased. To erase these: {command}"))
    )


def _erase(clause: object, expect: str, certificate: Path | None, *, city: str, at: datetime, as_json: bool) -> None:
    from lianfang.domains.people.public import Clause, certificate_of, erase_due

    assert isinstance(clause, Clause)
    run = erase_due(clause=clause, expect=expect, city=city, progress=_progress, by=operator(city), at=at)
    signed = certificate_of(run.token)
    if certificate is not None:
        certificate.write_text(f"{signed}\n", encoding="utf-8")
    if as_json:
        typer.echo(signed)
    else:
        told = Words(
            f"已删除 {run.people:,} 人、{run.documents:,} 份证件、{run.matters:,} 件事项。",
            f"{run.people:,} people, {run.documents:,} documents and {run.matters:,} matters were erased.",
        )
        typer.echo(in_words(told))


@people_app.command("certificate")
def certificate_check(
    file: Annotated[Path, typer.Argument(help="The certificate that was written.")],
    public_key: Annotated[Path, typer.Option("--key", help="File of the public key, from `lianfang audit key`.")],
) -> None:
    """Check a certificate of erasure with the public key alone. Needs no store."""
    from cryptography.exceptions import InvalidSignature

    from lianfang.kernel.ledger_key import public_key_in

    key = public_key_in(public_key)
    try:
        signed = json.loads(file.read_text(encoding="utf-8"))
        key.verify(bytes.fromhex(signed["signature"]), signed["certificate"].encode())
        said = json.loads(signed["certificate"])
        people, at, days = int(said["people"]), str(said["at"]), int(said["clause"]["days"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, InvalidSignature):
        raise CertificateWrong(file=file.name) from None
    told = Words(
        f"签名有效：{at} 删除 {people:,} 人，依据政策保留 {days} 天。",
        f"Signed: {people:,} people erased at {at}, kept {days} days by the policy.",
    )
    typer.echo(in_words(told))


@people_app.command("rekey")
def rekey() -> None:
    """Bring the register under the newest keys. It can be stopped and goes on where it was."""
    from lianfang.decisions.installed import pack_folder
    from lianfang.web.wsgi import open_store

    open_store()
    from lianfang.domains.people.public import rekey as bring
    from lianfang.policy.packs import read_pack

    city = read_pack(pack_folder()).jurisdiction
    done = bring(city=city, progress=_entries, by=operator(city), at=city_now())
    told = Words(
        f"{done:,} 条登记换到了新钥匙；全部已在最新的钥匙下。",
        f"{done:,} entries were behind; all are under the newest keys.",
    )
    typer.echo(in_words(told))


def operator(city: str) -> Actor:
    """Whoever may open the platform's own files acts as its engineer."""
    return Actor.of(OPERATOR, rights_of(Role.ENGINEER), area=city)


def city_now() -> datetime:
    """The city's time: the demonstration's own, else the machine's."""
    config = load()
    return config.demonstration_now if config.demonstration else MachineClock().now()


def _progress(done: int, people: int) -> None:
    say(Words(f"  {done:,}/{people:,} 人", f"  {done:,} of {people:,} people"))


def _entries(done: int) -> None:
    say(Words(f"  {done:,} 条", f"  {done:,} entries"))


def _due_words(people: int, days: int, *, is_default: bool) -> Words:
    zh, en = ("（缺省值，可信度D）", " (a default of ours: confidence D)") if is_default else ("", "")
    return Words(
        f"{people:,} 人到期：最后一件事项办结满 {days} 天{zh}。",
        f"{people:,} people are due: {days} days after their last matter{en}.",
    )
