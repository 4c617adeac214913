"""What single words are: part of a name, a trade, a quality, a finite verb, a number; and set phrases."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.lexicon import word_class

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_FUNCTION_WORDS = word_class("function words")


def is_namelike(token: Token) -> bool:
    """Whether the word can be part of a proper name: upper case first, letters, and no function word."""
    return _may_name(token.text)


@lru_cache(maxsize=1 << 13)
def _may_name(word: str) -> bool:
    return word[:1].isupper() and word.lower() not in _FUNCTION_WORDS


_TRADES = re.compile(r"\w{3,}(?:culteur|cultrice|culteurs|cultrices|ologues?|icien(?:ne)?s?|istes?)")


_ABSTRACT = re.compile(r"\w{3,}(?:[ts]ion|ence|ance|isme|ité|ude|esse|age)s?")


def is_abstract(word: str) -> bool:
    """Whether a noun in lower case shows by its ending that it names a quality, a state or an event.

    Institutions that end so (« organisation », « présidence ») are in the source list, which is asked first.

    >>> is_abstract("baisse"), is_abstract("création"), is_abstract("complotisme")
    (False, True, True)
    """
    return bool(_ABSTRACT.fullmatch(word))


def is_trade(word: str) -> bool:
    """Whether a noun in lower case shows by its ending that it names people: « agrumiculteur », « volcanologue ».

    >>> is_trade("agrumiculteur"), is_trade("catalogue"), is_trade("liste")
    (True, False, False)
    """
    return bool(_TRADES.fullmatch(word)) and word not in _NO_TRADES


_NO_TRADES = word_class("no trades")


def is_finite(token: Token) -> bool:
    """Whether the word is a finite verb or auxiliary."""
    return token.pos_ in {"VERB", "AUX"} and "VerbForm=Fin" in str(token.morph)


def is_number(token: Token) -> bool:
    """Whether the word is written in digits; « premier » is no number here, though spaCy says so."""
    return token.text[:1].isdigit()


_ASIDES = (
    ("lui", "aussi"),
    ("elle", "aussi"),
    ("eux", "aussi"),
    ("elles", "aussi"),
    ("quant", "à", "lui"),
    ("quant", "à", "elle"),
    ("quant", "à", "eux"),
    ("quant", "à", "elles"),
    ("pour", "sa", "part"),
    ("pour", "leur", "part"),
    ("de", "son", "côté"),
    ("de", "leur", "côté"),
    ("à", "son", "tour"),
    ("à", "leur", "tour"),
    ("par", "ailleurs"),
    ("en", "outre"),
    ("en", "vain"),
    ("d'", "abord"),
    ("tout", "d'", "abord"),
    ("en", "effet"),
    ("en", "particulier"),
    ("avant", "tout"),
    ("en", "premier", "lieu"),
    ("à", "la", "fois"),
    ("à", "nouveau"),
    ("de", "nouveau"),
    ("en", "revanche"),
    ("à", "plusieurs", "reprises"),
    ("d'", "ailleurs"),
    ("au", "contraire"),
    ("au", "passage"),
)


def aside_at(doc: Doc, k: int) -> int:
    """Tokens of a set phrase between a verb and its object or subject: « quant à elles », « pour sa part »."""
    words = tuple(t.lower_ for t in doc[k : k + 3])
    return next((len(a) for a in _ASIDES if words[: len(a)] == a), 0)
