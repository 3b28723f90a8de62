"""In which language the command line speaks: `--lang` says it; without it, the language of the machine."""

import os
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from enum import StrEnum
from typing import Annotated, Any

import typer
from typer.main import get_command

from lianfang.kernel.words import Words


class Language(StrEnum):
    """The languages of the command line."""

    ZH = "zh"
    EN = "en"


def of_machine(environment: Mapping[str, str]) -> Language:
    """Chinese where the machine speaks Chinese, English everywhere else; the first of these variables decides."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    chosen = next((environment[name] for name in names if environment.get(name)), "")
    return Language.ZH if chosen.lower().startswith("zh") else Language.EN


OWN = of_machine(os.environ)
_spoken = ContextVar("language of the command line", default=OWN)


def spoken() -> Language:
    """The language in which this command was asked to speak."""
    return _spoken.get()


def speak(language: Language) -> Language:
    """Speak this language from now on."""
    _spoken.set(language)
    return language


LangOption = Annotated[
    Language, typer.Option("--lang", help="Language of what is said.", callback=speak, is_eager=True)
]


def in_words(text: str | Words) -> str:
    """A text in the language that is spoken."""
    return text.in_(spoken()) if isinstance(text, Words) else text


def with_language(app: typer.Typer) -> Any:
    """The command of `app`, in which every command takes --lang, also those that report nothing in words."""
    command = get_command(app)
    option = _option()
    for leaf in _leaves(command):
        if all(parameter.name != option.name for parameter in leaf.params):
            leaf.params.append(option)
    return command


def _leaves(command: Any) -> Iterator[Any]:
    below = getattr(command, "commands", None)
    if below is None:
        yield command
    for one in (below or {}).values():
        yield from _leaves(one)


def _option() -> Any:
    """`--lang` as Typer makes it of LangOption; its callback hears it, the command does not."""
    listener = typer.Typer(add_completion=False)

    @listener.command()
    def listen(lang: LangOption = OWN) -> None:
        """Take the option."""

    (option,) = (parameter for parameter in get_command(listener).params if parameter.name == "lang")
    option.expose_value = False
    return option
