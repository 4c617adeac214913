"""Paragraphs → spaCy trees on the parser view, and the few questions we ask of a tree.

The French model reads « as a verb and ’ as the end of a word, and ends sentences at guillemets. It is
given a view of the same length in plain typography, with sentence borders found on characters.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from kg.frenchmodel import lemmatizer, load
from kg.model import Article, Span
from kg.quotes import SINGLE, Quote, find_quotes
from kg.versions import MODEL

if TYPE_CHECKING:
    from spacy.lang.fr.lemmatizer import FrenchLemmatizer
    from spacy.language import Language
    from spacy.tokens import Doc, Token

_VIEW = str.maketrans({
    "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "«": '"', "»": '"', "“": '"', "”": '"', "„": '"', "‟": '"',
    "‹": '"', "›": '"', "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "\u200b": " ", "\ufeff": " ",
    "\t": " ", "\n": " ", "\r": " ", "‑": "-", "‐": "-", "—": "–",
})  # fmt: skip

_MARKED = re.compile(r'"|[^"]+')
_ELIDED = {"c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"}
_END = re.compile(r"[.!?…]+[\"»”'’)\]\s]*")
_ABBREVIATION = re.compile(
    r"(?:^|[\s('\"«“(-])(?:M|MM|Mme|Mmes|Mlle|Mlles|Mgr|Me|Dr|Drs|Pr|St|Ste|Sts|av|apr|art|boul|bd|cf|coll|éd|éds|env|etc|ex|fig|hab|"
    r"janv|févr|juil|sept|oct|nov|déc|no|nos|n°|p|pp|tél|vol|vs|Jr|Sr|Ph|Ch|Th|[A-ZÉÈ])\.$"
)


def view(text: str) -> str:
    """The text as the parser reads it, of the same length: plain quotation marks, apostrophes and spaces.

    >>> view("« L’Otan »")
    '" L\\'Otan "'
    """
    plain = SINGLE.sub(lambda pair: f'"{pair[0][1:-1]}"', text)  # ‘Nous n’irons pas’
    return plain.translate(_VIEW)


#: What agencies and desks put after the last sentence: « (ats/afp) », « (AFP) ».
_SIGNATURE = re.compile(r"\s*\([A-Za-z]{2,8}(?:[/,] ?[A-Za-z]{2,8}){0,2}\)\s*$")


_OPENERS = re.compile("[«“\"'‘( \u00a0\u202f\u2009–—-]*")


def split_sentences(text: str) -> list[int]:
    """Offsets at which a sentence of ``text`` starts, the first always 0.

    A full stop ends a sentence where the next word starts in upper case or with a mark, also where
    the page lost the space between them (« prudent.Le reste »); not after « M. », « J. », « 3.5 », « [...] ».
    An agency's signature at the end is a sentence of its own.

    >>> split_sentences("M. Vial est venu. Il a dit non.")
    [0, 18]
    >>> split_sentences("Il a dit non. (ats/afp)")
    [0, 14]
    """
    starts = [0]
    for match in _END.finditer(text):
        end = match.end()
        if end >= len(text) or end - starts[-1] < 2:
            continue
        dots = match.group().rstrip("\"»”'’)] \t\u00a0\u202f\u2009\n")
        if "]" in match.group() and text.endswith(("[", "[.", "("), 0, match.start()):
            continue
        tail = text[max(starts[-1], match.start() - 8) : match.start()] + dots
        if dots == "." and _ABBREVIATION.search(tail):
            continue
        word = _OPENERS.match(text, end).end()  # type: ignore[union-attr]
        following = text[word : word + 2]
        if not following:
            continue
        if _SIGNATURE.match(text, end):
            starts.append(end)  # « … la République. (ats/afp) »: whoever wrote it
            continue
        if text[end - 1].isspace() or match.group()[-1] in '»”"':
            if not (following[0].isupper() or following[0].isdigit()):
                continue
        elif not _glued(text, match.start(), end, following):
            continue
        # a mark that opens the next sentence was taken for one that closes this one
        close = re.search(r"\s+[\"'’]$", match.group())
        if close and text[end : end + 1] not in ("", " "):
            end = match.start() + close.start() + len(close.group()) - 1
        starts.append(end)
    posts = [m.end() for m in _POST.finditer(text) if m.end() < len(text)]
    lines = [m.end() for pattern in (_DATELINE, _HEADING, _CLOSED) for m in pattern.finditer(text)]
    return sorted({*starts, *posts, *lines}) if posts or lines else starts


_AFTER_NUMBER = re.compile(r"[A-ZÀÉÈ](?:['’]|[a-zàâçéèêëîïôùûü]+[ '’])")  # « de 2017.L’ancien maire »
_SIR = re.compile(r"MM?\. ?[A-ZÀÉÈ]")


def _glued(text: str, dot: int, end: int, following: str) -> bool:
    """Whether a stop with no space after it ends a sentence: « prudent.Le reste », « ».L’une », « ?Certains »."""
    before = text[dot - 1]
    if before.isdigit() and text[end] in "«“":
        return True
    if text[end] in "«“" and following[0].isupper() and before.isalnum():
        return True  # « sur LCI.« Je … »
    if before.isdigit():
        return bool(_AFTER_NUMBER.match(text, end))
    if not (before.islower() or before in '»”)" \u00a0\u202f\u2009'):
        return False
    if text[end] in "«“" and following[0].isupper():
        return True
    if _SIR.match(text, end):
        return True  # « fermés samedi.M. Vial a dit »
    return following[0].isupper() and (following[1:2].islower() or following[1:2] in "’' ")


#: « PARIS | Les Français … »: the place of the report, before a bar.
_DATELINE = re.compile(r"^[^\W\d_]+(?:[ -][^\W\d_]+){0,2}\s\|\s")

#: « les frais bancairesLes patrons … »: a heading that the page has glued to the sentence after it.
_HEADING = re.compile(
    r"(?<![\w@#/.])[a-zàâçéèêëîïôùûü]{4,}(?=[A-ZÀÉÈ][a-zàâçéèêëîïôùûü]*[ ’'\u00a0][a-zàâçéèêëîïôùûü«])"
)

#: Where a post that a page holds ends: the address of its picture, or its English date.
_POST = re.compile(
    r"pic\.twitter\.com/\w{10}|(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r" \d{1,2}, \d{4}"
)

#: « … d'urgence sociale»Ceux qui attendaient … »: a sentence that the page has glued to the quotation before it.
_CLOSED = re.compile(
    r"(?:(?<=[^\W\d_][»”])|(?<=[^\W\d_][ \u00a0\u202f][»”]))(?=[A-ZÀÉÈÎ](?:[a-zàâçéèêëîïôùûü]+ |['’]))"
)


@dataclass(frozen=True)
class Paragraph:
    """One kept paragraph: its place, its tree (of the view), its quotations, its sentences.

    ``doc`` counts characters from the paragraph's start; all else counts in the article.
    """

    index: int
    span: Span
    text: str
    doc: Doc
    quotes: tuple[Quote, ...]

    def start(self, token: Token) -> int:
        """Offset in the article of the token's first character."""
        return self.starts[token.i]

    def end(self, token: Token) -> int:
        """Offset in the article after the token's last character."""
        return self.ends[token.i]

    @cached_property
    def starts(self) -> list[int]:
        """Offset in the article of each token. The tree has no tokens for spaces: ``token.idx`` is not it."""
        return [self.span.start + offset for offset in self.doc.user_data["offsets"]]

    @cached_property
    def ends(self) -> list[int]:
        """Offset in the article after each token."""
        return [start + len(token) for start, token in zip(self.starts, self.doc, strict=True)]

    @cached_property
    def forms(self) -> list[str]:
        """The words of the tree as they stand: a list is read many times faster than the tree."""
        return [token.text for token in self.doc]

    @cached_property
    def words(self) -> list[str]:
        """The words of the tree in lower case."""
        return [form.lower() for form in self.forms]

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """Sentences as a reader sees them: a full stop inside a quotation ends none of them.

        Unlike the parser's, which are finer, they keep « A. B », a-t-il dit together.
        """
        inside = iter([q.span for q in self.quotes if q.depth == 0])
        quote, reach = next(inside, None), 0  # the next quotation, and where the ones before it end
        starts = [self.span.start]
        for offset in self.doc.user_data["sentences"][1:]:
            at = self.span.start + offset
            while quote is not None and quote.start < at:
                reach = max(reach, quote.end)
                quote = next(inside, None)
            if at >= reach:
                starts.append(at)
        ends = [*starts[1:], self.span.end]
        return tuple(Span(a, b) for a, b in zip(starts, ends, strict=True))

    def sentence_at(self, offset: int) -> Span:
        """The reader's sentence that holds the character at ``offset``."""
        at = bisect_right(self._sentence_starts, offset) - 1
        return self.sentences[at] if at >= 0 and offset < self.sentences[at].end else self.sentences[-1]

    def token_at(self, offset: int) -> int:
        """Index of the first token that ends after ``offset``; the number of tokens if there is none."""
        return bisect_right(self.ends, offset)

    def tokens(self, span: Span) -> Iterator[Token]:
        """The tokens that start inside ``span``."""
        doc, starts = self.doc, self.starts
        for i in range(bisect_left(starts, span.start), bisect_left(starts, span.end)):
            yield doc[i]

    def quote_at(self, offset: int) -> Quote | None:
        """The outermost quotation whose words hold the character at ``offset``."""
        before = bisect_right(self._inner_starts, offset)
        at = bisect_right(self._inner_reach, offset)  # the first one that reaches over the offset, or one before it
        return self.quotes[at] if at < before else None

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    @cached_property
    def _inner_starts(self) -> list[int]:
        return [quote.inner.start for quote in self.quotes]

    @cached_property
    def _inner_reach(self) -> list[int]:
        return list(accumulate((quote.inner.end for quote in self.quotes), max))


@dataclass(frozen=True)
class Parsed:
    """An article with its kept paragraphs, parsed."""

    article: Article
    paragraphs: tuple[Paragraph, ...]

    @property
    def text(self) -> str:
        """The words of the article, which all spans count in."""
        return self.article.text

    @cached_property
    def straight(self) -> str:
        """The words of the article with straight apostrophes and plain spaces, of the same length."""
        return self.text.replace("’", "'").replace("\u00a0", " ")

    def paragraph_at(self, offset: int) -> Paragraph:
        """The paragraph that holds the character at ``offset``; the last one before it if none does."""
        return self.paragraphs[max(0, bisect_right(self._starts, offset) - 1)]

    def sentence_number(self, offset: int) -> int:
        """The number of the reader's sentence that holds the character, counted over the article."""
        return bisect_right(self._sentences, offset)

    @cached_property
    def _starts(self) -> list[int]:
        return [p.span.start for p in self.paragraphs]

    @cached_property
    def _sentences(self) -> list[int]:
        return [s.start for p in self.paragraphs for s in p.sentences]


_LONG_WORD = re.compile(r"\S{200}(?=\S)")


def _stretches(text: str, borders: Sequence[int]) -> Iterator[tuple[int, int, bool]]:
    """The sentences, and whether a stretch starts one: a word of more than 200 characters is cut.

    The tokenizer's rules for what stands at the end of a word take time in proportion to the square of its length.
    """
    for start, end in zip(borders, [*borders[1:], len(text)], strict=True):
        first = True
        for cut in (*(word.end() for word in _LONG_WORD.finditer(text, start, end)), end):
            yield start, cut, first
            start, first = cut, False


_BATCH = 50_000  # characters that the model has in hand at once: 200,000 took 1 GB, and went no faster


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """The texts in their order, as many together as the model may have in hand."""
    first = length = 0
    for number, text in enumerate(texts):
        if length and length + len(text) > _BATCH:
            yield texts[first:number]
            first, length = number, 0
        length += len(text)
    yield texts[first:]


class Parser:
    """The French model. Loading it takes a second or more: make one and keep it."""

    def __init__(self, model: str = MODEL) -> None:
        self.nlp: Language = load(model)

    def __call__(self, article: Article, kept: Sequence[Span]) -> Parsed:
        """Parse the ``kept`` paragraphs of ``article``."""
        texts = [span.of(article.text) for span in kept]
        docs = (doc for batch in _batches(texts) for doc in self.nlp.pipe(self._tokenized(batch)))
        found = find_quotes(article.text, kept)
        paragraphs = tuple(
            Paragraph(i, span, text, doc, quotes)
            for i, (span, text, doc, quotes) in enumerate(zip(kept, texts, docs, found, strict=True))
        )
        return Parsed(article, paragraphs)

    def lemma(self, token: Token) -> str:
        """The lemma of one word, in lower case: lemmatizing only what is asked for costs little."""
        return self._lemmatizer.rule_lemmatize(token)[0].lower()

    @cached_property
    def _lemmatizer(self) -> FrenchLemmatizer:
        return lemmatizer(self.nlp)

    def _tokenized(self, texts: Iterable[str]) -> Iterator[Doc]:
        from spacy.tokens import Doc

        for text in texts:
            seen, borders = view(text), split_sentences(text)
            words: list[str] = []
            offsets: list[int] = []
            spaces: list[bool] = []
            starts: list[bool | int | None] = []
            # one sentence at a time: « l’Otan.Les alliés » is two, though the page lost their space
            for start, end, first in _stretches(seen, borders):
                for token in self.nlp.tokenizer(seen[start:end]):
                    if token.is_space:
                        if spaces:
                            spaces[-1] = True
                        continue
                    if token.text == "'" and not first and not spaces[-1] and words[-1].lower() in _ELIDED:
                        words[-1] += "'"  # « d'"amateurisme" »: the mark after it parts the two
                        spaces[-1] = bool(token.whitespace_)
                        continue
                    for part in _MARKED.finditer(token.text):  # « d'"ici" » may come as one token
                        words.append(part.group())
                        spaces.append(bool(token.whitespace_) and part.end() == len(token.text))
                        offsets.append(start + token.idx + part.start())
                        starts.append(first)
                        first = False
            data = {"offsets": offsets, "sentences": borders}
            yield Doc(self.nlp.vocab, words=words, spaces=spaces, sent_starts=starts, user_data=data)
