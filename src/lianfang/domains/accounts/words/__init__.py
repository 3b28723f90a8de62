"""Words of the room: of its pages, and of its acts."""

from lianfang.domains.accounts.words import acts, pages
from lianfang.kernel.words import Words

WORDS: dict[str, Words] = {**pages.WORDS, **acts.WORDS}
