"""Noun phrases as a reader takes them: from the determiner to the last complement, with its apposition.

The parser's attachments decide only where the words alone leave it open: small models attach badly
around quotation marks and inverted subjects.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from kg.lexicon import source_nouns, table, word_class

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

DE = {"de", "d'", "du", "des"}
_OTHER_PREPOSITIONS = word_class("other prepositions")
#: Whom or what one speaks to: « a déclaré Johnson aux journalistes », « à la presse ».
_ADDRESSED = word_class("addressed")
_TIME = word_class("time")
_STOP = word_class("stop")
_PARTICLES = word_class("particles")
_DETERMINERS = word_class("determiners")
_SOME = word_class("some")
_PUNCTUATION = set(',.;:!?()[]"…–«»')


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


def name_end(doc: Doc, i: int, limit: int | None = None) -> int:
    """End (excluded) of the run of name words that starts at token ``i``: « Ursula von der Leyen »."""
    limit = len(doc) if limit is None else limit
    end = i + 1
    while end < limit:
        if new_name(doc, end):
            break  # « a réagi auprès de l’AFP Robert Morel »
        if is_namelike(doc[end]) or (doc[end].text in {"-", "&"} and end + 1 < limit and is_namelike(doc[end + 1])):
            end += 1
            continue
        # « J.-P. », « Saint-Gilles » split by the tokenizer
        if doc[end].text == "." and len(doc[end - 1].text) == 1 and end + 1 < limit and is_namelike(doc[end + 1]):
            end += 1
            continue
        k = end
        while k < limit and k - end < 3 and doc[k].lower_ in _PARTICLES:
            k += 1
        if (
            k > end
            and k < limit
            and is_namelike(doc[k])
            and doc[k - 1].lower_ in _PARTICLES
            and _same_name(doc, i, end, k)
        ):
            end = k + 1
            continue
        break
    return end


def glued_before(doc: Doc, i: int) -> bool:
    """Whether a hyphen with no spaces joins the name word at ``i`` to one before it: « SOS-Racisme »."""
    if i < 2 or doc[i - 1].text != "-" or doc[i - 1].whitespace_ or doc[i - 2].whitespace_:
        return False
    return is_namelike(doc[i]) and is_namelike(doc[i - 2])


def new_name(doc: Doc, i: int) -> bool:
    """Whether a person's name starts at ``i`` right after an acronym or a place: neither is part of it."""
    before, token = doc[i - 1], doc[i]
    if not is_namelike(token) or not is_namelike(before) or token.text.isupper():
        return False
    known = token.text in _first_names()
    if len(before.text) > 1 and before.text.isupper():
        person = token.ent_type_ == "PER" and before.ent_type_ != "PER"
        return known or person or before.lower_ in _ADDRESSED  # « a raconté à l’AFP Nassim »
    if i > 1 and doc[i - 2].lower_ in {"la", "l'", "le"} and before.text in country_names():
        return f"{before.text} {token.text}" not in country_names()  # « l’émissaire pour la Syrie Erik de Lind »
    return known and before.ent_type_ == "LOC" and before.text not in _first_names()


@cache
def country_names() -> frozenset[str]:
    """The French names of the countries, as the press writes them."""
    rows = table("fr", "countries")
    return frozenset(name.strip() for row in rows for name in [row["name"], *(row["names"] or "").split(";")])


@cache
def _people() -> frozenset[str]:
    return frozenset(form for form, row in source_nouns().items() if row["kind"] == "person")


@cache
def _first_names() -> frozenset[str]:
    return frozenset(row["name"] for row in table("fr", "first_names"))


def _same_name(doc: Doc, start: int, end: int, after: int) -> bool:
    """Whether particles between two runs of name words join them: yes in « Charles de Gaulle »."""
    joined = doc[end:after].text.lower()
    if after - end == 1 and doc[end].text in {"Le", "La", "De", "Du"} and doc[start].text in _first_names():
        return True  # « Bruno Le Maire »
    if joined in {"du", "des", "au", "aux", "les", "la", "le"} and doc[end - 1].ent_type_ in {"ORG", "LOC"}:
        return True
    if joined in {"la", "le", "les", "l'"}:
        return doc[start].ent_type_ == "PER" and doc[after].ent_type_ == "PER"
    if joined.startswith(("de", "d'", "du", "des")):
        first = doc[start].ent_type_
        return (first == "PER" and doc[after].ent_type_ == "PER") or (first == "ORG" and doc[after].ent_type_ == "ORG")
    return True


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
            end += 1
            continue
        if token.pos_ == "ADV" and end + 1 < limit and doc[end + 1].pos_ == "ADJ" and word not in {"pas", "plus"}:
            end += 1
            continue
        break
    return end


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
