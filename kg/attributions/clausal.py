"""Frames whose content is a clause, an infinitive or an adjective with its complement."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.attributions.evidence import Cue
from kg.attributions.found import Ground
from kg.attributions.sources import phrase_after
from kg.lexicon import word_class
from kg.phrases import is_finite, is_namelike

if TYPE_CHECKING:
    from spacy.tokens import Token
from kg.attributions.places import STRONG, Match, after_cue, finite_before, infinitive_at, limit_of

_NOT_COMPLEMENT = word_class("not complement")


_COMPARES = {"plus", "moins", "aussi"}


def match_que(ground: Ground, cue: Cue) -> Match | None:
    """« que P », over addressees, dates and insertions; not the « que » of a comparison or a relative clause."""
    doc, limit = ground.paragraph.doc, limit_of(ground, cue)
    begin = cue.last + 1
    commas = 0
    if begin < limit and doc[begin].text == ",":  # « a annoncé, il y a quelques semaines, que P »
        closing = next((n for n in range(begin + 1, min(limit - 1, begin + 16)) if doc[n].text in {",", '"'}), None)
        if closing is not None and doc[closing].text == "," and doc[closing + 1].lower_ in {"que", "qu'"}:
            return closing + 2, None
    for k in range(begin, min(limit, begin + 40)):
        token = doc[k]
        if (
            token.text in STRONG
            or token.text == ":"
            or any(c.head == k and (c.mood != "past_participle" or c.passive) for c in ground.cues)
        ):
            return None
        if token.text == ",":
            commas += 1
        if token.lower_ in {"que", "qu'"}:
            before = doc[k - 1].lower_
            then = before == "alors" and k == begin + 1 and "Tense=Imp" in str(doc[cue.head].morph)
            then = then or (before in {"aussi", "même"} and k == begin + 1)  # « en soulignant aussi que P »
            if k > begin and before in _NOT_COMPLEMENT and not then:
                continue
            if k == begin:
                restricts = any(doc[n].lower_ in {"ne", "n'"} for n in range(max(0, cue.first - 1), k))
                if restricts and not any(is_finite(doc[n]) for n in range(k + 1, min(limit, k + 10))):
                    return None  # « l’impôt ne rapporte que deux milliards »
                return k + 1, None
            if any(
                doc[n].lower_ in _COMPARES and doc[n + 1].pos_ in {"ADJ", "NOUN"} for n in range(max(begin, k - 4), k)
            ):
                return None  # « suggèrent une maturité plus grande que les partis »
            if any(doc[n].lower_ in {"même", "mêmes"} and doc[n - 1].pos_ == "DET" for n in range(begin + 1, k)):
                return None  # « promet le même sort que les autres »
            governor = token.head
            if (
                doc[begin].lower_ in {"de", "d'", "du", "des"}
                and "de-inf" in cue.verb.frames
                and not finite_before(doc, begin, k)
            ):
                return k + 1, None  # « exige de la société qu’elle remette … »
            comments = commas and "np" in cue.verb.frames and doc[begin].pos_ in {"DET", "NUM"}
            if comments and doc[k - 1].pos_ in {"NOUN", "ADJ"}:
                return None  # « dénonce les dangers d’une rupture, un scénario que P »
            own = any(a.i == cue.head for a in _up(governor, 3))
            far = k - begin
            finite = any(is_finite(doc[n]) for n in range(begin, k))
            if (own and not token.dep_.startswith("obj")) or (
                far <= 8 and not finite and not (token.dep_ in {"obj", "nsubj"} and governor.dep_.startswith("acl"))
            ):
                return k + 1, None
            if not finite and commas >= 2 and doc[k - 1].text == ",":
                return k + 1, None
            if not finite and commas and k - begin <= 20 and token.pos_ == "SCONJ" and "np" not in cue.verb.frames:
                return k + 1, None  # « a fait savoir, par la voix de son avocat, que P »
            if finite and far > 12:
                return None
    return None


def _up(token: Token, steps: int) -> Iterator[Token]:
    for _ in range(steps):
        yield token
        if token.head.i == token.i:
            return
        token = token.head


def match_si(ground: Ground, cue: Cue) -> Match | None:
    doc, k = ground.paragraph.doc, after_cue(ground, cue)
    limit = limit_of(ground, cue)
    for n in range(k, min(k + 7, limit)):
        if doc[n].text in STRONG | {",", ":"}:
            return None
        if doc[n].lower_ == "s'" and n + 1 < limit and doc[n + 1].lower_ in {"il", "ils"}:
            return n, None
        if doc[n].lower_ in {
            "si",
            "pourquoi",
            "comment",
            "combien",
            "où",
            "quand",
            "quel",
            "quelle",
            "quels",
            "quelles",
        }:
            return n, None
        if doc[n].lower_ == "ce" and n + 1 < limit and doc[n + 1].lower_ in {"que", "qu'", "qui"}:
            return n, None
    return None


def match_inf(ground: Ground, cue: Cue) -> Match | None:
    doc, limit, k = ground.paragraph.doc, limit_of(ground, cue), after_cue(ground, cue)
    if k >= limit:
        return None
    if doc[k].text == ",":  # « ont dit, lors de l’enquête, avoir reconnu »
        closing = next((n for n in range(k + 1, min(limit, k + 12)) if doc[n].text == ","), None)
        k = closing + 1 if closing is not None else k
    if k >= limit:
        return None
    if doc[k].lower_ in {"de", "d'", "à"}:
        start = infinitive_at(ground, k + 1, limit)
        if start is not None:
            return start, None
    if doc[k].lower_ in {"à", "au", "aux", "auprès", "devant"}:
        end = phrase_after(doc, k, limit)  # « explique à L’Indépendant ne pas l’avoir reconnue »
        if end is None or end >= limit:
            return None
        k = end + 1 if doc[end].lower_ in {"de", "d'"} else end
    start = infinitive_at(ground, k, limit)
    if start is not None and any(t.lower_ in {"anonyme", "anonymes", "anonymat"} for t in doc[start : start + 5]):
        return None  # « souhaite rester anonyme »
    return (start, None) if start is not None else None


def match_attr_se(ground: Ground, cue: Cue) -> Match | None:
    doc, limit, k = ground.paragraph.doc, limit_of(ground, cue), after_cue(ground, cue)
    if k >= limit:
        return None
    if doc[k].text == '"':
        return k, None
    if doc[k].lower_ == "comme" and k + 1 < limit:
        return k + 1, None
    if doc[k].lower_ in {"plus", "très", "tout", "assez", "extrêmement", "pas"}:
        k += 1
    if k + 1 >= limit or is_namelike(doc[k]) or doc[k].pos_ not in {"ADJ", "VERB", "NOUN", "AUX"}:
        return None
    # an adjective alone tells how somebody is, not what he says: « se montre éloquente »
    nouns = {"de", "d'", "du", "des", "à", "au", "aux", "que", "qu'"}
    wanted = nouns if doc[k].pos_ == "NOUN" else nouns | {"par", "pour", "contre", "face", "en", "sur", "dans"}
    return (k, None) if doc[k + 1].lower_ in wanted or doc[k + 1].text == '"' else None


def match_a_ce_que(ground: Ground, cue: Cue) -> Match | None:
    doc, limit, k = ground.paragraph.doc, limit_of(ground, cue), after_cue(ground, cue)
    for n in range(k, min(k + 12, limit - 2)):
        if doc[n].text in STRONG:
            return None
        if doc[n].lower_ in {"à", "de"} and doc[n + 1].lower_ == "ce" and doc[n + 2].lower_ in {"que", "qu'"}:
            return n + 3, None
    return None
