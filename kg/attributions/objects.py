"""Frames with an object: the noun phrase that is the content, or the person before an infinitive or « de P »."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kg.attributions.evidence import Cue, Source
from kg.attributions.found import Ground
from kg.attributions.places import STRONG, Match, after_cue, clitic_object, infinitive_at, limit_of, object_phrase
from kg.lexicon import source_nouns, word_class
from kg.phrases import is_finite, is_namelike, is_number

if TYPE_CHECKING:
    from spacy.tokens import Token


def match_marked(
    ground: Ground, cue: Cue, prepositions: set[str], *, infinitive: bool, to: bool = False
) -> Match | None:
    """An object, then a preposition, then the content: « Y à P », « Y de P », « à Y de P »."""
    doc, limit, k = ground.paragraph.doc, limit_of(ground, cue), after_cue(ground, cue)
    addressee = clitic_object(ground, cue)
    if k >= limit:
        return None
    if doc[k].lower_ in prepositions:
        start = infinitive_at(ground, k + 1, limit)
        if start is not None:
            return start, addressee
        if not infinitive and addressee is not None:
            return k + 1, addressee
    if to:
        if doc[k].lower_ not in {"à", "au", "aux"}:
            return None
        k += 0 if doc[k].lower_ in {"au", "aux"} else 1
        if k < limit and doc[k].lower_ in {"au", "aux"}:
            k += 1
    phrase = object_phrase(ground, cue, k, limit)
    if phrase is None:
        return None
    relative = False
    # the phrase may have swallowed the preposition that opens the content: « appelle le maire de X à P »
    for n in range(phrase.head + 1, min(limit, phrase.head + 22)):
        word = doc[n].lower_
        hangs = word in prepositions and n + 1 < limit and doc[n + 1].head.i == cue.head
        if hangs and infinitive and infinitive_at(ground, n + 1, limit) is not None:
            return n + 1, Source(phrase.start, phrase.end, phrase.head)  # « exhorte X dont la flotte est vieille à P »
        relative = relative or word in {"dont", "qui"}
        if doc[n].text in STRONG or (word == "que" and not relative):
            break
        if is_finite(doc[n]) and not relative:
            break
        if word in prepositions and not relative:
            start = infinitive_at(ground, n + 1, limit)
            if start is not None:
                return start, Source(phrase.start, n, phrase.head)
    if not infinitive:
        found = [n for n in range(phrase.head + 1, min(limit, phrase.end + 1)) if doc[n].lower_ in prepositions]
        last = next((n for n in found if doc[n].head.i != phrase.head and doc[n].head.head.i == cue.head), None)
        if last is None and phrase.end < limit and doc[phrase.end].lower_ in prepositions:
            last = phrase.end
        if last is None and found and prepositions & {"de", "d'"}:
            # « averti les locataires de la coupure d’eau », but « accuse le ministre de l’Intérieur de mensonge »
            last = found[1] if len(found) > 1 and doc[phrase.head].lower_ in OFFICES else found[0]
        if last is not None and not any(is_finite(doc[n]) for n in range(phrase.head + 1, last)):
            return last + 1, Source(phrase.start, last, phrase.head)
    return None


OFFICES = word_class("offices")


def match_a_inf(ground: Ground, cue: Cue) -> Match | None:
    return match_marked(ground, cue, {"à"}, infinitive=True)


def match_de_inf(ground: Ground, cue: Cue) -> Match | None:
    doc, limit, k = ground.paragraph.doc, limit_of(ground, cue), after_cue(ground, cue)
    if k < limit and doc[k].lower_ in {"à", "au", "aux"}:
        return match_marked(ground, cue, {"de", "d'"}, infinitive=True, to=True)
    if k < limit and doc[k].lower_ in {"de", "d'", "du", "des"} and "np" in cue.verb.frames:
        # « exige de Y P », « exige de Y que P »
        if doc[k].lower_ in {"de", "d'"} and infinitive_at(ground, k + 1, limit) is not None:
            return k + 1, clitic_object(ground, cue)
        phrase = object_phrase(ground, cue, k + 1, limit)
        while phrase is not None and phrase.end + 1 < limit and doc[phrase.end].lower_ == "et":
            more = (
                object_phrase(ground, cue, phrase.end + 2, limit)
                if doc[phrase.end + 1].lower_ in {"de", "d'", "du", "des"}
                else None
            )
            if more is None:
                break
            phrase = Source(phrase.start, more.end, phrase.head)  # « exige de X et de Y des garanties »
        if phrase is not None:
            names = source_nouns()
            opens = [
                n
                for n in range(phrase.head + 1, phrase.end - 1)
                if doc[n].lower_ == "des"
                and (is_namelike(doc[n - 1]) or doc[n - 1].lower_ in names)
                and doc[n + 1].text.islower()
            ]
            if opens:
                return opens[-1], Source(phrase.start, opens[-1], phrase.head)  # « exige des élus des explications »
        if (
            phrase is not None
            and phrase.end < limit
            and (doc[phrase.end].pos_ == "DET" or doc[phrase.end].lower_ == "des")
        ):
            return phrase.end, phrase
        return None
    return match_marked(ground, cue, {"de", "d'"}, infinitive=True)


def match_obj_de(ground: Ground, cue: Cue) -> Match | None:
    found = match_marked(ground, cue, {"de", "d'", "du"}, infinitive=False)
    thing = found is not None and found[1] is not None and clitic_object(ground, cue) is None
    if thing and cue.verb.frames["obj-de"] in {"assertion", "promise"} and not ground.is_plausible(found and found[1]):
        return None  # « assure la sécurité du convoi »: one assures somebody of P
    return found


def match_object_then(prepositions: set[str]) -> Callable[[Ground, Cue], Match | None]:
    def matcher(ground: Ground, cue: Cue) -> Match | None:
        doc, limit, k = ground.paragraph.doc, limit_of(ground, cue), after_cue(ground, cue)
        addressee = clitic_object(ground, cue)
        if k < limit and doc[k].lower_ in prepositions:
            return k + 1, addressee
        # « met en garde Y contre P »: the object may stand inside the phrase
        phrase = object_phrase(ground, cue, k, limit)
        if phrase is None:
            return None
        for n in range(phrase.head + 1, min(limit, phrase.head + 16)):
            if doc[n].lower_ in prepositions:
                return n + 1, Source(phrase.start, n, phrase.head)
            if doc[n].text in STRONG | {","} or is_finite(doc[n]):
                return None
        return None

    return matcher


_NO_OBJECT = word_class("no object")


_OBJECT_OPENERS = word_class("object openers")


def match_np(ground: Ground, cue: Cue) -> Match | None:
    doc, limit, k = ground.paragraph.doc, limit_of(ground, cue), after_cue(ground, cue)
    if k >= limit:
        return None
    if doc[k].lower_ in {"à", "au", "aux"} and "np-à" not in cue.verb.frames:
        return match_a_np(ground, cue)  # « demande au gouvernement des mesures »
    token = doc[k]
    bounded = token.lower_ == "entre" and k + 1 < limit and is_number(doc[k + 1])
    more = k - 1 if doc[k - 1].lower_ in {"plus", "près", "moins"} else k
    figure = more + 2 < limit and doc[more].lower_ in {"plus", "près", "moins"} and doc[more + 1].lower_ == "de"
    if bounded or (figure and is_number(doc[more + 2])):
        return more, None  # « réclame entre 2 et 3 % de hausse », « craint plus de 100 suppressions »
    if cue.verb.lemma == "condamner" and _is_sentence(ground, cue, k, limit):
        return None
    if token.text == '"':
        return (k, None) if k + 1 < limit else None
    if token.lower_ in _NO_OBJECT or any(t.lower_ == "anonymat" for t in doc[k : k + 2]):
        return None
    if k + 1 < limit and is_number(doc[k + 1]) and token.lower_ == "le":
        return None
    if token.lower_ in {"de", "d'"}:
        # « craint de nouvelles inondations »: a plural adjective before its noun
        plural = (
            k + 2 < limit
            and doc[k + 1].lower_.endswith(("s", "x"))
            and doc[k + 2].lower_.endswith(("s", "x"))
            and doc[k + 1].pos_ in {"ADJ", "NOUN", "DET"}
        )
        return (k, None) if plural else None
    if token.pos_ in {"DET", "NUM"} or token.lower_ in _OBJECT_OPENERS:
        if token.lower_ == "ce" and k + 1 < limit and doc[k + 1].lower_ in {"que", "qu'", "qui"}:
            return k, None
        return (
            (k, None)
            if (k + 1 < limit and doc[k + 1].pos_ not in {"PUNCT"}) or (k + 1 < limit and doc[k + 1].text == '"')
            else None
        )
    if token.pos_ in {"NOUN", "PROPN"} and token.head.i == cue.head and token.dep_ in {"obj", "obl:arg"}:
        return k, None
    return None


def _is_sentence(ground: Ground, cue: Cue, k: int, limit: int) -> bool:
    """Whether « condamner » is the judge's act: « a condamné le gérant à six mois »."""
    doc = ground.paragraph.doc
    for n in range(k, min(limit, k + 14)):
        if doc[n].lower_ in {"à", "aux", "au"} and n + 1 < limit:
            after = doc[n + 1]
            if (
                after.pos_ == "NUM"
                or is_number(after)
                or after.lower_ in {"une", "un", "verser", "payer", "perpétuité", "mort"}
            ):
                return True
    return False


def match_a_np(ground: Ground, cue: Cue) -> Match | None:
    doc, limit, k = ground.paragraph.doc, limit_of(ground, cue), after_cue(ground, cue)
    if k >= limit:
        return None
    clitic = clitic_object(ground, cue)
    if clitic is not None and doc[clitic.head].lower_ in {"lui", "leur"}:
        found = match_np(ground, cue)
        return (found[0], clitic) if found else None
    if doc[k].lower_ not in {"à", "au", "aux"}:
        return None
    phrase = object_phrase(ground, cue, k + 1, limit)
    if phrase is None:
        return None
    end = phrase.end
    if end < limit and doc[end].text == "(":
        end = next((n + 1 for n in range(end, min(limit, end + 8)) if doc[n].text == ")"), end)
    institution = next((n for n in range(phrase.head + 1, phrase.end) if doc[n].lower_ == "des"), None)
    if (
        institution is not None
        and doc[phrase.head].lower_ in source_nouns()
        and doc[phrase.head].lower_ not in OFFICES - {"gouvernement"}
    ):
        return institution, Source(phrase.start, institution, phrase.head)  # « demande au gouvernement des mesures »
    if end < limit and (doc[end].pos_ in {"DET", "NUM"} or doc[end].text == '"'):
        return end, phrase
    for n in range(phrase.head + 1, end):
        if (
            doc[n].pos_ == "DET"
            and doc[n - 1].lower_ not in {"de", "d'", "à"}
            and doc[n].lower_ in {"le", "la", "les", "l'", "un", "une", "son", "sa", "ses", "leur"}
        ):
            return n, Source(phrase.start, n, phrase.head)
    return None


def _is_figure(token: Token) -> bool:
    return is_number(token) or token.pos_ == "NUM" or token.lower_ in {"plus", "moins", "près", "environ", "quelque"}


def match_attr(ground: Ground, cue: Cue) -> Match | None:
    """« qualifie P de Q », « juge P inutile »: from the object to the end of the judgement."""
    doc, limit, k = ground.paragraph.doc, limit_of(ground, cue), after_cue(ground, cue)
    if k >= limit:
        return None
    if cue.verb.lemma == "tenir" and not any(
        t.lower_ == "pour" and t.i + 1 < limit and doc[t.i + 1].pos_ in {"ADJ", "NOUN", "PUNCT"}
        for t in doc[k : min(limit, k + 14)]
    ):
        return None  # « tient le compte des blessés »
    clitic = clitic_object(ground, cue)
    if (
        clitic is not None
        and doc[k].pos_ in {"ADJ", "ADP", "VERB", "PUNCT", "ADV"}
        and doc[clitic.head].lower_ not in {"lui", "leur"}
    ):
        if doc[k].lower_ in {"de", "d'", "comme"}:
            k += 1
        return k, clitic
    if doc[k].lower_ in {"de", "d'"} and k + 1 < limit and cue.verb.lemma in {"qualifier", "traiter", "taxer"}:
        return k, clitic
    at = k + 1 if k + 1 < limit and doc[k].text == "," else k
    at = next((n for n in range(at, min(limit, at + 6)) if doc[n].text == ","), -1) + 1 if at > k else at
    if at and at + 1 < limit and doc[at].lower_ == "à" and _is_figure(doc[at + 1]):
        return at + 1, None  # « estime à 75 000 le nombre de … », « estime, dans la matinée, à plus de cent … »
    called = cue.verb.lemma == "dire" and cue.head == cue.first and doc[cue.first - 1].pos_ in {"NOUN", "ADJ"}
    if called and doc[k].text == '"':
        return None  # « un taux dit « normal » »
    if k + 1 < limit and doc[k].pos_ == "DET" and doc[k + 1].text == '"':
        return k, None
    if doc[k].lower_ == "comme" and k + 1 < limit:
        return k + 1, clitic  # « ce que Berlin considère comme une menace »
    if doc[k].pos_ == "ADJ" and not is_namelike(doc[k]):
        return k, None
    phrase = object_phrase(ground, cue, k, limit)
    if phrase is None:
        if doc[k].text == '"':
            return k, None
        return None
    after = phrase.end
    while after < limit and doc[after].pos_ == "ADV":
        after += 1
    if cue.verb.lemma == "tenir":
        return k, phrase  # « tient l’armateur pour responsable du naufrage »
    if cue.verb.lemma in {"présenter", "voir", "décrire", "dépeindre"}:
        likened = any(t.lower_ == "comme" for t in doc[phrase.head + 1 : min(limit, phrase.end + 8)])
        return (k, phrase) if likened else None
    judged = doc[phrase.head + 1 : min(limit, after + 1)]
    if any((t.pos_ == "ADJ" and not is_namelike(t)) or t.text == '"' for t in judged) or (
        after < limit and doc[after].lower_ == "comme"
    ):
        return k, phrase
    if cue.verb.lemma == "comparer":
        with_ = {"à", "au", "aux", "avec"}
        return (k, phrase) if any(t.lower_ in with_ for t in doc[phrase.head + 1 : phrase.end + 1]) else None
    if cue.verb.lemma in {"évaluer", "estimer", "chiffrer"} and after < limit and doc[after].lower_ == "à":
        return k, phrase
    if cue.verb.lemma in {
        "qualifier",
        "traiter",
        "taxer",
        "décrire",
        "considérer",
        "présenter",
        "voir",
        "dépeindre",
        "accuser",
    } and any(t.lower_ in {"comme", "de", "d'"} for t in doc[phrase.head + 1 : min(limit, phrase.end + 8)]):
        return k, phrase
    return None


def match_np_a(ground: Ground, cue: Cue) -> Match | None:
    return match_np(ground, cue)


def match_obj_que(ground: Ground, cue: Cue) -> Match | None:
    doc, limit, k = ground.paragraph.doc, limit_of(ground, cue), after_cue(ground, cue)
    phrase = object_phrase(ground, cue, k, limit)
    clitic = clitic_object(ground, cue)
    at = phrase.end if phrase is not None else k
    for n in range(at, min(at + 3, limit)):
        if doc[n].lower_ in {"que", "qu'"}:
            return n + 1, phrase or clitic
    return None
