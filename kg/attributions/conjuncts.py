"""What follows a comma or « et »: a further verb of the same source, a clause of its own, or more of what is said."""

from __future__ import annotations

from kg.attributions.evidence import Cue
from kg.phrases import is_finite


def main_clause(cue: Cue, k: int) -> bool:
    """Whether a main clause starts at ``k``: « c'est … », a pronoun and its verb, or a subject and its finite verb."""
    doc = cue.paragraph.doc
    if k + 1 >= len(doc):
        return False
    if doc[k].lower_ in {"c'", "il", "elle", "ils", "elles", "on"}:
        return any(is_finite(t) for t in doc[k + 1 : k + 4])
    return doc[k].pos_ in {"DET", "PROPN", "NOUN"} and new_clause(cue, k)


def inverted(cue: Cue) -> bool:
    """Whether a verb after a comma is followed by its subject: « , a indiqué la préfète »."""
    doc = cue.paragraph.doc
    if cue.subject is not None and cue.subject.start > cue.head:
        return True
    k = cue.last + 1
    return (
        k < len(doc) and (doc[k].pos_ in {"DET", "PROPN"} and doc[k].lower_ not in {"des", "de"}) and cue.verb.quotes()
    )


def same_tense(cue: Cue, other: Cue) -> bool:
    """Whether two coordinated verbs share tense and so, most often, their subject."""
    doc = cue.paragraph.doc
    if cue.mood != "finite":
        return doc[other.head].head.i == cue.head or (
            cue.mood == "participle" and other.head > other.first and other.mood == "finite"
        )
    if other.mood == "past_participle" and doc[other.head].lower_.endswith(
        ("ée", "és", "ées", "ie", "ies", "ue", "ues", "ise", "ises", "ite", "ites")
    ):
        return False  # « avait été ouverte et confiée à X »: no participle after avoir agrees so
    one, two = cue.head > cue.first, other.head > other.first or other.mood == "past_participle"
    if cue.reflexive:
        one = cue.head - cue.first > 1
    if one != two:
        return doc[other.head].dep_ == "conj" and doc[other.head].head.i == cue.head
    if one:
        return True
    a, b = doc[cue.head].morph.get("Tense", None), doc[other.head].morph.get("Tense", None)
    return a == b and (doc[other.head].head.i <= cue.head or doc[other.head].dep_ != "conj")


def has_own_subject(cue: Cue, border: int) -> bool:
    doc = cue.paragraph.doc
    return any(c.dep_.startswith("nsubj") and border < c.i < cue.first for c in doc[cue.head].children)


#: What follows « et » and a comma and opens no main clause.
_NO_CLAUSE = {"qui", "dont", "que", "qu'", "où", "ce", "y", "notamment", "soit", "lequel", "laquelle"}


def new_clause(cue: Cue, k: int) -> bool:
    """Whether a new main clause starts at ``k``, after « et »: a subject and then its finite verb."""
    doc = cue.paragraph.doc
    pointing = k + 1 < len(doc) and doc[k].lower_ == "ce" and doc[k + 1].pos_ in {"NOUN", "ADJ"}  # « ce doute n'est »
    if k < len(doc) and doc[k].lower_ in _NO_CLAUSE and not pointing:
        return False
    for n in range(k + 1, min(k + 10, len(doc))):
        token = doc[n]
        if token.lower_ in {"que", "qu'", "qui", "dont", "où", ",", '"', ".", ":", ";"}:
            return False
        if is_finite(token):
            verb = token.head if token.dep_.startswith(("aux", "cop")) else token
            return any(c.dep_.startswith("nsubj") and k <= c.i < n for c in [*verb.children, *token.children])
    return False


def joins_before(cue: Cue, k: int) -> bool:
    """Whether what follows « et » is coordinated with a word before the cue: « armés de pancartes … et encadrés »."""
    doc = cue.paragraph.doc
    while k < len(doc) and doc[k].pos_ == "ADV":
        k += 1
    return k < len(doc) and doc[k].dep_ == "conj" and doc[k].head.i < cue.first and "VerbForm=Part" in str(doc[k].morph)


def same_subject(cue: Cue, other: Cue) -> bool:
    """Whether finite cues share one subject, in number too: not « ils disent que la mairie ment et refuse de P »."""
    a, b = (
        {
            v
            for token in c.paragraph.doc[c.first : c.last + 1]
            if is_finite(token)
            for v in token.morph.get("Number", [])
        }
        for c in (cue, other)
    )
    return other.mood == "finite" and other.subject == cue.subject and (a == b or not a or not b)


def goes_on(cue: Cue, start: int, end: int, k: int) -> bool:
    """Whether « et » is followed by a finite verb that has the cue's own subject: « a dit non et a quitté la salle ».

    A clause of the content may take the verb instead: « des actes qui choquent et exposent ».
    """
    doc = cue.paragraph.doc
    if any(doc[n].lower_ in {"qui", "que", "qu'", "dont", "où"} for n in range(start, end)):
        return False
    while k < len(doc) and (doc[k].pos_ == "ADV" or doc[k].lower_ in {"ne", "n'", "se", "s'", "y", "en", "l'", "lui"}):
        k += 1
    return k < len(doc) and is_finite(doc[k])


def back_to_the_story(cue: Cue, k: int, start: int, *, then: bool = False) -> bool:
    """Whether « et » goes back to what happened: « a nié qu’il prévoyait une attaque et Z a approuvé la poursuite ».

    After a cue in the past, what is said stands in the imparfait or the conditional (sequence of tenses);
    a passé composé with a subject of its own is the journalist's again.
    """
    doc = cue.paragraph.doc
    if cue.head == cue.first or not any(
        is_finite(doc[n]) and "Tense=Pres" in str(doc[n].morph) for n in range(cue.first, cue.head)
    ):
        return False
    first = next((doc[n] for n in range(start, k) if is_finite(doc[n])), None)
    if first is None or not ("Tense=Imp" in str(first.morph) or "Mood=Cnd" in str(first.morph)):
        return False
    for n in range(k, min(k + 10, len(doc))):
        token = doc[n]
        if token.lower_ in {"que", "qu'", "qui", "dont", "où", ",", '"', "."}:
            return False
        if is_finite(token):
            pronoun = doc[k].lower_ in {"il", "elle", "ils", "elles"}
            return n > k and token.lower_ in {"a", "ont", "est", "sont"} and (then or not pronoun)
    return False
