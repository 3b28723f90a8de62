"""A search index over short texts in Chinese and English, in memory: which texts answer a question best.

Chinese is cut twice, into words (rjieba) and into pairs of characters: words know meaning, pairs find what no word list
knows. English words are cut to their stems. Texts are ranked by BM25 over both, a title counting on top of its body.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import log

import rjieba
import tantivy

TITLE_WEIGHT = 0.5
WRITER_BYTES = 15_000_000  # tantivy's least
LONGEST_QUESTION = 200  # characters that are looked at
WORD = re.compile(r"\w")
HAN = re.compile(r"[\u3400-\u9fff]+")
SENTENCE = re.compile(r"[^。！？；!?;\n]+[。！？；!?;\n]*")
FIELDS = {"body_words": 1.0, "body_pairs": 1.0, "title_words": TITLE_WEIGHT, "title_pairs": TITLE_WEIGHT}


@dataclass(frozen=True, slots=True)
class Text:
    """What can be found: a key of one's own, a title (may be empty) and a body."""

    key: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A text that was found, and how well it fits (higher is better; comparable within one question only)."""

    key: str
    score: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a passage, and whether it is what was asked for."""

    text: str
    marked: bool


class Index:
    """The texts, ready for questions. Built once; safe to ask from many threads."""

    def __init__(self, texts: Iterable[Text]) -> None:
        self._analyzer = _analyzer()
        self._keys: list[str] = []
        schema = tantivy.SchemaBuilder()
        for name in FIELDS:
            schema.add_text_field(name, stored=False, tokenizer_name="ours")
        schema.add_integer_field("number", stored=True)
        self._schema = schema.build()
        self._index = tantivy.Index(self._schema)
        self._index.register_tokenizer("ours", self._analyzer)
        self._fill(texts)
        self._index.reload()
        self._searcher = self._index.searcher()

    def __len__(self) -> int:
        return len(self._keys)

    def search(self, question: str, *, limit: int = 10) -> list[Hit]:
        """The texts that answer best, best first; none when nothing of the question is known."""
        parts = [(tantivy.Occur.Should, query) for query in self._asked(question[:LONGEST_QUESTION])]
        if not parts or not self._keys:
            return []
        found = self._searcher.search(tantivy.Query.boolean_query(parts), limit).hits
        return [Hit(self._keys[self._searcher.doc(at)["number"][0]], float(score)) for score, at in found]

    def passage(self, question: str, body: str) -> tuple[Piece, ...]:
        """The sentence of a body that says most of what was asked, its words marked; the first one when none does."""
        asked = {term: self._rarity(term) for term in self._terms(question[:LONGEST_QUESTION])}
        sentences = SENTENCE.findall(body) or [body]
        best = max(sentences, key=lambda sentence: sum(asked.get(term, 0.0) for term in self._terms(sentence)))
        return tuple(self._marked(best.strip(), set(asked)))

    def _fill(self, texts: Iterable[Text]) -> None:
        writer = self._index.writer(WRITER_BYTES, 1)
        for number, text in enumerate(texts):
            self._keys.append(text.key)
            writer.add_document(
                tantivy.Document(
                    body_words=words(text.body),
                    body_pairs=pairs(text.body),
                    title_words=words(text.title),
                    title_pairs=pairs(text.title),
                    number=number,
                )
            )
        writer.commit()
        writer.wait_merging_threads()

    def _asked(self, question: str) -> Iterator[tantivy.Query]:
        for name, weight in FIELDS.items():
            cut = words(question) if name.endswith("words") else pairs(question)
            for term in dict.fromkeys(self._analyzer.analyze(cut)):
                yield tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, name, term), weight)

    def _terms(self, text: str) -> set[str]:
        return set(self._analyzer.analyze(f"{words(text)} {pairs(text)}"))

    def _rarity(self, term: str) -> float:
        """How much a term tells: what few texts say tells more."""
        name = "body_pairs" if HAN.fullmatch(term) and len(term) == 2 else "body_words"
        return log(1 + len(self._keys) / (1 + self._searcher.doc_freq(name, term)))

    def _marked(self, sentence: str, asked: set[str]) -> Iterator[Piece]:
        """Neighbouring words of one kind are one piece."""
        held, marked = "", False
        for token in rjieba.cut(sentence):
            is_asked = bool(asked & set(self._analyzer.analyze(token)))
            if held and is_asked != marked:
                yield Piece(held, marked)
                held = ""
            held, marked = held + token, is_asked
        if held:
            yield Piece(held, marked)


def words(text: str) -> str:
    """The words of a text, separated by spaces."""
    return " ".join(word for word in rjieba.cut_for_search(text) if WORD.search(word))


def pairs(text: str) -> str:
    """Every two neighbouring Chinese characters, separated by spaces; a lone character stands for itself."""
    return " ".join(run[at : at + 2] for run in HAN.findall(text) for at in range(max(1, len(run) - 1)))


def _analyzer() -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    for step in (tantivy.Filter.lowercase(), tantivy.Filter.stopword("english"), tantivy.Filter.stemmer("english")):
        builder = builder.filter(step)
    return builder.build()
