"""The room's door for other rooms: their own doings as facts, in the same transaction."""

from lianfang.domains.intake.commands import Given, fill_demonstration, give_own

__all__ = ["Given", "fill_demonstration", "give_own"]
