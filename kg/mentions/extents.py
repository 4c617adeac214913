"""How far a proper name goes: particles, second parts, complements of an institution's name."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from kg.lexicon import source_nouns, table
from kg.mentions.capitals import opens
from kg.mentions.words import capitals, civilities, countries, is_first_name, plain, words_of
from kg.parse import Paragraph
from kg.phrases import is_namelike

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_PARTICLES = {"ben", "bin", "ibn", "el", "al", "van", "von", "der", "den", "di", "da", "dos", "ter", "ten", "y"}
_OF = {"de", "d'", "du", "des"}
_ARTICLES = {"le", "la", "les", "l'"}
_COMPASS = {"nord", "sud", "est", "ouest"}
_ROMAN = {"ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xii", "xiii", "xiv", "xv", "xvi"}
_SUFFIXES = {"ci", "là", "t", "il", "elle", "on", "ils", "elles", "je", "même"}
_LINKS = {"pour", "et", "sur", "à", "au", "aux", "en", "dans"}


def compound(doc: Doc, i: int) -> bool:
    """Whether a word that is also a small one opens a double-barrelled name: « Anne Mon-Repos »."""
    return (
        i + 2 < len(doc)
        and doc[i].text.istitle()
        and doc[i + 1].text == "-"
        and not doc[i].whitespace_
        and not doc[i + 1].whitespace_
        and is_namelike(doc[i + 2])
        and not opens(doc, i)
    )


def _second_half(doc: Doc, i: int, end: int) -> int:
    """Tokens of a second part in lower case, « Kim Jong-un », « Tsai Ing-wen »; 0 where there is none."""
    if end - i < 2 or doc[end - 1].whitespace_ or not is_namelike(doc[end - 1]):
        return 0
    glued = doc[end].text == "-" and end + 1 < len(doc) and not doc[end].whitespace_
    part = doc[end + 1].text if glued else doc[end].text.removeprefix("-") if doc[end].text[:1] == "-" else ""
    if not part.isalpha() or not part.islower() or part in _SUFFIXES:
        return 0
    return 2 if glued else 1


def _broken(paragraph: Paragraph, i: int) -> bool:
    """Whether a line ends right before token ``i``."""
    doc = paragraph.doc
    gap = paragraph.text[doc[i - 1].idx + len(doc[i - 1]) : doc[i].idx]
    return "\n" in gap


def name_end(paragraph: Paragraph, i: int) -> int:
    """End (excluded) of the name that starts at token ``i``."""
    doc = paragraph.doc
    country = _known_end(doc, i)
    end = country or i + 1
    while end < len(doc) and not _broken(paragraph, end):
        token = doc[end]
        word = token.lower_
        more = end + 1 < len(doc)
        if (
            is_namelike(token)
            and (word not in words_of("no_names") or word in _ROMAN)
            and not token.text.startswith("-")
        ):
            end += 1
        elif (
            more
            and token.text in {"Le", "La", "De", "Du", "Des", "L'", "D'"}
            and is_namelike(doc[end + 1])
            and not opens(doc, end)
        ):
            end += 1  # « Bruno Le Roux »
        elif (
            doc[end - 1].lower_ in {"france", "europe", "canal"}
            and token.text.isdigit()
            and len(token.text) < 3
            and end == i + 1
        ):
            end += 1  # « France 24 », « Europe 1 »
            break
        elif compound(doc, end):
            end += 1
        elif part := _second_half(doc, i, end):
            end += part
        elif (word in {"-", "&", "–"} and more and is_namelike(doc[end + 1]) and not doc[end - 1].whitespace_) or (
            token.text == "." and len(doc[end - 1].text) == 1 and more and is_namelike(doc[end + 1])
        ):
            end += 2
        elif word in _PARTICLES and more and (is_namelike(doc[end + 1]) or doc[end + 1].lower_ in _PARTICLES):
            end += 1
        else:
            if country:
                return end
            party = i + 1 < end and sum(c.isupper() for c in doc[i].text) > 1
            after = _after_de(doc, i + 1 if party else i, end)  # « PRG Anne de Kervel »
            behind = (
                end - 1 > i > 0
                and doc[end - 2].text != "-"
                and doc[i - 1].lower_ in _OF | _ARTICLES
                and is_first_name(doc[end - 1].text)
            )
            if after is None and behind and end + 1 < len(doc) and doc[end + 1].ent_type_ != "LOC":
                after = _after_de(doc, end - 1, end)  # « ministre de l'Écologie Jean de Kervel »
            if after is None:
                break
            end = after
    if end > i + 1 and doc[end - 1].lower_ in _PARTICLES and doc[end - 1].text.islower():
        end -= 1
    return max(_institution(paragraph, i, end), _recognised_end(paragraph, i, end))


@cache
def _known_names() -> dict[str, tuple[str, ...]]:
    """Names of several words of countries and known institutions, by the first: « arabie » → (« arabie saoudite »,)."""
    found: dict[str, tuple[str, ...]] = {}
    known = (name for row in table("fr", "known_names") for name in [row["name"], *(row["names"] or "").split(";")])
    for name in (*countries(), *map(plain, known)):
        first, _, rest = name.partition(" ")
        if rest:
            found[first] = (*found.get(first, ()), name)
    return found


def _known_end(doc: Doc, i: int) -> int | None:
    """The end of a known name of several words that starts at token ``i``: « Arabie saoudite »."""
    names = _known_names().get(plain(doc[i].text))
    if names is None:
        return None
    ends = range(min(len(doc), i + 7), i + 1, -1)
    found = next((end for end in ends if doc[end - 1].text.isalpha() and plain(doc[i:end].text) in names), None)
    longer = found is not None and found < len(doc) and _describes(doc[found])  # « Conseil de sécurité nationale »
    return None if longer else found


def _recognised_end(paragraph: Paragraph, i: int, end: int) -> int:
    """The end of « Arc de Triomphe », « Commission de l'informatique »: the recogniser's, for no person.

    Only behind an ordinary noun: what follows a country, a capital or a first name is somebody else.
    """
    doc = paragraph.doc
    first = doc[i]
    if first.ent_type_ not in {"ORG", "LOC", "MISC"} or end != i + 1 or end >= len(doc) or first.text.isupper():
        return end
    if doc[end].lower_ not in _OF | {"aux"} or is_first_name(first.text):
        return end
    if first.pos_ == "PROPN" and (not i or doc[i - 1].lower_ not in _ARTICLES | {"au", "du"}):
        return end
    if plain(first.text) in countries() or plain(first.text) in capitals() or len(first.text) < 3:
        return end
    if first.lower_ in words_of("no_names") | {"république"}:
        return end
    k = end
    while k < len(doc) and k - i < 9 and doc[k].ent_iob_ == "I" and doc[k].ent_type_ == first.ent_type_:
        if doc[k].pos_ in {"VERB", "AUX", "PUNCT"} or _broken(paragraph, k) or is_first_name(doc[k].text):
            return end
        if (
            doc[k].lower_ in civilities()
            or doc[k].lower_ in _LINKS - {"et", "aux"}
            or (doc[k].lower_ in _ARTICLES and doc[k - 1].lower_ == "et")
        ):
            break
        k += 1
    while k > end and (doc[k - 1].pos_ in {"ADP", "DET", "CCONJ"} or doc[k - 1].lower_ in _OF | _ARTICLES | _LINKS):
        k -= 1
    return k


def _after_de(doc: Doc, start: int, end: int) -> int | None:
    """« Charles de Gaulle », « Dominique de Villepin », « Europe de l'Est »: the end after « de » and its name."""
    if doc[end].lower_ not in _OF:
        return None
    k = end + 1
    if k < len(doc) and doc[k].lower_ in {"la", "l'"}:
        k += 1
    if k >= len(doc) or not is_namelike(doc[k]):
        return None
    if doc[k].lower_ in _COMPASS and end == start + 1 + (doc[start].lower_ in _ARTICLES):
        return k + 1
    if doc[k].lower_ in words_of("no_names"):
        return None
    if doc[end - 1].lower_ in {"van", "von"} and end - start > 1:
        return k + 1
    lone = end == start + 1 and doc[start].ent_type_ == "PER" == doc[k].ent_type_  # « Solène de la Motte »
    if lone and doc[start].lower_ not in source_nouns():
        return k + 1
    if is_first_name(doc[start].text) and plain(doc[k].text) not in countries() and not doc[k].text.isupper():
        joined = doc[end:k].text.lower()
        if (end - start == 1 and doc[start].lower_ not in source_nouns()) or (
            joined in {"de", "d'"} and end - start == 2 and plain(doc[k].text) not in capitals()
        ):
            return k + 1
    return None


def _institution(paragraph: Paragraph, start: int, end: int) -> int:
    """« Conseil représentatif des institutions juives de France »: what a capitalised common noun takes with it.

    Adjectives always, and complements up to a capitalised word, or up to the acronym in parentheses.
    """
    doc = paragraph.doc
    opening = 3 if end - start > 1 and doc[start + 1].text == "-" else 2  # « Haut-Commissariat »
    if end - start > opening or doc[start].lower_ not in words_of("institutions"):
        return end
    while end < len(doc) and _describes(doc[end]) and not _broken(paragraph, end):
        end += 1
    best, k = end, end
    while k < len(doc) and k - end < 12 and not _broken(paragraph, k):
        token = doc[k]
        word = token.lower_
        if (
            token.text == "("
            and k + 1 < len(doc)
            and doc[k + 1].text.isupper()
            and doc[k + 1].text[:1] == doc[start].text[:1]
        ):
            return k
        if (
            is_namelike(token)
            and doc[k - 1].lower_ in _OF | _ARTICLES | {"pour"}
            and plain(token.text) not in words_of("no_names")
        ):
            k += 1
            while k < len(doc) and is_namelike(doc[k]) and not is_first_name(doc[k].text):
                k += 1
            if k < len(doc) and doc[k].pos_ == "ADJ" and doc[k - 1].lower_ in words_of("institutions"):
                k += 1  # « Tribunal de l'Union européenne »
            best = k
            continue
        if word in _OF | _ARTICLES | _LINKS or (token.pos_ in {"ADJ", "NOUN", "DET"} and token.text.islower()):
            if (k == end and word not in _OF | {"pour", "aux"}) or (word in _ARTICLES and doc[k - 1].lower_ == "et"):
                break  # « le Haut-Commissariat aux réfugiés et l'Organisation … »
            k += 1
            continue
        break
    if best == end and end <= start + opening and end + 1 < len(doc) and doc[end].lower_ in _OF | {"aux"}:
        # « Cour des comptes », « Syndicat général des lycéens »: one noun
        k = end + 1
        if k < len(doc) and doc[k].lower_ in {"la", "l'"}:
            k += 1
        if k < len(doc) and doc[k].pos_ == "NOUN" and doc[k].text.islower():
            if k + 2 < len(doc) and doc[k + 1].lower_ == "des" and doc[k + 2].pos_ == "NOUN":
                k += 2  # « Fonds de garantie des victimes »
            best = k + 1
            more = {"ADJ", "NOUN", "PROPN", "X"}
            while best < len(doc) and doc[best].pos_ in more and doc[best].text.islower() and best - k < 4:
                best += 1
            then = best + 2 if best + 1 < len(doc) and doc[best + 1].lower_ in {"la", "l'"} else best + 1
            if best < then < len(doc) and doc[best].lower_ in _OF and doc[then].lower_ in {"homme", "femme", "enfant"}:
                best = then + 1  # « Ligue des droits de l'homme »
    return best


def _describes(token: Token) -> bool:
    """Whether an adjective belongs to a name: « européenne », not « telle » or « seule »."""
    if not token.text.islower() or token.lower_ in _NO_PART:
        return False
    return token.pos_ == "ADJ" or (token.pos_ in {"NOUN", "X"} and bool(_RELATIONAL.search(token.text)))


#: Endings of adjectives that name what an institution is of: « africaine », which the parser took for a noun.
_RELATIONAL = re.compile(r"(?:éenn|ienn|ain|ois|ais|ional|ial|iqu)es?$")
_NO_PART = {"tel", "telle", "tels", "telles", "seul", "seule", "même", "mêmes", "entier", "entière", "tout", "toute"}
