"""The API, made from the one table of operations: tokens, scopes, and errors with the same facts as on pages."""

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import HttpBearer

from lianfang.domains.accounts import public as accounts
from lianfang.domains.accounts.errors import TokenNotValid
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words
from lianfang.web import errors
from lianfang.web.routes.api import OPERATIONS
from lianfang.web.routes.row import Operation


class NotReadable(Refusal):
    code = "request-not-readable"
    says = Words("请求里的 {where} 看不懂。", "This part of the request could not be read: {where}.")
    remedy = Words(
        "请对照 /api/openapi.json 改正后再发；什么都没有保存。",
        "Correct it by /api/openapi.json and send it again; nothing was saved.",
    )


class Token(HttpBearer):
    """A token in date that carries the operation's scope."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> object:
        """The actor, whom the request keeps. Raises TokenNotValid, NotPermitted."""
        request.actor = accounts.actor_of_token(token, now=request.machine.now())
        if self.scope:
            request.actor.must_hold(self.scope)
        return request.actor


def api_of(operations: tuple[Operation, ...]) -> NinjaAPI:
    """The API that answers `operations` and nothing else; its own pages of documents are left out (they need a CDN)."""
    made = NinjaAPI(title="Lianfang", version="1", docs_url=None, urls_namespace="api")
    for row in operations:
        add = made.api_operation(
            [row.method],
            row.path,
            url_name=row.name,
            auth=Token(row.scope),
            response=row.response,
            operation_id=row.name,
        )
        add(row.view)
    made.add_exception_handler(Refusal, _refused)
    made.add_exception_handler(AuthenticationError, lambda request, _: errors.present(request, TokenNotValid()))
    made.add_exception_handler(ValidationError, _not_readable)
    made.add_exception_handler(Http404, lambda request, _: errors.not_found(request))
    return made


def _refused(request: HttpRequest, refusal: Refusal | type[Refusal]) -> HttpResponse:
    assert isinstance(refusal, Refusal)
    return errors.present(request, refusal)


def _not_readable(request: HttpRequest, error: ValidationError | type[ValidationError]) -> HttpResponse:
    """Where the request cannot be read; what was sent is not repeated."""
    assert isinstance(error, ValidationError)
    places = sorted({".".join(str(part) for part in each.get("loc", ())[1:]) for each in error.errors})
    return errors.present(request, NotReadable(where=", ".join(places)[:200]))


api = api_of(OPERATIONS)
