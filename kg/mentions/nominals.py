"""Common noun phrases that stand for somebody: « le gouvernement », « la ministre », « des manifestants »."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.lexicon import source_nouns, word_class
from kg.mentions.names import Name
from kg.mentions.words import demonyms, without_determiner
from kg.model import Gender, Number, Span
from kg.parse import Paragraph, Parsed
from kg.phrases import is_namelike, phrase_end, phrase_start

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SINGULAR: dict[str, Gender | None] = {
    "le": "m", "la": "f", "l'": None, "un": "m", "une": "f", "ce": "m", "cet": "m", "cette": "f", "du": "m", "au": "m",
    "son": None, "sa": "f", "leur": None, "notre": None, "votre": None, "aucun": "m", "aucune": "f", "chaque": None,
}  # fmt: skip
_PLURAL = {
    "les",
    "des",
    "ces",
    "ses",
    "leurs",
    "nos",
    "vos",
    "plusieurs",
    "certains",
    "certaines",
    "quelques",
    "aux",
    "de",
    "d'",
    "tous",
    "toutes",
    "deux",
    "trois",
    "quatre",
    "cinq",
}
_DEFINITE = {"le", "la", "l'", "les", "du", "au", "aux", "des", "ce", "cet", "cette", "ces"}


@dataclass(frozen=True, slots=True)
class Nominal:
    """A noun phrase of a role, an organisation or a group, with what its words show.

    ``kind`` is the noun's in the word list, ``title`` the phrase without determiner, ``subject`` whether it is
    the subject of a verb, ``object`` whether it is an object or follows « par », ``depth`` 1 inside another.
    """

    span: Span
    head: str
    title: str
    kind: str
    gender: Gender | None
    number: Number
    definite: bool
    subject: bool
    object: bool
    depth: int
    paragraph: int


def find_nominals(parsed: Parsed, names: Sequence[Name]) -> tuple[Nominal, ...]:
    """Every phrase of the article whose head is a noun of the source list, in order; ``names`` are in order too."""
    found: list[Nominal] = []
    starts = [n.span.start for n in names]
    for paragraph in parsed.paragraphs:
        here = names[bisect_left(starts, paragraph.span.start) : bisect_left(starts, paragraph.span.end)]
        inside = [n.span for n in here if paragraph.span.covers(n.span)]
        found.extend(_in_paragraph(paragraph, inside, parsed.text))
    return tuple(found)


def _in_paragraph(paragraph: Paragraph, named: Sequence[Span], text: str) -> Iterator[Nominal]:
    doc = paragraph.doc
    limit = 0
    nouns = source_nouns()
    for i, word in enumerate(paragraph.words):
        row = nouns.get(word)
        if row is None:
            continue
        token = doc[i]
        if row["kind"] not in {"person", "organisation", "group"} or token.pos_ in {"VERB", "AUX", "ADV"}:
            continue
        offset = paragraph.start(token)
        if any(s.start <= offset < s.end for s in named):
            continue
        start = phrase_start(doc, token.i)
        if start == token.i and token.i and doc[token.i - 1].lower_ in _PLURAL | set(_SINGULAR):
            start = token.i - 1
        first = doc[start].lower_
        if first in {"au", "aux", "du", "des"} or first in _SINGULAR or first in _PLURAL or doc[start].pos_ == "NUM":
            pass
        elif start and doc[start - 1].lower_ in {"du", "au", "aux", "des"}:
            start -= 1
            first = doc[start].lower_
        else:
            continue
        if any(is_namelike(t) for t in doc[start + 1 : token.i]) and token.lower_ != "ministre":
            continue
        end = trimmed_end(doc, token.i, phrase_end(doc, token.i, min(len(doc), token.i + 14)))
        end = next((k for k in range(token.i + 1, end) if doc[k].lower_ in {"et", "ou", "&"}), end)
        if row["kind"] == "organisation":
            end = _coordinated(doc, token.i, end)
        if row["kind"] == "organisation" and end > token.i + 1 and not _qualifies(doc[token.i + 1]):
            end = token.i + 1  # « le gouvernement pose des gestes »: the parser reads the verb as a noun
        span = Span(paragraph.start(doc[start]), paragraph.end(doc[end - 1]))
        # « le président Vial »: the name says it
        own = next(
            (
                s
                for s in named
                if span.start < s.start < span.end and doc[paragraph.token_at(s.start) - 1].lower_ not in _NOT_BESIDE
            ),
            None,
        )
        if own is not None:
            continue
        number: Number = (
            "plur"
            if first in _PLURAL - {"d'", "de"} or doc[start].pos_ == "NUM" or token.lower_ in {"autorités"}
            else "sing"
        )
        gender = _SINGULAR.get(first) or (row["gender"] if row["gender"] in {"m", "f"} else None)
        depth = 1 if start < limit else 0
        if not depth:
            limit = end
        closing = re.search(r"[»”\"](?=\s*,)", span.of(text)[:-1])
        if closing:  # « la crise des « gilets jaunes », « condition d'un apaisement » »
            span = Span(span.start, span.start + closing.end())
        bare = re.sub(r"^(?:du|au|aux)\s", "", span.of(text))
        yield Nominal(
            span=span,
            head=token.lower_,
            title=without_determiner(bare).replace("\u00a0", " "),
            kind=row["kind"],
            gender="f" if gender == "f" else "m" if gender == "m" else None,
            number=number,
            definite=first in _DEFINITE,
            subject=token.dep_.startswith("nsubj") or _opens_clause(doc, start),
            object=_is_object(doc, token, start),
            depth=depth,
            paragraph=paragraph.index,
        )


_NOT_BESIDE = word_class("not beside")
_REPORTED = word_class("reported participles")


def _qualifies(token: Token) -> bool:
    """Whether the word after the noun of an institution goes with it: complement, nationality, adjective."""
    word = token.lower_
    return (
        word in _NOT_BESIDE
        or word in demonyms()
        or token.text[:1] in '("'
        or token.text[:1].isupper()
        or bool(_ADJECTIVE.search(word))
    )


_ADJECTIVE = re.compile(
    r"(?:ale?s?|aux|elle?s?|i[fv]e?s?|aires?|iques?|i?enne?s?|iens?|istes?|ées?|oise?s?|aise?s?|ins?|ines?)$"
)


def _opens_clause(doc: Doc, start: int) -> bool:
    """Whether the phrase opens its sentence: the parser is then often wrong, a reader takes it for the subject."""
    return (
        start == 0
        or doc[start - 1].text in {".", "!", "?"}
        or (bool(doc[start].is_sent_start) and doc[start].text[:1].isupper())
    )


def _is_object(doc: Doc, token: Token, start: int) -> bool:
    return token.dep_ in {"obj", "iobj", "obl:agent"} or (start > 0 and doc[start - 1].lower_ == "par")


def trimmed_end(doc: Doc, head: int, end: int) -> int:
    """The end of a noun phrase without what is no part of a name of somebody: numbers, participles, dates.

    « Matignon 10,3 milliards », « une employée interrogée (par l'AFP) », « des témoignages recueillis (par …) ».
    """
    for k in range(head + 1, end):
        token = doc[k]
        if (
            token.pos_ == "NUM"
            and token.text[:1].isdigit()
            and doc[k - 1].lower_ not in _NUMBERED
            and doc[k - 1].lower_ not in {"n°", "numéro", "de", "des", "les", "du", "la", "le", "article"}
        ):
            return k
        if "VerbForm=Fin" in str(token.morph) and token.text.islower() and token.pos_ in {"VERB", "AUX"}:
            end = k
            break
        if token.lower_ in {"à", "de", "d'", "pour"} and k + 1 < end and "VerbForm=Inf" in str(doc[k + 1].morph):
            end = k
            break
    while end - 1 > head and (
        (_is_participle(doc[end - 1]) and not _closes(doc, end))
        or doc[end - 1].lower_ in _REPORTED
        or doc[end - 1].lower_ in {"et", "dont", "d'", "de", "du", "des", "ne", "n'", "alors", "ici", "hier"}
        or doc[end - 1].text in {",", "(", '"'}
    ):
        if doc[end - 1].text == '"' and any(t.text == '"' for t in doc[head : end - 1]):
            break
        end -= 1
    return end


def _coordinated(doc: Doc, head: int, end: int) -> int:
    """The end over « et de la population » in « la direction de la santé et de la population »."""
    if end + 2 >= len(doc) or doc[end].lower_ != "et" or doc[end + 1].lower_ not in {"de", "d'", "du", "des"}:
        return end
    if not any(t.lower_ in {"de", "d'", "du", "des"} for t in doc[head + 1 : end]):
        return end
    k = end + 2 + (doc[end + 2].lower_ in {"la", "l'"})
    if k >= len(doc) or doc[k].pos_ not in {"NOUN", "PROPN"} or "VerbForm=Fin" in str(doc[k].morph):
        return end
    return k + 1 + (k + 1 < len(doc) and doc[k + 1].pos_ == "ADJ" and doc[k + 1].text.islower())


def _closes(doc: Doc, end: int) -> bool:
    """Whether nothing goes on after the word before ``end``: « les services spécialisés. » describes them."""
    return end >= len(doc) or doc[end].text in {".", ",", ";", '"', ")", "!", "?"} or bool(doc[end].is_sent_start)


#: Broadcasters with a number in their name: « France 2 », « Europe 1 ».
_NUMBERED = {"france", "europe", "canal", "studio", "radio"}


def _is_participle(token: Token) -> bool:
    return (
        token.pos_ == "VERB"
        and "VerbForm=Part" in str(token.morph)
        and token.text.islower()
        and token.lower_ not in {"élu", "uni", "unis", "unies", "réunis"}
    )


@dataclass(frozen=True, slots=True)
class Group:
    """A group with a name in common words: « les "gilets jaunes" », in all its places."""

    name: str
    spans: tuple[Span, ...]


def find_groups(parsed: Parsed) -> tuple[Group, ...]:
    """Plural terms that the article uses as the name of a group of people.

    The term stands between quotation marks after a plural determiner, or after « le mouvement des … », and
    comes more than once. « les "avancées" », said once, is no group.
    """
    text = parsed.text
    flat = re.sub(r"[’ʼ]", "'", text).replace("\u00a0", " ").replace("\n", " ")
    terms: dict[str, set[str]] = {}
    quoted = (
        r"\b(?:[Ll]es|[Dd]es|[Cc]es|[Aa]ux|[Dd]e|[Cc]ertains|[Pp]lusieurs)\s+[\"«“]\s?([^\W\d]+s(?: "
        r"[^\W\d]+[sx])?)\s?[\"»”]"
    )
    moving = (
        r"\b(?:mouvement|mobilisation|manifestations?|revendications|fronde|acte \w+|colère|appel)s? "
        r"(?:de contestation )?(?:des|de)\s+[\"«“]?\s?([^\W\d]+s [^\W\d]+[sx])\b"
    )
    for pattern in (quoted, moving):
        for match in re.finditer(pattern, flat):
            term = match.group(1)
            words = term.lower().split()
            if any(w in source_nouns() for w in words) and len(words) == 1:
                continue
            terms.setdefault(term.lower(), set()).add(term)
    groups = []
    where = _word_places(flat, {term.split()[0] for term in terms})
    for term in terms:
        whole = re.compile(rf"{re.escape(term)}(?!\w)", re.IGNORECASE)
        places = [m for at in where.get(term.split()[0], ()) if (m := whole.match(flat, at))]
        if len(places) < 2 or (len(places) < 4 and not any(_acts(flat, m.start()) for m in places)):
            continue
        counts = Counter(m.group() for m in places)
        common = max(counts, key=lambda w: (counts[w], w))
        spans = tuple(Span(m.start(), m.end()) for m in places)
        groups.append(Group(common, spans))
    return tuple(groups)


_ACTING = re.compile(
    r"(?:mouvement|mobilisation|manifestation|revendication|délégation|porte-parole|acte \w+|action|"
    r"blocage|appel)s? (?:de contestation )?(?:des|de|aux)\s+[\"«“]?\s?$",
    re.IGNORECASE,
)


def _acts(flat: str, offset: int) -> bool:
    """Whether what acts stands before an offset: « la mobilisation des »."""
    return _ACTING.search(flat[max(0, offset - 80) : offset]) is not None


def _word_places(flat: str, wanted: Set[str]) -> dict[str, list[int]]:
    """Where each of the words that are wanted, in lower case, stands."""
    places: dict[str, list[int]] = {}
    for match in re.finditer(r"\w+", flat) if wanted else ():
        if (word := match.group().lower()) in wanted:
            places.setdefault(word, []).append(match.start())
    return places
