"""A refusal is part of the product: a code, a sentence and a next step, in both languages of the city."""

from typing import ClassVar

from lianfang.kernel.words import Words


class Refusal(Exception):
    """A "no" that people can act on. Subclass it; codes never change once released.

    `says` and `remedy` hold blanks for the keyword arguments given to the constructor; an argument that is itself
    `Words` is filled in in the reader's language. As a text, a refusal is English: that is what logs hold.
    `status` is the HTTP status a web door answers with.
    """

    code: ClassVar[str] = "refused"
    says: ClassVar[Words | str] = Words("这件事办不成。", "This cannot be done.")
    remedy: ClassVar[Words | str] = Words("请联系平台的管理员。", "Ask the operator of the platform.")
    status: ClassVar[int] = 422
    registry: ClassVar[dict[str, type["Refusal"]]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.says, cls.remedy = words(cls.says), words(cls.remedy)
        other = Refusal.registry.setdefault(cls.code, cls)
        if other is not cls:
            raise TypeError(f"refusal code {cls.code} is taken by {other.__qualname__}")

    def __init__(self, **details: object) -> None:
        self.details = details
        super().__init__(self.sentence())

    @property
    def sentences(self) -> Words:
        """What cannot be done, and why."""
        return words(type(self).says).filled(**self.details)

    @property
    def next_steps(self) -> Words:
        """What the reader can do now."""
        return words(type(self).remedy).filled(**self.details)

    def sentence(self, language: str = "en") -> str:
        """What cannot be done, and why, in `language`."""
        return self.sentences.in_(language)

    def next_step(self, language: str = "en") -> str:
        """What the reader can do now, in `language`."""
        return self.next_steps.in_(language)


def words(text: Words | str) -> Words:
    """A text that is not in Chinese yet is English for everybody."""
    return Words(text, text) if isinstance(text, str) else text


class NoSuch(Refusal):
    code = "no-such"
    says = Words("没有{what} {id}。", "There is no {what} {id}.")
    remedy = Words(
        "请核对编号；现有的都在您来时的列表里。", "Check the number; a list of what exists is where you came from."
    )
    status = 404


class ChangedMeanwhile(Refusal):
    """Of two who change the same thing at once, the second is told."""

    code = "changed-meanwhile"
    says = Words(
        "您查看期间有人改动过；您的改动没有保存。",
        "Somebody changed this while you were looking at it; nothing of yours was saved.",
    )
    remedy = Words("请先看现在的内容，再作改动。", "Look at it again as it is now, then make your change.")
    status = 409
