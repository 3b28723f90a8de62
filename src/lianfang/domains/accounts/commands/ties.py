"""Whose code an account may show: one's own, that of somebody who consented, that of somebody one answers for.

A phone is not a person. A tie to oneself, or of a guardian, rests on a document seen at a desk or on the identity
service; a helper's on the person's own consent, given as a code that works once. Every tie can be ended.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from secrets import token_hex

from django.conf import settings
from django.db import IntegrityError, transaction

from lianfang.domains.accounts import queries
from lianfang.domains.accounts.commands import attempts
from lianfang.domains.accounts.commands.readable import as_typed, readable_code
from lianfang.domains.accounts.errors import AlreadyTied, HelpsEnough, NoSuchAccount, NotVerified, WrongOffer
from lianfang.domains.accounts.models import Account, HelpOffer, PersonTie
from lianfang.domains.accounts.states import Ground, Kind, Tie
from lianfang.domains.audit import public as audit
from lianfang.gateways.identity import Identity
from lianfang.kernel.actors import Actor
from lianfang.kernel.documents import Document
from lianfang.kernel.personal import Personal, Purpose
from lianfang.kernel.pseudonyms import pseudonyms_in

HELPED = 4  # people whom one account may help
OFFER_HOLDS, OFFER_LENGTH = timedelta(minutes=15), 8
GUARDIANSHIP_ENDS = 18  # years of age of a child


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody says of themselves at the identity service: the document, the name, what its app issued."""

    document: Document
    name: Personal[str]
    proof: Personal[str]


@transaction.atomic
def bind_at_desk(
    *, phone: Personal[str], document: Document, tie: Tie, area: str, by: Actor, at: datetime
) -> PersonTie:
    """A desk saw the document: the phone's account stands to the person as themselves or as guardian.

    Raises NoSuchAccount when nobody has signed in with that phone yet, and AlreadyTied.
    """
    by.must("accounts.bind", area=area)
    account = Account.objects.filter(phone_mark=queries.mark(phone, about="accounts.phone")).first()
    if account is None or tie is Tie.HELPER:
        raise NoSuchAccount
    made = PersonTie(
        account=account,
        person=_pseudonym(document),
        tie=tie.value,
        ground=Ground.DESK.value,
        document=f"{document.kind.value} {document.masked}",
        until=_of_age(document, at) if tie is Tie.GUARDIAN else None,
    )
    return _begin(made, by=by, at=at, area=area)


def bind_by_gateway(
    *, account_id: int, claim: Claim, identity: Identity, by: Actor, at: datetime, now: datetime
) -> PersonTie:
    """The identity service confirmed who holds the phone.

    Raises NotVerified, TooManyTries, AlreadyTied, GatewayDown.
    """
    attempts.take(attempts.SECOND_FACTOR, Personal(by.id), now=now)
    if not identity.confirms(claim.document, claim.name, claim.proof, once=token_hex(8)):
        raise NotVerified
    account = Account.objects.get(pk=account_id, kind=Kind.CITIZEN.value)
    person, ground = _pseudonym(claim.document), Ground.GATEWAY.value
    return _begin(PersonTie(account=account, person=person, tie=Tie.SELF.value, ground=ground), by=by, at=at)


@transaction.atomic
def offer_help(*, account_id: int, person: str, by: Actor, at: datetime, now: datetime) -> str:
    """A person consents that somebody helps them: a code for that helper, shown once. Raises NoSuchAccount."""
    if not PersonTie.objects.filter(account=account_id, person=person, tie=Tie.SELF.value, ended_at=None).exists():
        raise NoSuchAccount
    code = readable_code(OFFER_LENGTH)
    HelpOffer.objects.filter(person=person, taken_at=None).delete()
    HelpOffer.objects.create(
        person=person,
        offered_by_id=account_id,
        code_mark=queries.mark(Personal(code), about="accounts.offer"),
        offered_at=now,
        until=now + OFFER_HOLDS,
    )
    audit.record("accounts.offer_help", subject=f"person {person}", by=by, at=at)
    return code


def take_help(*, account_id: int, code: Personal[str], by: Actor, at: datetime, now: datetime) -> PersonTie:
    """A helper takes up a consent. Raises WrongOffer, HelpsEnough, AlreadyTied, TooManyTries."""
    attempts.take(attempts.CODE_TRIED, Personal(by.id), now=now)
    with transaction.atomic():
        offers = HelpOffer.objects.select_for_update().filter(
            code_mark=queries.mark(as_typed(code), about="accounts.offer"), taken_at=None, until__gt=now
        )
        offer = offers.first()
        if offer is None or offer.offered_by_id == account_id:
            raise WrongOffer
        account = Account.objects.select_for_update().get(pk=account_id, kind=Kind.CITIZEN.value)
        helped = [tie for tie in queries.ties(account_id, at=at) if tie.tie == Tie.HELPER.value]
        if len(helped) >= HELPED:
            raise HelpsEnough(most=HELPED)
        offer.taken_at = now
        offer.save(update_fields=["taken_at"])
        made = PersonTie(account=account, person=offer.person, tie=Tie.HELPER.value, ground=Ground.CONSENT.value)
        return _begin(made, by=by, at=at)


@transaction.atomic
def look_at_code(*, person: str, by: Actor, at: datetime) -> None:
    """A helper or a guardian looked at somebody's code: safety 7."""
    audit.record("accounts.look", subject=f"person {person}", by=by, at=at)


@transaction.atomic
def end_tie(*, tie_id: int, account_id: int, by: Actor, at: datetime) -> None:
    """End a tie: whoever holds it, or the person themselves. Raises NoSuchAccount for anything else."""
    tie = PersonTie.objects.select_for_update().filter(pk=tie_id, ended_at=None).first()
    if tie is None or not (tie.account_id == account_id or _is_self(account_id, tie.person)):
        raise NoSuchAccount
    tie.ended_at, tie.ended_by = at, by.id
    tie.save(update_fields=["ended_at", "ended_by"])
    if tie.tie == Tie.SELF.value:
        HelpOffer.objects.filter(person=tie.person, offered_by=tie.account_id, taken_at=None).delete()
    audit.record("accounts.end_tie", subject=f"person {tie.person}", by=by, at=at)


@transaction.atomic
def _begin(tie: PersonTie, *, by: Actor, at: datetime, area: str = "") -> PersonTie:
    tie.begun_at, tie.begun_by = at, by.id
    try:
        with transaction.atomic():
            tie.save(force_insert=True)
    except IntegrityError:
        raise AlreadyTied from None
    audit.record(f"accounts.tie_{tie.tie}", subject=f"person {tie.person}", by=by, at=at, area=area)
    return tie


def _pseudonym(document: Document) -> str:
    return pseudonyms_in(settings.CONFIG.keys_dir).of(document)


def _is_self(account_id: int, person: str) -> bool:
    return PersonTie.objects.filter(account=account_id, person=person, tie=Tie.SELF.value, ended_at=None).exists()


def _of_age(document: Document, at: datetime) -> datetime | None:
    """When a child is of age; None for a grown person without capacity, or when the document does not say."""
    if document.born is None:
        return None
    born: date = document.born.reveal(Purpose.DECIDE)
    day = min(born.day, 28) if born.month == 2 else born.day
    ends = at.replace(year=born.year + GUARDIANSHIP_ENDS, month=born.month, day=day, hour=0, minute=0, second=0)
    return ends if ends > at else None
