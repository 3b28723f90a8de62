"""The door of citizens, and whose code their account may show: themselves, whom they help, whom they answer for."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from lianfang.domains.accounts import commands, queries
from lianfang.domains.accounts.forms import claim, document, secret, text
from lianfang.domains.accounts.pages.coming_in import let_in
from lianfang.domains.accounts.pages.once import keep_once, peek, show_once
from lianfang.domains.accounts.presenters import areas_to_choose, document_kinds, is_demonstration, tie_word
from lianfang.domains.accounts.states import Tie
from lianfang.gateways.identity import identity_of
from lianfang.kernel.personal import Personal, Purpose
from lianfang.kernel.phones import read_phone

both = require_http_methods(["GET", "HEAD", "POST"])
# Session keys: the phone a code was sent to; the code, in the demonstration; a consent code to hand on.
PHONE, SHOWN, OFFER = "accounts.phone", "accounts.shown_code", "accounts.offer"


@both
def phone(request: HttpRequest) -> HttpResponse:
    """Ask for a code. What comes then is the same for every phone."""
    if request.method != "POST":
        return render(request, "accounts/phone.html")
    asked = read_phone(text(request, "phone"))
    code = commands.ask_for_code(
        phone=asked, address=request.address, language=request.reader.language, now=request.machine.now()
    )
    keep_once(request, PHONE, asked.reveal(Purpose.STORE))
    if is_demonstration():
        keep_once(request, SHOWN, code.reveal(Purpose.SHOW_TO_SELF))
    return HttpResponseRedirect(reverse("code"))


@both
def code(request: HttpRequest) -> HttpResponse:
    """Type the code. In the demonstration it stands on the page."""
    asked = peek(request, PHONE)
    if asked is None:
        return HttpResponseRedirect(reverse("phone"))
    if request.method != "POST":
        return render(request, "accounts/code.html", {"tail": asked[-4:], "code": peek(request, SHOWN)})
    account = commands.use_code(
        phone=Personal(asked), code=secret(request, "code"), at=request.clock.now(), now=request.machine.now()
    )
    for key in (PHONE, SHOWN):
        request.session.pop(key, None)
    return let_in(request, account)


def citizen_context(request: HttpRequest) -> dict[str, object]:
    """Whose code this account shows, who helps them, and the consent code that was just made. At most three queries."""
    at = request.clock.now()
    mine = queries.ties(request.who.id, at=at)
    myself = next((tie.person for tie in mine if tie.tie == Tie.SELF.value), None)
    helpers = queries.helpers(myself, at=at) if myself else []
    return {
        "ties": [(tie, tie_word(tie.tie)) for tie in mine],
        "helpers": [(tie, tie_word(tie.tie)) for tie in helpers],
        "bound": myself is not None,
        "offer": show_once(request, OFFER),
        "kinds": document_kinds(),
        "demonstration_proof": is_demonstration(),
    }


@require_POST
def bind_myself(request: HttpRequest) -> HttpResponse:
    """Say who I am, confirmed by the identity service."""
    commands.bind_by_gateway(
        account_id=request.who.id,
        claim=claim(request),
        identity=identity_of(settings.CONFIG),
        by=request.actor,
        at=request.clock.now(),
        now=request.machine.now(),
    )
    return HttpResponseRedirect(reverse("account"))


@require_POST
def offer_help(request: HttpRequest) -> HttpResponse:
    """Consent that somebody helps me: the code is shown once."""
    mine = queries.ties(request.who.id, at=request.clock.now())
    myself = next((tie.person for tie in mine if tie.tie == Tie.SELF.value), "")
    consent = commands.offer_help(
        account_id=request.who.id, person=myself, by=request.actor, at=request.clock.now(), now=request.machine.now()
    )
    keep_once(request, OFFER, consent)
    return HttpResponseRedirect(reverse("account"))


@require_POST
def take_help(request: HttpRequest) -> HttpResponse:
    """Take up somebody's consent."""
    commands.take_help(
        account_id=request.who.id,
        code=secret(request, "code"),
        by=request.actor,
        at=request.clock.now(),
        now=request.machine.now(),
    )
    return HttpResponseRedirect(reverse("account"))


@require_POST
def end_tie(request: HttpRequest, tie_id: int) -> HttpResponse:
    """End a tie of mine, or of somebody who helps me."""
    commands.end_tie(tie_id=tie_id, account_id=request.who.id, by=request.actor, at=request.clock.now())
    return HttpResponseRedirect(reverse("account"))


@both
def bind(request: HttpRequest) -> HttpResponse:
    """The desk: a document was seen, the phone's account stands to its holder."""
    if request.method == "POST":
        tie = Tie.GUARDIAN if text(request, "tie") == Tie.GUARDIAN.value else Tie.SELF
        commands.bind_at_desk(
            phone=read_phone(text(request, "phone")),
            document=document(request),
            tie=tie,
            area=text(request, "area"),
            by=request.actor,
            at=request.clock.now(),
        )
        return HttpResponseRedirect(f"{reverse('bind')}?done=1")
    request.actor.must_hold("accounts.bind")
    areas = areas_to_choose(request.actor, "accounts.bind", request.reader.language)
    return render(
        request, "accounts/bind.html", {"areas": areas, "kinds": document_kinds(), "done": "done" in request.GET}
    )
