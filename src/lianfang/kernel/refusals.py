"""A refusal is part of the product: a code, a sentence and a next step."""

from typing import ClassVar


class Refusal(Exception):
    """A "no" that people can act on. Subclass it; codes never change once released.

    `says` and `remedy` are format strings over the keyword arguments given to the constructor.
    `status` is the HTTP status a web door answers with.
    """

    code: ClassVar[str] = "refused"
    says: ClassVar[str] = "This cannot be done."
    remedy: ClassVar[str] = "Ask the operator of the platform."
    status: ClassVar[int] = 422
    registry: ClassVar[dict[str, type["Refusal"]]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        other = Refusal.registry.setdefault(cls.code, cls)
        if other is not cls:
            raise TypeError(f"refusal code {cls.code} is taken by {other.__qualname__}")

    def __init__(self, **details: object) -> None:
        self.details = details
        super().__init__(type(self).says.format(**details))

    def next_step(self) -> str:
        """What the reader can do now."""
        return type(self).remedy.format(**self.details)


class NoSuch(Refusal):
    code = "no-such"
    says = "There is no {what} {id}."
    remedy = "Check the number; a list of what exists is where you came from."
    status = 404
