"""The topic that people mean: ``sanctions``, ``la sanction``, ``diplomacy`` are the lemmas of the store.

A topic is the lemma of one noun (``kg.topics``). The graph side has no lemmatizer: plurals are undone by their
endings, English nouns by a table and by the endings that French and English share, and what comes out
must be a topic of the store. Nothing near it is taken instead.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from functools import cache

from pyoxigraph import Literal, NamedNode

from kg.entities import words
from kg.errors import QuestionError
from kg.graph import kg
from kg.lexicon import table
from kg.store import Store

_TOPIC = NamedNode(kg("topic")[1:-1])
_ARTICLES = {"le", "la", "les", "l", "un", "une", "des", "du", "de", "d", "the", "a", "an", "of"}


class UnknownTopic(QuestionError):
    """No claim of the store has this topic."""


def topic(text: str, store: Store, *, lang: str = "fr") -> tuple[Literal, str]:
    """The topic of the store that ``text`` names, as a term and as a word.

    Raises ``UnknownTopic`` if no claim has it, with the closest topics; also for several nouns, since a
    topic is one.
    """
    asked = " ".join(word for word in text.lower().replace("’", "'").replace("'", " ").split() if word not in _ARTICLES)
    for wording in _wordings(asked):
        if _has(wording, store, lang):
            return Literal(wording, language=lang), wording
    if " " in asked:
        parts = " or ".join(repr(part) for part in asked.split() if len(part) > 2)
        raise QuestionError(f'a topic is one noun: ask about {parts}, or: kg ask "who said the words {text}"')
    known = _all(store)
    folded = {words(wording) for wording in _wordings(asked)}
    same = sorted(found for found in known if words(found) in folded) or sorted(
        found for found in known if cognate(found) == cognate(asked)
    )
    if same:
        return Literal(same[0], language=lang), same[0]
    near = difflib.get_close_matches(asked, known, n=5, cutoff=0.7)
    hint = "; the closest topics:\n" + "\n".join(f"  {found}" for found in near) if near else ""
    raise UnknownTopic(f"no claim has the topic {text!r}{hint}")


def _wordings(asked: str) -> Iterator[str]:
    """The noun as asked, its singulars, and what its English is in French.

    >>> list(_wordings("sanctions")), list(_wordings("journaux"))[:2], list(_wordings("taxes"))[-1]
    (['sanctions', 'sanction'], ['journaux', 'journal'], 'impôt')
    """
    found = list(dict.fromkeys((asked, *_singulars(asked))))
    french = [meant for form in found for meant in _english().get(form, ())]
    yield from dict.fromkeys((*found, *french))


def _singulars(word: str) -> Iterator[str]:
    if word.endswith("aux"):
        yield from (word[:-3] + "al", word[:-3] + "ail")
    if word.endswith("ies"):
        yield word[:-3] + "y"
    if word.endswith(("s", "x")):
        yield word[:-1]
    if word.endswith("es"):
        yield word[:-2]


@cache
def _english() -> dict[str, tuple[str, ...]]:
    return {row["english"]: tuple(meant.strip() for meant in row["french"].split("|")) for row in table("en", "topics")}


def cognate(word: str) -> str:
    """What the same learned noun has in common in French and English.

    >>> cognate("diplomacy") == cognate("diplomatie"), cognate("securities") == cognate("sécurité")
    (True, True)
    """
    plain = "".join(words(word))
    plain = plain[:-3] + "y" if plain.endswith("ies") else plain.removesuffix("s")
    for ending, common in (("acy", "ati"), ("ency", "enc"), ("ty", "t"), ("sm", "sme"), ("our", "eur"), ("y", "i")):
        if plain.endswith(ending):
            plain = plain.removesuffix(ending) + common
            break
    return plain.rstrip("e")


def _has(wording: str, store: Store, lang: str) -> bool:
    return any(True for _ in store.raw.quads_for_pattern(None, _TOPIC, Literal(wording, language=lang)))


def _all(store: Store) -> list[str]:
    found = store.raw.query(f"SELECT DISTINCT ?t WHERE {{ ?c {_TOPIC} ?t }}", use_default_graph_as_union=True)
    return sorted({row[0].value for row in found})  # type: ignore[union-attr]
