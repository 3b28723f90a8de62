"""Words of matters."""

from lianfang.kernel.words import Words

WORDS: dict[str, Words] = {}
