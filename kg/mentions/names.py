"""The proper names of an article: runs of capitalised words, cleaned by what the whole article shows of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from kg.lexicon import source_nouns, word_class
from kg.mentions.capitals import ArticleWords, is_common, opens
from kg.mentions.extents import compound, name_end
from kg.mentions.words import capitals, civilities, countries, demonyms, is_first_name, plain, words_of
from kg.model import Kind, Span
from kg.parse import Paragraph, Parsed
from kg.phrases import is_namelike

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_LABEL: dict[str, Kind] = {"PER": "person", "ORG": "organisation", "LOC": "place"}
_OF = {"de", "d'", "du", "des"}
_ARTICLES = {"le", "la", "les", "l'"}
_TOLD = {"afp", "ats", "belga", "reuters"}


@dataclass(frozen=True, slots=True)
class Name:
    """One occurrence of a proper name in the text. ``subject``: it is the subject of a verb."""

    span: Span
    text: str
    kind: Kind
    subject: bool
    paragraph: int


@dataclass(frozen=True, slots=True)
class _Run:
    """A run of name words: tokens ``start`` to ``end`` of its paragraph."""

    paragraph: Paragraph
    start: int
    end: int

    @property
    def tokens(self) -> list[Token]:
        return [self.paragraph.doc[i] for i in range(self.start, self.end)]

    @property
    def span(self) -> Span:
        doc = self.paragraph.doc
        return Span(self.paragraph.start(doc[self.start]), self.paragraph.end(doc[self.end - 1]))

    @property
    def opens_sentence(self) -> bool:
        """« Anne Morel (UDR), elle, défend P »: the first words, where the tree loses whose verb it is."""
        return bool(self.paragraph.doc[self.start].is_sent_start)


def find_names(parsed: Parsed) -> tuple[Name, ...]:
    """Every proper name of the article, in order. The kind is the majority of what is seen of the name."""
    words = ArticleWords(parsed)
    runs = [run for paragraph in parsed.paragraphs for run in _runs(paragraph, words)]
    votes: dict[str, Counter[Kind]] = {}
    for run in runs:
        kind = _kind(run)
        if kind:
            votes.setdefault(_key(run, parsed.text), Counter())[kind] += 1
    names = []
    for run in runs:
        key = _key(run, parsed.text)
        kind = votes[key].most_common(1)[0][0] if key in votes else None
        subject = any(t.dep_.startswith("nsubj") for t in run.tokens) or (kind == "person" and run.opens_sentence)
        span = _before_lost_space(run.span, parsed.text)
        text = _SPACES.sub(" ", span.of(parsed.text).replace("\u00a0", " "))
        names.append(Name(span, text, kind or "thing", subject, run.paragraph.index))
    return tuple(sorted(names, key=lambda n: n.span.start))


_SPACES = re.compile(r"\s+")
_LOST_SPACE = re.compile(r"(?<=[^\W\d]{2})\.(?=[A-ZÉÈÀ][^\W\d])")


def _before_lost_space(span: Span, text: str) -> Span:
    """« l’OTAN.Les États-Unis »: the page lost the space between two sentences."""
    lost = _LOST_SPACE.search(span.of(text))
    return Span(span.start, span.start + lost.start()) if lost else span


@cache
def _peoples() -> frozenset[str]:
    """« Français », « Ukrainiens »: capitalised demonyms in the plural, as keys."""
    return frozenset(plain(form) for form in demonyms() if form.endswith("s"))


def _key(run: _Run, text: str) -> str:
    return plain(run.span.of(text))


def _runs(paragraph: Paragraph, words: ArticleWords) -> Iterator[_Run]:
    doc, forms, small = paragraph.doc, paragraph.forms, paragraph.words
    i = 0
    while i < len(forms):
        if forms[i] == small[i]:  # no capital
            i += 1
            continue
        token = doc[i]
        if not compound(doc, i) and (not is_namelike(token) or is_common(doc, i, words)):
            # « a dit Le Parisien »: the article belongs to the name of a newspaper, inside a sentence
            title = (
                token.text in {"Le", "La", "Les", "L'"}
                and not opens(doc, i)
                and i + 1 < len(doc)
                and is_namelike(doc[i + 1])
            )
            if not title or doc[i + 1].lower_ in words_of("no_names") or doc[i + 1].text.isupper():
                i += 1
                continue
        end = name_end(paragraph, i)
        if end - i > 3 and all(t.text.isupper() for t in doc[i:end] if t.text.isalpha()):
            i = end  # a heading or a credit in capitals
            continue
        run = _Run(paragraph, i, end)
        yield from _split(run)
        i = end


def _is_role(token: Token) -> bool:
    row = source_nouns().get(token.lower_)
    return row is not None and row["kind"] == "person" and not is_first_name(token.text)


def _split(run: _Run) -> Iterator[_Run]:
    """« de l'Intérieur Paul Morel » is two names; « Président Vial », « Chère Madame » lose their titles."""
    doc = run.paragraph.doc
    start, end = run.start, run.end
    if end - start > 2 and doc[start].lower_ in _ARTICLES and _is_role(doc[start + 1]):
        start += 1  # « Le Président Vial »
    while start < end and (doc[start].lower_ in _before_names() or (end - start > 1 and _is_role(doc[start]))):
        start += 1
    if start >= end:
        return
    run = replace(run, start=start, end=end)
    before = doc[start - 1].lower_ if start else ""
    second = _second_name(doc, start, end, before)
    if second is not None:
        titled = doc[second - 1].lower_ in civilities() and second - 1 > start
        yield replace(run, end=second - titled)
        run = replace(run, start=second)
    yield run


@cache
def _before_names() -> frozenset[str]:
    """Titles, and what else has a capital before a name and is no part of it."""
    return (words_of("no_names") | frozenset(civilities())) - _ARTICLES


def _second_name(doc: Doc, start: int, end: int, before: str) -> int | None:
    """Where a person's name starts inside a run of name words that opens with another name."""
    if end - start < 2 or (is_first_name(doc[start].text) and plain(doc[start].text) not in countries()):
        return None
    if doc[start].lower_ in _TOLD and doc[start + 1 : end].text.istitle():
        return start + 1  # « a raconté à l'AFP Nassim »
    country = end - start > 2 and before in _OF and plain(doc[start].text) in countries()
    if country and doc[start + 1].text.istitle() and plain(doc[start : start + 2].text) not in countries():
        return start + 1  # « le grand rabbin de France Samuel Vidal »
    for k in range(start + 2, end):
        if doc[k - 1].lower_ in civilities() and before in _OF | _ARTICLES | {"à", "au", "aux", "sur", "chez"}:
            return k  # « sur Réseau Me Morel »
    for k in range(start + 1, end - 1):
        surname = is_namelike(doc[k + 1]) or doc[k + 1].lower_ in {"le", "la", "de", "du", "d'"}
        capitals = sum(c.isupper() for c in doc[start].text)
        party = k == start + 1 and capitals > 1 and len(doc[start]) < 8  # « le député LREM Paul Morel »
        behind = party or before in _OF | _ARTICLES | {"à", "au", "aux", "sur"}  # « sur Réseau Anne Morel »
        if is_first_name(doc[k].text) and surname and doc[k].text.istitle() and behind:
            return k
    titled = next((k for k in range(start, end) if doc[k].text.istitle()), start)
    if titled - start > 1 and end - titled > 1 and all(len(doc[k]) > 1 for k in range(start, titled)):
        return titled  # « sur TV Orle Karim Vidal »
    lone = is_first_name(doc[end - 1].text) and _described(doc, end)  # « sur la Grand-Place Martin, 35 ans, »
    return end - 1 if lone and before in _OF | _ARTICLES else None


def _described(doc: Doc, end: int) -> bool:
    """Whether what follows a name tells that it is a person's: « Nora, 34 ans, », « Nassim, restaurateur, »."""
    if end + 2 >= len(doc) or doc[end].text != ",":
        return False
    if doc[end + 1].text.isdigit() and doc[end + 2].lower_ == "ans":
        return True
    row = source_nouns().get(doc[end + 1].lower_)
    return row is not None and row["kind"] == "person" and "Number=Plur" not in str(doc[end + 1].morph)


_NUMBERED_THING = re.compile(r"(?:[ADEN]|RN|RD)\d{1,4}|[IVXL]+(?:e|er|è|ème|ième)")


def _goes_on_small(doc: Doc, end: int, words: list[str]) -> bool:
    """Whether a small noun continues a single word: « conseiller Pôle emploi » holds no surname."""
    return len(words) == 1 and end < len(doc) and doc[end].pos_ in {"NOUN", "PROPN", "X"} and doc[end].text.islower()


def _kind(run: _Run) -> Kind | None:
    tokens = run.tokens
    doc = run.paragraph.doc
    text = doc[run.start : run.end].text
    key = plain(text)
    if key in countries() or key in capitals():
        return "place"
    if len(tokens) == 1 and key in _peoples():
        return "group"
    words = text.split()
    first = tokens[0]
    if _NUMBERED_THING.fullmatch(text):
        return "thing"  # « A48 », « XIXe »
    if len(words) == 1 and len(text) > 1 and text.isupper():
        return "thing" if text.lower() in words_of("abbreviations") else "organisation"
    if len(words) == 1 and 2 < len(text) <= 7 and sum(c.isupper() for c in text) >= 3:
        return "organisation"  # « LaREM »
    before = doc[run.start - 1].lower_ if run.start else ""
    if before in civilities():
        return "person"
    if first.text in {"Le", "La", "Les", "L'"} and len(tokens) > 1 and before not in civilities():
        return "organisation"  # a newspaper
    if first.lower_ in words_of("institutions") and not is_first_name(words[0]):
        return "organisation"
    if len(words) > 1 and is_first_name(words[0]):
        return "person"
    beside = source_nouns().get(before)
    if beside is not None and beside["kind"] == "person" and len(words) <= 4:
        return None if _goes_on_small(doc, run.end, words) else "person"
    if beside is not None and beside["kind"] in {"organisation", "media"}:
        # « le gouvernement Vial » says nothing of what Vial is
        return None if before in word_class("named after a person") and first.text.istitle() else "organisation"
    labels = Counter(t.ent_type_ for t in tokens if t.ent_type_)
    if _described(doc, run.end):
        return "person"
    if labels.get("PER") and len(tokens) == 1 and before in _OF | _ARTICLES | {"en", "à", "au", "aux", "dans", "sur"}:
        return None  # « native d'Alsace »: a complement says little of a single word
    if labels:
        return _LABEL.get(labels.most_common(1)[0][0])
    return None
