"""Small controls: who I am, the city's clock, language and look. Each goes back to the page it was on."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import LANGUAGES, Words
from lianfang.web import reader
from lianfang.web.installation import STRANGER, here

A_YEAR = 365 * 24 * 3600
SET_BY_LOOK = {reader.LOOK_COOKIE: ("look", reader.LOOKS), reader.SIZE_COOKIE: ("size", reader.SIZES)}


class NoSuchPerson(Refusal):
    code = "no-such-person"
    says = Words("演示城市里没有这个人物。", "There is no such person in the demonstration city.")
    remedy = Words("在首页重新选一个。", "Choose someone on the first page.")
    status = 404


@require_POST
def choose_person(request: HttpRequest) -> HttpResponse:
    """Be an invented person from now on, or nobody when none is given."""
    chosen = request.POST.get("person", "")
    if not chosen:
        request.session.pop(reader.PERSON, None)
        return redirect("home")
    known = {person.person_id for person in here().people} | {STRANGER}
    if not here().config.demonstration or chosen not in known:
        raise NoSuchPerson
    request.session[reader.PERSON] = chosen
    reader.start_clock_unless_running(request)
    return redirect("me")


@require_POST
def set_clock(request: HttpRequest) -> HttpResponse:
    """Move the city's clock; back to where it begins when no day is given."""
    day, hour = request.POST.get("day", "").strip(), request.POST.get("time", "").strip() or "12:00"
    if not day:
        reader.start_clock(request)
        return _back(request)
    try:
        shows = datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=here().config.city_zone)
    except ValueError:
        raise reader.NotCityTime from None
    reader.start_clock(request, shows)
    return _back(request)


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Read in Chinese or in English from now on."""
    response = _back(request)
    if (language := request.POST.get("language")) in LANGUAGES:
        _remember(response, reader.LANGUAGE_COOKIE, str(language))
    return response


@require_POST
def set_look(request: HttpRequest) -> HttpResponse:
    """Light or dark, normal or large text, from now on."""
    response = _back(request)
    for cookie, (name, known) in SET_BY_LOOK.items():
        if (value := request.POST.get(name)) in known:
            _remember(response, cookie, str(value))
    return response


def _remember(response: HttpResponse, cookie: str, value: str) -> None:
    secure = not here().config.demonstration
    response.set_cookie(cookie, value, max_age=A_YEAR, samesite="Lax", httponly=True, secure=secure)


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """To the page the form was on, if it is one of ours."""
    target = request.POST.get("next", "/")
    ours = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return HttpResponseRedirect(target if ours else "/")
