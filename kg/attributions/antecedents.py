"""Sources that the sentence shows before a verb: whom « qui » stands for, the phrase nearest to the verb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.attributions.evidence import (
    Source,
    is_time,
    source_noun_forms,
)
from kg.attributions.sources import head_of, noun_source
from kg.lexicon import source_nouns
from kg.phrases import glued_before, is_finite, is_namelike, is_number, phrase_start

if TYPE_CHECKING:
    from spacy.tokens import Doc


_DETERMINERS = {"la", "l'", "le", "les", "ce", "cet", "cette", "ces", "son", "sa", "ses", "leur", "leurs"}


def antecedent(doc: Doc, relative: int) -> Source | None:
    """Whom « qui » stands for: the phrase before it."""
    verb = doc[relative].head
    named = doc[relative - 2] if relative > 2 and doc[relative - 1].text == "," else None
    beside = _speaker_beside(doc, relative)
    if beside is not None:
        return beside
    if (
        named is not None
        and is_namelike(named)
        and named.ent_type_ in {"PER", "ORG"}
        and verb.head.pos_ in {"VERB", "AUX"}
    ):
        return noun_source(doc, start_of_name(doc, named.i), relative)  # « », relève l’Insee, qui souligne »
    if (
        doc[relative].lower_ == "qui"
        and verb.dep_.startswith("acl")
        and verb.head.i < relative
        and verb.head.pos_ in {"NOUN", "PROPN", "PRON"}
    ):
        nearest = verb.head.i
        closed = sum(t.text == '"' for t in doc[nearest:relative]) % 2  # « … », relève l’Insee, qui souligne
        told = nearest > 1 and doc[nearest - 1].text == "," and doc[nearest - 2].text == '"'
        if nearest >= relative - 14 and not closed and not told:
            return _person_before(doc, _apposed_name(doc, noun_source(doc, nearest, relative), relative), relative)
    k = relative - 1
    while k > 0 and doc[k].text in {",", ")", '"'}:
        k -= 1
    while k > 0 and doc[k].pos_ not in {"NOUN", "PROPN"} and not is_namelike(doc[k]):
        k -= 1
        if relative - k > 6:
            return None
    return _person_before(doc, _apposed_name(doc, noun_source(doc, start_of_run(doc, k), relative), relative), relative)


def _person_before(doc: Doc, found: Source | None, relative: int) -> Source | None:
    """« X, omniprésent sur les chaînes d'information, qui réclame P »: the person, not the chains."""
    if found is None or doc[relative - 1].text not in {",", "–"}:
        return found
    place = found.start > 0 and doc[found.start - 1].lower_ in {"dans", "à", "en", "sur"}
    if is_namelike(doc[found.head]) and not place:
        return found
    row = source_nouns().get(doc[found.head].lower_)
    verb = next((t for t in doc[relative + 1 : relative + 8] if is_finite(t)), None)
    one = verb is not None and verb.morph.get("Number", None) == ["Sing"]
    many = doc[found.start].lower_ in {"les", "des", "ces", "ses", "leurs", "plusieurs"}
    aside = doc[relative - 1].text == "–" and any(t.text == "–" for t in doc[max(0, relative - 20) : relative - 1])
    if row is not None and row["kind"] in {"person", "organisation", "group"} and not (one and many) and not aside:
        return found
    for k in range(found.start - 1, max(0, relative - 40), -1):
        if doc[k].text in {".", ":", ";", "!", "?"} or (is_finite(doc[k]) and doc[k].dep_ == "ROOT"):
            return found
        named = is_namelike(doc[k]) and doc[k].ent_type_ == "PER" and doc[k + 1].text == doc[relative - 1].text
        if place and is_namelike(doc[k]) and doc[k].ent_type_ == "PER" and doc[k + 1].i == found.start - 1:
            named = True  # « tel Paul Vial dans l’Ain, qui a dit »
        if named:
            return noun_source(doc, start_of_name(doc, k), k + 1)
    return found


def _speaker_beside(doc: Doc, relative: int) -> Source | None:
    """« 4 milliards selon le gouvernement, qui assure que P »: a phrase after « selon », right before « , qui »."""
    if doc[relative - 1].text != ",":
        return None
    for k in range(relative - 2, max(0, relative - 9), -1):
        if doc[k].text in {",", ".", ":", ";", '"'}:
            return None
        if doc[k].lower_ in {"selon", "d'après"}:
            return noun_source(doc, head_of(doc, k + 1, relative), relative, floor=k + 1)
    return None


def _apposed_name(doc: Doc, source: Source | None, relative: int) -> Source | None:
    """In « Anne Morel, institutrice à Vaux, qui affirme » the name, not its apposition."""
    beside = doc[relative - 1]
    row = source_nouns().get(doc[source.head].lower_) if source is not None else None
    if beside.ent_type_ == "PER" and is_namelike(beside) and row is not None and row["kind"] == "document":
        return noun_source(doc, start_of_name(doc, beside.i), relative)  # « un commentaire d’Aline qui estime »
    if source is not None and doc[relative - 1].text == "," and doc[source.head].lower_ not in source_nouns():
        name = doc[relative - 2]
        if name.ent_type_ == "PER" and is_namelike(name) and not is_namelike(doc[source.head]):
            return noun_source(
                doc, start_of_name(doc, relative - 2), relative
            )  # « une erreur de Jean Vial, qui a dit »
    if source is None or source.start < 2 or doc[source.start - 1].text != ",":
        return source
    before = doc[source.start - 2]
    if not is_namelike(before) or before.ent_type_ != "PER":
        return source
    return noun_source(doc, start_of_run(doc, before.i), relative) or source


def start_of_name(doc: Doc, k: int) -> int:
    """First token of the name that ends at ``k``."""
    while k > 0 and (is_namelike(doc[k - 1]) or glued_before(doc, k)):
        k -= 2 if glued_before(doc, k) else 1
    return k


def start_of_run(doc: Doc, k: int) -> int:
    """The head of the noun phrase that ends at ``k``: back over its complements in « de » and its names."""
    head = k
    while head > 0:
        previous = doc[head - 1]
        if glued_before(doc, head):
            head -= 2  # « SOS-Racisme »
        elif is_namelike(previous) and is_namelike(doc[head]):
            head -= 1
        elif (
            previous.lower_ in {"de", "d'", "du", "des"}
            and head >= 2
            and doc[head - 2].pos_ in {"NOUN", "ADJ", "PROPN"}
        ):
            head -= 2
        elif (
            (previous.lower_ in _DETERMINERS or is_number(previous))
            and head >= 3
            and doc[head - 2].lower_ in {"de", "d'", "à"}
            and doc[head - 3].pos_ in {"NOUN", "ADJ"}
        ):
            head -= 3
        elif (doc[head].pos_ == "ADJ" and previous.pos_ in {"NOUN", "ADJ"}) or (
            is_namelike(doc[head]) and previous.pos_ in {"NOUN", "ADJ"}
        ):
            head -= 1
        else:
            break
    return head


def nearest_before(doc: Doc, first: int) -> Source | None:
    """Where the tree shows no subject: the phrase directly before the verb group, if it opens its clause."""
    k = first - 1
    while (
        k > 0
        and doc[k].lower_ in {"en", "y", "lui", "leur", "nous", "vous", "me", "m'", "l'", "le", "la", "les", "ne", "n'"}
        and doc[k].pos_ != "DET"
    ):
        k -= 1
    if k < 0:
        return None
    if doc[k].lower_ in {"beaucoup", "plusieurs", "certains", "certaines"}:
        return Source(k, k + 1, k)  # « beaucoup doutent que P »
    if doc[k].lower_ == "deux" and k and doc[k - 1].lower_ in {"tous", "toutes"}:
        return Source(k - 1, k + 1, k - 1)  # « tous deux menacent »
    if doc[k].text == "," and k > 0:
        # over an inserted group: « X, avocat de Y, a dit », « X, même en campagne, fait savoir »
        opening = next(
            (n for n in range(k - 1, max(0, k - 30), -1) if doc[n].text == "," or doc[n].text in {".", ";", ":"}), None
        )
        if opening is not None and doc[opening].text == ",":
            outer = nearest_before(doc, opening)
            if outer is not None and (
                outer.start == 0
                or doc[outer.start - 1].text in {",", ".", '"', ":", "-", "–"}
                or doc[outer.start - 1].lower_ in {"que", "qu'", "et", "mais", "car"}
            ):
                return outer
        k -= 1
    if doc[k].text in {")"}:
        while k > 0 and doc[k].text != "(":
            k -= 1
        k -= 1
    if k > 2 and doc[k].text == '"':
        opening = next((n for n in range(k - 1, max(-1, k - 9), -1) if doc[n].text == '"'), None)
        if opening is not None and opening and doc[opening - 1].pos_ in {"DET", "ADP"}:
            governed = (
                opening > 2 and doc[opening - 1].lower_ in {"des", "de", "d'"} and doc[opening - 2].pos_ == "NOUN"
            )
            verb = next((t for t in doc[first : first + 4] if is_finite(t)), doc[first])
            plural = doc[phrase_start(doc, opening - 2)].lower_ in {"les", "des", "plusieurs", "certains", "certaines"}
            governed = governed and (plural or verb.morph.get("Number", None) != ["Plur"])
            start = phrase_start(doc, opening - 2) if governed else opening - 1
            head = opening - 2 if governed else opening + 1
            if governed or doc[opening - 1].pos_ == "DET":
                return Source(start, k + 1, head)  # « Plusieurs figures des « gilets jaunes » ont appelé à P »
        if opening is not None and is_namelike(doc[opening + 1]):
            return Source(opening + 1, k, opening + 1)  # « La Dépêche de l’Orle » révèle que P
    if k < 0 or (
        doc[k].pos_ not in {"NOUN", "PROPN", "ADJ"}
        and not is_namelike(doc[k])
        and doc[k].lower_ not in source_noun_forms()
    ):
        return None
    head = start_of_run(doc, k)
    if is_time(doc[head]):
        return None
    start = phrase_start(doc, head)
    before = doc[start - 1] if start else None
    if before is not None and before.pos_ == "ADP" and before.lower_ not in {"que", "qu'"}:
        return _opening(doc, first)
    return noun_source(doc, head, first)


def _opening(doc: Doc, first: int) -> Source | None:
    """The phrase that opens the clause, over relative clauses: « des agents qui sont venus conseillent »."""
    start = first
    while start > 0 and doc[start - 1].text not in {".", ":", ";", "!", "?"} and not doc[start].is_sent_start:
        start -= 1
    if start + 2 < first and doc[start].pos_ == "ADP" and (is_number(doc[start + 1]) or is_time(doc[start + 1])):
        start += 2  # « En 2015 un rapport … »
    comma = next((k for k in range(first - 1, start, -1) if doc[k].text == "," or is_finite(doc[k])), None)
    behind = comma is not None and doc[comma].text == "," and not any(is_finite(t) for t in doc[start:comma])
    if behind and comma is not None and doc[start].pos_ == "ADP" and doc[comma + 1].pos_ in {"DET", "PROPN"}:
        start = comma + 1  # « Aux accusations de fraude, l'ancien allié du maire répond que P »
    if start >= first or (
        doc[start].pos_ not in {"DET", "PROPN", "NUM", "NOUN"}
        and doc[start].lower_ not in {"des", "les", "la", "le", "l'"}
    ):
        return None
    head = head_of(doc, start, first)
    if doc[head].pos_ not in {"NOUN", "PROPN"} or is_time(doc[head]):
        return None
    relative, brackets = False, 0
    for token in doc[head + 1 : first]:
        brackets += (token.text == "(") - (token.text == ")")
        if brackets:
            continue
        if token.lower_ in {"qui", "que", "qu'", "dont", "où", "auxquels", "auxquelles", "lequel", "laquelle"}:
            relative = True
        if is_finite(token) and not relative:
            return None
    return noun_source(doc, head, first)
