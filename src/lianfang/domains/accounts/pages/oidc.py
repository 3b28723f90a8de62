"""The door of staff through the city's own sign-in, when the installation has one."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from lianfang.domains.accounts import commands, queries
from lianfang.domains.accounts.pages.coming_in import let_in, put_before_second_step
from lianfang.gateways.oidc import NotBelieved, Provider, provider_of

BEGUN = "accounts.oidc"  # session key: what must come back


@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Off to the city's sign-in: by a link, since a form of ours may be sent nowhere else."""
    begun = _provider().begin(back=request.build_absolute_uri(reverse("oidc_back")))
    request.session[BEGUN] = begun.kept
    return HttpResponseRedirect(begun.url)


@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Back from it. Where it asked for no more than a password, our second step follows."""
    kept = request.session.pop(BEGUN, None)
    if kept is None:
        raise NotBelieved
    named = _provider().end(request.GET, kept, now=request.machine.now())
    account = commands.accept_named(username=named.username, at=request.clock.now())
    if named.strong:
        return let_in(request, account)
    put_before_second_step(request, account)
    has_one = any(queries.second_factors(account.pk).values())
    return HttpResponseRedirect(reverse("second_step" if has_one else "enrol"))


def _provider() -> Provider:
    provider = provider_of(settings.CONFIG)
    if provider is None:
        raise Http404
    return provider
