"""The frames of the lexicon, each with its matcher: where after a verb the content starts, and who is addressed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kg.attributions.borders import occasion
from kg.attributions.clausal import match_a_ce_que, match_attr_se, match_inf, match_que, match_si
from kg.attributions.evidence import Cue, Source
from kg.attributions.found import Ground
from kg.attributions.objects import (
    match_a_inf,
    match_a_np,
    match_attr,
    match_de_inf,
    match_np,
    match_np_a,
    match_obj_de,
    match_obj_que,
    match_object_then,
)
from kg.attributions.places import STRONG, Match, after_cue, infinitive_at, limit_of
from kg.phrases import is_finite

if TYPE_CHECKING:
    from spacy.tokens import Doc


def fit(ground: Ground, cue: Cue) -> tuple[str, int, Source | None] | None:
    """The first frame of the verb that the words after it fit: its name, where the content starts, the addressee."""
    for frame, matcher in _MATCHERS:
        if frame in cue.verb.frames:
            found = matcher(ground, cue)
            if found is not None and frame == "que" and "attr" in cue.verb.frames:
                k = after_cue(ground, cue)
                if k < found[0] - 1 and ground.paragraph.doc[k].text == '"':
                    return "attr", k, None  # « a jugé « aberrant » que P »
            if found is not None and frame == "que" and "inf" in cue.verb.frames:
                infinitive = match_inf(ground, cue)  # « prétend ne pas savoir que P »
                if infinitive is not None and infinitive[0] < found[0]:
                    return "inf", *infinitive
            if found is not None and frame == "que" and "np" in cue.verb.frames:
                # « Ils dénoncent les conditions de travail, et que P »: the object comes first
                object_ = match_np(ground, cue)
                doc = ground.paragraph.doc
                if (
                    object_ is not None
                    and object_[0] == after_cue(ground, cue) < found[0] - 3
                    and "et" in {t.lower_ for t in doc[object_[0] : found[0]]}
                ):
                    asked = match_de_inf(ground, cue) if "de-inf" in cue.verb.frames else None
                    return ("de-inf", *asked) if asked is not None else ("np", *object_)
            if found is not None:
                return frame, *found
    if "que" in cue.verb.frames and "np" not in cue.verb.frames and cue.mood != "infinitive":
        doc, k = ground.paragraph.doc, after_cue(ground, cue)  # « a raconté son « désespoir » »
        if k + 1 < limit_of(ground, cue) and doc[k].pos_ == "DET" and doc[k + 1].text == '"':
            return "np", k, None
    for frame in cue.verb.frames:
        if frame not in _NAMED:
            found = _preposition(ground, cue, frame)
            if found is not None:
                return frame, *found
    return None


_MATCHERS: tuple[tuple[str, Callable[[Ground, Cue], Match | None]], ...] = (
    ("à-ce-que", match_a_ce_que),
    ("obj-que", match_obj_que),
    ("que", match_que),
    ("si", match_si),
    ("de-inf", match_de_inf),
    ("à-inf", match_a_inf),
    ("inf", match_inf),
    ("attr_se", match_attr_se),
    ("obj-de", match_obj_de),
    ("obj-contre", match_object_then({"contre"})),
    ("obj-sur", match_object_then({"sur"})),
    ("obj-pour", match_object_then({"pour"})),
    ("obj-à", match_object_then({"à", "au", "aux"})),
    ("à-np", match_a_np),
    ("attr", match_attr),
    ("np-à", match_np_a),
    ("np", match_np),
)


_NAMED = {name for name, _ in _MATCHERS} | {"quote"}


def _preposition(ground: Ground, cue: Cue, frame: str) -> Match | None:
    """A prepositional object that is the content: « insiste sur P », « se félicite de P », « appelle à P »."""
    doc, limit, k = ground.paragraph.doc, limit_of(ground, cue), after_cue(ground, cue)
    wanted = {"de": {"de", "d'", "du", "des"}, "à": {"à", "au", "aux"}}.get(frame, {frame.split("-")[0]})
    if k < limit and doc[k].text == ",":  # « alertait, dans un autre rapport, sur P »
        closing = next((n for n in range(k + 1, min(limit, k + 10)) if doc[n].text == "," or is_finite(doc[n])), limit)
        k = closing + 1 if closing < limit and doc[closing].text == "," and occasion(doc, k + 1) else k
    if k >= limit:
        return None
    words = frame.split("-")
    if doc[k].lower_ not in wanted:
        return None
    n = k + len(words)
    if cue.verb.lemma == "s'en prendre" and '"' not in doc[k : min(limit, k + 12)].text and _is_attack(doc, cue, k):
        return None
    if frame == "de" and "inf" in cue.verb.refused and infinitive_at(ground, k + 1, limit) is not None:
        return None  # « le musée s’enorgueillit de posséder P »
    if words[-1] == "quote":  # « parle de « mépris », d'un « mépris » »
        at = k + 2 if k + 2 < limit and doc[k + 1].pos_ == "DET" else k + 1
        return (k + 1, None) if at < limit and doc[at].text == '"' else None
    second = {"à": {"à", "au", "aux"}}.get(words[-1], {words[-1]})
    if len(words) > 1 and doc[k + 1].lower_ not in second:
        return None
    if frame in {"à"} and n + 1 < limit and doc[n].lower_ == "ce":
        return None
    if n < limit and doc[n].lower_ in {"de", "d'", "du", "des"} and len(words) > 1:
        n += 1
    return (n, None) if n < limit and doc[n].text not in STRONG | {","} else None


def _is_attack(doc: Doc, cue: Cue, k: int) -> bool:
    """« des casseurs s’en sont pris aux vitrines », « s’en prend à elle »: done, not said, if no words are quoted."""
    many = doc[cue.head].morph.get("Number", None) == ["Plur"] or any(
        t.lower_ in {"sont", "étaient"} for t in doc[cue.first : cue.head]
    )
    return many or any(t.pos_ == "PRON" for t in doc[k + 1 : k + 2])
