"""What people type at the door and at the desks of accounts, read once."""

from django.http import HttpRequest

from lianfang.domains.accounts.commands import Claim, TokenAsked
from lianfang.domains.accounts.queries import Post
from lianfang.kernel.clock import civil_day
from lianfang.kernel.documents import Document, read_document
from lianfang.kernel.personal import Personal

LONGEST = 200


def text(request: HttpRequest, name: str) -> str:
    """One field, without blanks around it, never longer than LONGEST."""
    return str(request.POST.get(name, "")).strip()[:LONGEST]


def secret(request: HttpRequest, name: str) -> Personal[str]:
    """One field that must not print: a password, a code, a name."""
    return Personal(str(request.POST.get(name, ""))[:LONGEST])


def number(request: HttpRequest, name: str) -> int:
    """One field that is a whole number; 0 when it is none."""
    typed = text(request, name)
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def post(request: HttpRequest) -> Post:
    """The post somebody is to have."""
    return Post(text(request, "role"), text(request, "area"), text(request, "organisation"))


def token(request: HttpRequest) -> TokenAsked:
    """What a token is to be."""
    scopes = frozenset(str(scope) for scope in request.POST.getlist("scopes"))
    names = (text(request, "label"), text(request, "organisation"), text(request, "area"))
    return TokenAsked(*names, scopes, number(request, "days"))


def document(request: HttpRequest) -> Document:
    """A paper of a person. Raises NotADocument."""
    today = civil_day(request.clock.now(), zone=request.clock.now().tzinfo)
    return read_document(text(request, "kind"), text(request, "number"), on=today)


def claim(request: HttpRequest) -> Claim:
    """What somebody says of themselves at the identity service."""
    return Claim(document(request), secret(request, "name"), secret(request, "proof"))
