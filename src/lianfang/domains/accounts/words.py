"""Words of the door, of staff accounts and of organisations' tokens."""

from lianfang.kernel.words import Words

WORDS: dict[str, Words] = {}
