"""The extent of a noun phrase, from the determiner to the last complement."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from kg.lexicon import source_nouns, word_class
from kg.phrases.names import country_names, glued_before, name_end, new_name
from kg.phrases.words import is_namelike

if TYPE_CHECKING:
    from spacy.tokens import Doc

DE = {"de", "d'", "du", "des"}
_OTHER_PREPOSITIONS = word_class("other prepositions")
#: Whom or what one speaks to: « a déclaré Johnson aux journalistes », « à la presse ».
_ADDRESSED = word_class("addressed")
_TIME = word_class("time")
_STOP = word_class("stop")
_DETERMINERS = word_class("determiners")
_SOME = word_class("some")
_PUNCTUATION = set(',.;:!?()[]"…–«»')


@cache
def _people() -> frozenset[str]:
    return frozenset(form for form, row in source_nouns().items() if row["kind"] == "person")


def _second_part(doc: Doc, k: int, limit: int) -> int:
    """Where the noun or name that starts at ``k``, behind « et » or a preposition, ends."""
    while k < limit and (doc[k].lower_ in _DETERMINERS or doc[k].pos_ in {"DET", "NUM"}):
        k += 1
    if k < limit and is_namelike(doc[k]):
        return name_end(doc, k, limit)
    return min(k + 1, limit)


def phrase_end(doc: Doc, head: int, limit: int) -> int:
    """End (excluded) of the noun phrase whose head is token ``head``, without apposition or relative clause."""
    end = head + 1
    if doc[head].lower_ in _SOME and doc[end : end + 2].text.lower() == "d'entre" and end + 2 < limit:
        return end + 3  # « certains d’entre eux »
    if is_namelike(doc[head]):
        end = name_end(doc, head, limit)
    if doc[head].lower_ == "numéro" and end < limit and doc[end].lower_ in {"un", "deux", "trois"}:
        end += 1  # « le numéro un de la centrale »
    while end < limit:
        token = doc[end]
        word = token.lower_
        if new_name(doc, end):
            if doc[head].lower_ not in _people() or not doc[end - 1].text.isupper():
                break
            end = name_end(doc, end, limit)  # « le député LREM Paul Morel »
            continue
        if word == '"' and end + 1 < limit:
            closing = next((k for k in range(end + 1, min(limit, end + 7)) if doc[k].text == '"'), None)
            if closing is None or closing == end + 1 or doc[end - 1].text == ",":
                break
            end = closing + 1
            continue
        if word == "(" and end + 1 < limit:
            closing = next((k for k in range(end + 1, min(limit, end + 8)) if doc[k].text == ")"), None)
            if closing is None:
                break
            after = closing + 1
            if after < limit and (is_namelike(doc[after]) or doc[after].lower_ in DE):
                end = after
                continue
            break
        if word in _PUNCTUATION or word in _STOP or word in _TIME or "/" in word or word[0] in "@#":
            break
        if word in DE:
            nxt = end + 1
            while nxt < limit and (doc[nxt].lower_ in _DETERMINERS or doc[nxt].pos_ in {"DET", "NUM"}):
                nxt += 1
            if (
                doc[end - 1].ent_type_ == "PER"
                and is_namelike(doc[end - 1])
                and nxt < limit
                and not is_namelike(doc[nxt])
            ):
                break  # « a demandé à Anne Morel des mesures »
            if (
                nxt >= limit
                or doc[nxt].lower_ in _TIME
                or doc[nxt].lower_ in _PUNCTUATION - {'"'}
                or (doc[nxt].pos_ in {"PRON", "ADV", "VERB", "AUX"} and not is_namelike(doc[nxt]))
            ):
                break
            end = nxt + 1
            if is_namelike(doc[nxt]):
                end = name_end(doc, nxt, limit)
            continue
        if word in {"et", "&", "ou"}:
            if _joins(doc, head, end, limit):
                end = _second_part(doc, end + 1, limit)
                continue
            break
        if word in {"au", "aux", "à"} and any(t.lower_ in _people() for t in doc[end + 1 : end + 3]):
            break  # « a demandé l’élue au préfet »
        if word == "au" and end + 1 < limit and is_namelike(doc[end + 1]) and doc[end + 1].text not in country_names():
            break  # « a déploré l’élue au Courrier de l’Orle »
        if word in _OTHER_PREPOSITIONS:
            if (doc[end - 1].ent_type_ == "PER" and word not in {"pour"}) or any(
                t.lower_ in _ADDRESSED for t in doc[end + 1 : end + 3]
            ):
                break
            if _inside(doc, head, end) and end + 1 < limit and doc[end + 1].lower_ not in _TIME:
                end = _second_part(doc, end + 1, limit)
                continue
            break
        if is_namelike(token):
            end = name_end(doc, end, limit)
            continue
        if token.text in {"Le", "La", "Les", "L'"} and end + 1 < limit and is_namelike(doc[end + 1]):
            end = name_end(doc, end + 1, limit)  # « la direction du groupe Le Monde »
            continue
        if token.pos_ in {"ADJ", "NOUN", "PROPN", "NUM", "X"} or (
            token.pos_ == "VERB" and "VerbForm=Part" in str(token.morph) and _inside(doc, head, end)
        ):
            if token.lower_.endswith(("ant", "ants")) and _object_next(doc, end + 1, limit):
                break  # « un syndicat représentant les cadres »
            end += 1
            continue
        if token.pos_ == "ADV" and end + 1 < limit and doc[end + 1].pos_ == "ADJ" and word not in {"pas", "plus"}:
            end += 1
            continue
        break
    return end


def _object_next(doc: Doc, k: int, limit: int) -> bool:
    return k < limit and doc[k].lower_ in {"le", "la", "les", "l'", "un", "une"}


def _inside(doc: Doc, head: int, i: int) -> bool:
    """Whether the tree puts token ``i`` under a word of the phrase of ``head``."""
    token = doc[i]
    for _ in range(8):
        if token.i == head:
            return True
        if token.head.i == token.i:
            return False
        token = token.head
    return False


_RELATIONAL = re.compile(r"[a-zà-ÿ]+(?:aire|ique|ale?|elle|el|ive|if|ien|ienne|euse|eux|able|ible)s?")


def _joins(doc: Doc, head: int, conjunction: int, limit: int) -> bool:
    """Whether « et » goes on with a second noun of the same phrase, rather than with a clause."""
    k = conjunction + 1
    while k < limit and (doc[k].lower_ in _DETERMINERS or doc[k].pos_ in {"DET", "NUM"}):
        k += 1
    if k >= limit:
        return False
    twin = k == conjunction + 1 and doc[conjunction - 1].pos_ == "ADJ" and _RELATIONAL.fullmatch(doc[k].text)
    if twin and doc[head].lower_ in _people() and (k + 1 == limit or doc[k + 1].text == "," or is_namelike(doc[k + 1])):
        return True  # « le ministre de la Transition écologique et solidaire, Paul Vial »
    if doc[k].pos_ not in {"NOUN", "PROPN", "ADJ"} and not is_namelike(doc[k]):
        return False
    return _inside(doc, head, k) or (is_namelike(doc[k]) and is_namelike(doc[conjunction - 1]))


def phrase_start(doc: Doc, head: int, floor: int = 0) -> int:
    """Index of the first token of the noun phrase whose head is token ``head``: determiner, number, adjectives."""
    start = head
    while start > floor:
        token = doc[start - 1]
        word = token.lower_
        if word in _PUNCTUATION:
            if (
                word == '"'
                and start - 2 >= floor
                and (doc[start - 2].lower_ in _DETERMINERS or doc[start - 2].pos_ in {"DET", "NUM"})
            ):
                start -= 1
                continue
            break
        if start - 2 >= floor and glued_before(doc, start):
            start -= 2  # « SOS-Racisme »
            continue
        if is_namelike(token) and token.pos_ in {"PROPN", "NOUN", "ADJ", "X"} and word not in _DETERMINERS:
            if token.pos_ == "NOUN" and not is_namelike(doc[start]):
                break
            start -= 1
            continue
        if (
            word in {"de", "d'"}
            and start - 2 >= floor
            and doc[start - 2].lower_ in {"nombre", "plus", "beaucoup", "tant", "peu", "moins", "plupart", "plein"}
        ):
            start -= 2
            continue
        if word in {"des", "de", "d'"} and start - 2 >= floor and doc[start - 2].lower_ in {"plupart", "un", "une"}:
            start -= 2
            continue
        if word in {"d'", "de"} and doc[start].lower_ in {"autres", "nombreux", "nombreuses", "anciens", "anciennes"}:
            start -= 1
            break
        if word in {"des"} and start - 2 >= floor and doc[start - 2].lower_ in {"un", "une"}:
            start -= 2
            continue
        if (word in _DETERMINERS and word not in {"de", "d'", "du", "au", "aux", "des"}) or token.pos_ in {
            "DET",
            "NUM",
        }:
            start -= 1
            continue
        if token.pos_ == "ADJ" or word in {
            "m.",
            "mm.",
            "mme",
            "mmes",
            "mlle",
            "me",
            "dr",
            "mgr",
            "pr",
            "ex",
            "ex-",
            "vice",
            "vice-",
        }:
            start -= 1
            continue
        if token.pos_ == "NOUN" and token.head.i == head and word.endswith("-"):
            start -= 1
            continue
        break
    return start
