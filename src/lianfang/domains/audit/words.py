"""Words of the audit log's page."""

from lianfang.kernel.words import Words

WORDS: dict[str, Words] = {}
