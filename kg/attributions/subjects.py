"""Who says it: the grammatical subject of a verb of saying, or what stands for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.attributions.antecedents import antecedent, nearest_before, start_of_run
from kg.attributions.evidence import NOT_A_SOURCE, Cue, Mood, Source, is_time
from kg.attributions.sources import agent_of, inverted_subject, noun_source
from kg.lexicon import word_class
from kg.phrases import is_finite, is_namelike, is_number, phrase_start

if TYPE_CHECKING:
    from spacy.tokens import Doc


def find_subject(cue: Cue, heads: dict[int, Cue], depth: int = 0) -> Source | None:
    """The subject of a cue: inverted pronoun, the tree's, that of the verb it is coordinated with, or of its clause."""
    doc = cue.paragraph.doc
    if cue.clitic is not None:
        return Source(cue.clitic, cue.clitic + 1, cue.clitic)
    if cue.passive:
        return agent_of(cue)
    if cue.mood == "participle":
        found = _subject_of_participle(cue, heads)
        if found is not None:
            return found
    if cue.mood == "infinitive" and cue.first and doc[cue.first - 1].lower_ in {"après", "avant", "de"}:
        found = subject_after(cue)
        if found is not None:
            return found
    return subject_of(doc, cue.head, cue.first, mood=cue.mood)


def speaker_of(cue: Cue, limit: int | None = None) -> Source | None:
    """The source of a cue, inverted or not: in « « P », a dit X, ajoutant que Q » it is X, not the subject of P."""
    doc, paragraph = cue.paragraph.doc, cue.paragraph
    own = cue.subject
    if cue.clitic is not None or not cue.first or doc[cue.first - 1].text not in {",", '"', "–"}:
        return own
    if own is not None and own.start < cue.first:
        quoted = paragraph.quote_at(paragraph.start(doc[own.start])) is not None
        between = any(is_finite(t) and not t.dep_.startswith("acl") for t in doc[own.end : cue.first])
        if not quoted and not between:
            return own
    return inverted_subject(cue, limit) or own


def subject_after(cue: Cue) -> Source | None:
    """« Après avoir averti que P, les États-Unis ont évacué … »: the subject of the main clause that follows."""
    paragraph, doc = cue.paragraph, cue.paragraph.doc
    sentence = paragraph.sentence_at(cue.span.start)
    first, limit = paragraph.token_at(sentence.start), paragraph.token_at(sentence.end)
    if cue.first - first > 2:
        return None
    for token in doc[cue.last + 1 : limit]:
        if (
            token.dep_.startswith("nsubj")
            and token.head.i > token.i
            and token.i > 0
            and token.pos_ in {"NOUN", "PROPN", "PRON"}
        ):
            source = noun_source(doc, token.i, token.head.i)
            if source is not None and doc[source.start - 1].text == ",":
                return source
    return None


def _subject_of_participle(cue: Cue, heads: dict[int, Cue]) -> Source | None:
    """« X a dit A, ajoutant que B »: the source of the verb before it in its sentence, inverted or not."""
    doc = cue.paragraph.doc
    k = cue.first - 1
    while k > 0 and (doc[k].pos_ == "ADV" or doc[k].lower_ in {"en", "tout"}):
        k -= 1
    if (found := subject_after(cue)) is not None:
        return found
    if k < 0 or (doc[k].text != "," and doc[cue.first - 1].lower_ not in {"en", "tout"} and doc[k].text != '"'):
        return None
    floor = cue.paragraph.token_at(cue.paragraph.sentence_at(cue.span.start).start)
    for other in sorted(
        (c for c in heads.values() if floor <= c.head < cue.first and c.mood == "finite"), key=lambda c: -c.head
    ):
        if cue.paragraph.quote_at(other.span.start) is not None or other.passive:
            continue
        return speaker_of(other, cue.first)
    return _subject_of_sentence(doc, cue.first, floor)


def _subject_of_sentence(doc: Doc, first: int, floor: int) -> Source | None:
    """The subject of the nearest finite verb before token ``first`` that stands in no relative clause."""
    for k in range(first - 1, floor - 1, -1):
        token = doc[k]
        if is_finite(token) and not token.dep_.startswith("acl"):
            verb = token.head.i if token.pos_ == "AUX" and token.head.i > k and token.head.i < first else k
            if doc[verb].dep_.startswith("acl"):
                continue
            return subject_of(doc, verb, k)
    return None


def subject_of(doc: Doc, head: int, first: int, *, mood: Mood = "finite", depth: int = 0) -> Source | None:
    """The grammatical subject of the verb ``head`` whose group starts at token ``first``."""
    token = doc[head]
    if depth > 4:
        return None
    nominal = [c for c in token.children if c.dep_.startswith("nsubj") or c.dep_ == "expl:subj"]
    nominal = [
        c
        for c in nominal
        if c.lower_ not in {"-t", "se", "s'"}
        and c.pos_ not in {"PUNCT", "VERB", "AUX", "ADV", "ADP"}
        and not is_time(c)
    ]
    before = [c for c in nominal if c.i < first]
    if mood == "finite":
        before = [c for c in before if c.lower_ not in _INSERTED or c.lower_ == "qui"]
        outer = _over_insertion(doc, first)
        if outer is not None:
            return outer
        if first > 1 and doc[first - 1].lower_.startswith("derni") and doc[first - 2].lower_ in {"ce", "cette", "ces"}:
            return Source(first - 2, first, first - 1)  # « ce dernier a déploré »
        surface = _pronoun_before(doc, first)
        if surface is not None:
            if doc[surface].lower_ == "qui":
                return antecedent(doc, surface)
            if doc[surface].lower_ in NOT_A_SOURCE:
                return None
            return Source(surface, surface + 1, surface)
    if before:
        child = before[-1] if before[-1].lower_ not in {"que", "qu'", "dont"} else before[0]
        if child.lower_ == "qui":
            return antecedent(doc, child.i)
        if child.lower_ in {"que", "qu'", "dont", "où"}:
            return None
        return noun_source(doc, child.i, first)
    if mood == "finite" and (relative := _relative_before(doc, first)) is not None:
        return antecedent(doc, relative)
    if (
        token.dep_ in {"conj", "advcl", "xcomp", "acl", "dep", "obl:mod", "parataxis", "ccomp", "obl:arg", "amod"}
        and token.head.i != head
    ):
        if mood == "finite" and token.dep_ not in {"conj", "parataxis", "dep"}:
            return nearest_before(doc, first)
        governor = token.head
        if governor.pos_ in {"NOUN", "PROPN", "PRON"} and token.dep_ in {"acl", "amod"}:
            # « Poutine exigeant … », « un communiqué exigeant … »
            if (
                mood in {"participle", "past_participle"}
                and governor.i < head
                and not any(doc[k].text == "," for k in range(governor.i, head))
            ):
                return noun_source(doc, governor.i, first)
            verb = governor.head
            found = (
                subject_of(doc, verb.i, _group_start(doc, verb.i), depth=depth + 1) if verb.i != governor.i else None
            )
            return found or nearest_before(doc, first)
        return subject_of(doc, governor.i, _group_start(doc, governor.i), depth=depth + 1) or nearest_before(doc, first)
    return nearest_before(doc, first)


def _over_insertion(doc: Doc, first: int) -> Source | None:
    """« Me Morel, qui représente la famille, a demandé »: the phrase before an insertion between commas.

    An insertion opens with a relative, a participle or an age, or is short and has no verb.
    """
    if first < 3 or doc[first - 1].text != ",":
        return None
    for k in range(first - 2, max(0, first - 32), -1):
        if doc[k].text in {".", ";", ":", '"'}:
            return None
        if doc[k].text != ",":
            continue
        short = first - k <= 7 and not any(is_finite(t) for t in doc[k:first]) and _opens_clause(doc, k)
        if doc[k + 1].lower_ in _INSERTED or is_number(doc[k + 1]) or short:
            head = k - 1
            if doc[head].pos_ not in {"NOUN", "PROPN", "ADJ"} and not is_namelike(doc[head]):
                return None
            return noun_source(doc, start_of_run(doc, head), first if short else k)
    return None


def _opens_clause(doc: Doc, comma: int) -> bool:
    """Whether the words before a comma are a noun phrase that opens its sentence or clause."""
    head = start_of_run(doc, comma - 1)
    start = phrase_start(doc, head)
    named = doc[head].pos_ in {"NOUN", "PROPN"} and not is_time(doc[head])
    return named and (
        start == 0 or bool(doc[start].is_sent_start) or doc[start - 1].lower_ in {",", "que", "qu'", "et", ":", '"'}
    )


_INSERTED = word_class("inserted")


def _group_start(doc: Doc, head: int) -> int:
    auxiliaries = [c.i for c in doc[head].children if c.dep_.startswith(("aux", "cop", "expl:comp")) and c.i < head]
    return min([head, *auxiliaries])


_SUBJECT_PRONOUNS = word_class("subject pronouns")


def _pronoun_before(doc: Doc, first: int) -> int | None:
    """The subject pronoun directly before the verb group, over « ne », « le », « lui », « y », « en »."""
    k = first - 1
    while (
        k >= 0
        and first - k < 5
        and doc[k].lower_ in {"ne", "n'", "le", "la", "les", "l'", "lui", "leur", "y", "en", "se", "s'", "me", "m'"}
    ):
        k -= 1
    if (
        k >= 0
        and doc[k].lower_ in {"nous", "vous"}
        and first < len(doc)
        and not doc[first].lower_.endswith(("ons", "ez", "mes", "tes"))
    ):
        k -= 1  # « les habitants nous ont affirmé »
        if k < 0 or doc[k].pos_ in {"ADP", "PUNCT"}:
            return None
    if k >= 0 and doc[k].lower_ in _SUBJECT_PRONOUNS:
        if doc[k].lower_ in {"elle", "elles", "nous", "vous"} and k > 0 and doc[k - 1].pos_ == "ADP":
            return None
        return k
    return None


def _relative_before(doc: Doc, first: int) -> int | None:
    """The « qui » of « des militants, qui dès 2011 dénonçaient »: with no finite verb between."""
    for k in range(first - 1, max(-1, first - 9), -1):
        if doc[k].lower_ == "qui":
            return k
        if doc[k].text in {".", ";", ":", '"'} or is_finite(doc[k]):
            return None
    return None
