"""Template tags: words in the reader's language, moments on the city's clock, marks, addresses of files."""

from datetime import date, datetime

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lianfang.domains.audit.presenters import Told
from lianfang.kernel import areas
from lianfang.kernel.clock import CITY_ZONE
from lianfang.kernel.words import Words
from lianfang.web import presenters
from lianfang.web import words as book
from lianfang.web.dates import day_words, moment_words
from lianfang.web.frame import asset as asset_address
from lianfang.web.frame import year_of
from lianfang.web.trip_form import Problem

register = template.Library()


def _language(context: Context) -> str:
    return str(context.get("language", "zh"))


@register.simple_tag(takes_context=True)
def say(context: Context, key: str, **details: object) -> str:
    """The page's own words: {% say "home.title" %}."""
    return book.text(key, _language(context), **details)


@register.simple_tag(takes_context=True)
def tell(context: Context, words: Words | str) -> str:
    """Words that came with the data: {% tell reason.says %}."""
    return words.in_(_language(context)) if isinstance(words, Words) else words


@register.simple_tag(takes_context=True)
def moment(context: Context, at: datetime) -> SafeString:
    """A moment, marked up: {% moment decision.until %}."""
    local = at.astimezone(context.get("zone", CITY_ZONE))
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), _moment(context, at))


@register.simple_tag(takes_context=True)
def moment_text(context: Context, at: datetime, *, year: bool = False) -> str:
    """A moment as plain text, to put inside a sentence; with the year always when asked."""
    return _moment(context, at, year=year)


@register.simple_tag(takes_context=True)
def day_text(context: Context, day: date, *, weekday: bool = False, year: bool = False) -> str:
    """A civil day as plain text; of a moment, its day in the city."""
    if isinstance(day, datetime):
        day = day.astimezone(context.get("zone", CITY_ZONE)).date()
    in_view = None if year else year_of(context.get("now"))
    return day_words(day, _language(context), year_in_view=in_view, weekday=weekday)


@register.simple_tag(takes_context=True)
def problem(context: Context, found: Problem) -> str:
    """What is wrong with an answer, in words."""
    return book.text(found.key, _language(context), **found.details)


@register.simple_tag(takes_context=True)
def area_name(context: Context, code: str) -> str:
    """The name of an area by its code: {% area_name row.area %}."""
    return areas.register().name(code, _language(context))


@register.simple_tag(takes_context=True)
def did(context: Context, row: Told) -> str:
    """A row of the audit log as a sentence, by the words of the room that did it: {% did row %}."""
    key = row.word if row.word in book.ALL else "audit.did_something"
    return book.text(key, _language(context), by=row.by, subject=row.subject, what=row.what)


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file: {% asset "css/base.css" %}."""
    return asset_address(path)


@register.filter
def number(count: int | None) -> str:
    """A count with its thousands set apart: {{ people|number }}."""
    return "" if count is None else f"{count:,}"


@register.simple_tag
def mark(tone: str) -> SafeString:
    """The shape that goes with a tone: go, wait, stop, note or quiet."""
    return format_html(
        '<svg class="shape is-{}" aria-hidden="true" focusable="false"><use href="#{}"/></svg>',
        tone,
        presenters.shape_of(tone),
    )


def _moment(context: Context, at: datetime, *, year: bool = False) -> str:
    in_view = None if year else year_of(context.get("now"))
    return moment_words(at, _language(context), zone=context.get("zone", CITY_ZONE), year_in_view=in_view)
