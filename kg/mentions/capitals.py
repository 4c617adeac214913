"""Which capitalised words are ordinary ones: the start of a sentence and a heading capitalise every word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.lexicon import source_nouns
from kg.mentions.words import civilities, countries, demonyms, is_first_name, plain, words_of
from kg.parse import Parsed
from kg.phrases import is_namelike

if TYPE_CHECKING:
    from spacy.tokens import Doc

_ARTICLES = {"le", "la", "les", "l'"}
_LABELS = {"PER", "ORG", "LOC"}
_MARKS = {"|", '"', "–", "-", "(", "[", "'", "•", "*"}
_STOPS = {".", "!", "?", ":", "…", ";", "...", "»"}


class ArticleWords:
    """Which words the article writes in lower case, and which in upper case inside a sentence."""

    def __init__(self, parsed: Parsed) -> None:
        self.lower: set[str] = set()
        self.upper: set[str] = set()
        for paragraph in parsed.paragraphs:
            for i, (form, word) in enumerate(zip(paragraph.forms, paragraph.words, strict=True)):
                if form == word:
                    self.lower.add(form)
                elif is_namelike(paragraph.doc[i]) and not opens(paragraph.doc, i):
                    self.upper.add(form)


def opens(doc: Doc, i: int) -> bool:
    """Whether token ``i`` is the first word of a sentence or a quotation, where every word is capitalised."""
    k = i - 1
    while k >= 0 and doc[k].text in _MARKS:
        k -= 1
    return k < 0 or doc[k].text in _STOPS or (k < i - 1 and doc[i - 1].text == '"' and doc[k].text == ",")


def is_common(doc: Doc, i: int, words: ArticleWords) -> bool:
    """Whether a capitalised word is an ordinary one that a sentence start, or a heading, has capitalised."""
    token = doc[i]
    word = token.lower_
    if word in words_of("no_names") or _in_heading(doc, i):
        return True
    if plain(word) in countries() or (token.text.isupper() and len(token.text) > 1 and word not in words.lower):
        return False
    if not opens(doc, i):
        return word in civilities() or (
            word in source_nouns() and source_nouns()[word]["kind"] == "person" and word in words.lower
        )
    more = i + 1 < len(doc) and is_namelike(doc[i + 1]) and doc[i + 1].lower_ not in words_of("no_names") - _ARTICLES
    if is_first_name(token.text) and (more or (word not in words.lower and word not in source_nouns())):
        return False
    if word in words.lower or word in source_nouns() or word in demonyms() or word in civilities():
        return True
    if token.pos_ in {"VERB", "AUX", "ADV"} and token.ent_type_ != "PER":
        return True
    if token.text in words.upper:
        return False
    acts = i + 1 < len(doc) and (
        doc[i + 1].pos_ in {"VERB", "AUX"} or doc[i + 1].lower_ in {"et", "ne", "n'", "se", "s'"}
    )
    if token.pos_ == "PROPN" and token.ent_type_ in _LABELS and (acts or more):
        return False
    return not (more and token.ent_type_ == "PER" and token.pos_ in {"PROPN", "NOUN", "X"})


def _in_heading(doc: Doc, i: int) -> bool:
    """Whether a word in capitals stands beside a small word in capitals: « LE DOSSIER DES VIOLENCES »."""
    if not doc[i].text.isupper() or len(doc[i]) < 4:
        return False
    beside = [doc[k].text for k in (i - 1, i + 1) if 0 <= k < len(doc)]
    return any(t.isupper() and len(t) > 1 and t.lower() in words_of("no_names") for t in beside)
