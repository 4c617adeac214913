"""Indirect speech: each verb of saying with what follows it, active, passive, and in the infinitive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.attributions.antecedents import nearest_before
from kg.attributions.borders import clause_end
from kg.attributions.causes import MAKES, caused
from kg.attributions.content import pieces_of
from kg.attributions.evidence import Cue, Source, auxiliary, is_time
from kg.attributions.found import Ground, attribution
from kg.attributions.frames import fit
from kg.attributions.sources import noun_source
from kg.attributions.subjects import subject_of
from kg.lexicon import source_nouns, word_class
from kg.model import Attribution, Span
from kg.phrases import is_abstract, is_finite, is_number

if TYPE_CHECKING:
    from spacy.tokens import Doc

#: Negated, these still report an opinion (« ne croit pas que P ») or a stance (« n’exclut pas P »).
_NEGATED_STILL = word_class("negated still")
_ONLY_NEGATED = word_class("only negated")


def verb_frames(ground: Ground) -> Iterator[Attribution]:
    """Each verb of saying with the first of its frames that the words after it fit."""
    for cue in ground.cues:
        if cue.head in ground.spent:
            continue
        if ground.paragraph.quote_at(cue.span.start) is not None:
            inside = _quoted_predicate(ground, cue)
            if inside is not None:
                yield inside
            continue
        if cue.mood == "past_participle" and not cue.passive and not _shares_auxiliary(ground, cue):
            continue
        if cue.passive:
            yield from _passive(ground, cue)
            continue
        if cue.subject is None and cue.mood != "infinitive":
            continue
        if cue.mood == "infinitive" and not performed(ground, cue):
            continue
        if cue.clitic is not None and _asks(ground, cue):
            continue
        if cue.verb.lemma == "convenir" and cue.subject and ground.paragraph.doc[cue.subject.head].lower_ == "il":
            continue  # « il convient de P »: nobody says so
        found = fit(ground, cue)
        if found is None:
            continue
        frame, start, addressee = found
        if not cue.negated and cue.verb.lemma in _ONLY_NEGATED and cue.mood == "finite":
            continue
        if cue.negated and cue.verb.lemma not in _NEGATED_STILL:
            continue
        words = frame in {"que", "np"} and start < len(ground.paragraph.doc) and ground.paragraph.doc[start].text == '"'
        if not ground.is_plausible(cue.subject) and not (
            cue.subject is not None and _tolerant(ground, cue, words=words, clause=frame == "que")
        ):
            continue
        one = build(ground, cue, frame, start, addressee)
        if one is not None:
            yield one


def _asks(ground: Ground, cue: Cue) -> bool:
    """« M. Vial appelle-t-il toujours à voter non ? »: the journalist's question, not what somebody says."""
    sentence = ground.paragraph.sentence_at(cue.span.start)
    words = sentence.of(ground.parsed.text).rstrip("\u00a0 \u202f\n")
    return words.endswith("?") and not any(q.span.overlaps(sentence) for q in ground.quotes)


def _quoted_predicate(ground: Ground, cue: Cue) -> Attribution | None:
    """« Il « appelle le gouvernement à P » », « Le ministre a « fait part de P » »: the marks open before the verb."""
    paragraph, doc = ground.paragraph, ground.paragraph.doc
    quote = next((q for q in ground.quotes if q.inner.start <= cue.span.start < q.inner.end), None)
    if quote is None or not quote.opened or cue.mood not in {"finite", "past_participle"} or cue.negated:
        return None
    sentence = paragraph.sentence_at(cue.span.start)
    if any(sentence.start <= paragraph.start(doc[a.first]) < cue.span.start for a in ground.according):
        return None  # « Selon Y, le maire « sous-entend que P » »
    mark = paragraph.token_at(quote.span.start)
    shared = doc[mark - 1].lower_ in auxiliary("avoir") if mark else False
    told = cue.mood == "past_participle" or (shared and doc[cue.first].lower_ in {"fait", "dit", "mis"})
    if cue.first != mark + 1 or told != shared or mark < 1:
        return None
    first = mark - 1 if shared else mark
    before = doc[first - 1] if first else None
    if before is None:
        return None
    pronoun = before.lower_ in {"il", "elle", "ils", "elles"}
    source = Source(first - 1, first, first - 1) if pronoun else nearest_before(doc, first)
    if source is None or not ground.is_plausible(source):
        return None
    cue = replace(cue, subject=source, mood="finite")
    found = fit(ground, cue)
    return build(ground, cue, *found) if found is not None else None


def _tolerant(ground: Ground, cue: Cue, *, words: bool = False, clause: bool = False) -> bool:
    """Whether a verb says enough by itself that its subject need not be in the source list.

    ``words``: the content opens with a quotation mark, which says it for every verb of saying.
    ``clause``: the content is a clause with « que », which even « l’inspection » can say, « la création » cannot.
    """
    doc = ground.paragraph.doc
    subject = cue.subject
    if (
        subject is None
        or doc[subject.head].pos_ not in {"NOUN", "PROPN", "ADJ"}
        or doc[subject.start].lower_ in {"ce", "cela", "ça"}
        or is_time(doc[subject.head])
        or _is_thing(doc[subject.head].lower_)
        or (is_abstract(doc[subject.head].lower_) and not words and not clause)
    ):
        return False
    return (words and "que" in cue.verb.frames) or cue.verb.lemma not in _THINGS_TOO


def _is_thing(word: str) -> bool:
    """« la colère », « les véhicules »: things, events and feelings that the tree takes for who speaks."""
    return bool({word, word.removesuffix("s"), word.removesuffix("x")} & word_class("no voices"))


#: Verbs whose subject in the press is as often a thing as somebody: it must be in the source list.
_THINGS_TOO = word_class("things too")


def _shares_auxiliary(ground: Ground, cue: Cue) -> bool:
    """« a déclaré que A et ajouté que B »: the second participle has the first's auxiliary."""
    doc = ground.paragraph.doc
    token = doc[cue.head]
    before = doc[cue.first - 1].lower_ if cue.first else ""
    k = cue.first - 1
    while k > 0 and doc[k].pos_ == "ADV":
        k -= 1
        before = doc[k].lower_
    if before not in {"et", "mais", ",", "puis", "ou"}:
        return False
    for other in ground.cues:
        if other.head < cue.head and other.head > other.first and other.mood == "finite" and not other.passive:
            up = token
            for _ in range(4):
                if up.i == other.head:
                    return True
                up = up.head
    return False


def performed(ground: Ground, cue: Cue) -> bool:
    """Whether an infinitive of saying was an act: « a tenu à rappeler », « pour dénoncer », « vient d’annoncer »."""
    doc = ground.paragraph.doc
    if cue.subject is None:
        return False
    k = cue.first - 1
    if k >= 0 and (doc[k].lower_ in MAKES or caused(cue) is not None):
        return True  # « ce qui lui fait dire que P »: the source is whom it makes say so
    while k >= 0 and doc[k].lower_ in {
        "à",
        "de",
        "d'",
        "le",
        "lui",
        "leur",
        "y",
        "ensuite",
        "également",
        "aussi",
        "ne",
        "pas",
    }:
        k -= 1
    if k < 0:
        return False
    governor = doc[k].lower_
    first = doc[cue.head].head
    if governor == "et" and doc[cue.head].dep_ == "conj" and "VerbForm=Inf" in str(first.morph) and first.i:
        before = first.i - 1
        while before > 0 and doc[before].lower_ in {"se", "s'", "le", "la", "les", "lui", "en", "y"}:
            before -= 1
        governor = doc[before].lower_  # « il a dû se taire et reconnaître que P »
    if governor == "par" and k and doc[k - 1].lower_.startswith(("fini", "commenc")):
        return True  # « a fini par reconnaître que P »
    if governor in {"pour", "après", "avant"}:
        return True
    return governor in _CARRIERS or _is_share(doc, k)


def _is_share(doc: Doc, k: int) -> bool:
    """« Ils sont 69 % à penser que P »: a share of the people asked, after a form of « être »."""
    if doc[k].text != "%" and not doc[k].text.endswith("%") and not is_number(doc[k]):
        return False
    return any(t.lower_ in auxiliary("être") for t in doc[max(0, k - 5) : k])


_CARRIERS = word_class("carriers")


def _passive(ground: Ground, cue: Cue) -> Iterator[Attribution]:
    """« Z est accusé par X de P », « cette décision a été jugée « inutile » par X »: only with the agent named."""
    if (
        cue.subject is None
        or not ground.is_plausible(cue.subject)
        or cue.negated
        or ground.paragraph.quote_at(cue.span.start) is not None
    ):
        return
    paragraph, doc = ground.paragraph, ground.paragraph.doc
    child = next((c for c in doc[cue.head].children if c.dep_.startswith("nsubj") and c.i < cue.first), None)
    patient = noun_source(doc, child.i, cue.first) if child is not None and child.pos_ in {"NOUN", "PROPN"} else None
    after = cue.subject.end
    if after + 2 < len(doc) and doc[after].text == '"' and doc[after + 1].lower_ in {"de", "d'"}:
        if "obj-de" in cue.verb.frames:  # « est accusé par certains « d’arrogance » »
            one = build(ground, cue, "obj-de", after + 2, patient)
            if one is not None:
                yield one
        return
    for frame in ("obj-de", "à-inf", "de-inf", "attr"):
        if frame in cue.verb.frames and after < len(doc) and doc[after].lower_ in {"de", "d'", "à", "comme"}:
            one = build(ground, cue, frame, after + 1, patient)
            if one is not None:
                yield one
            return
    by = next((k for k in range(cue.last + 1, cue.subject.start + 1) if doc[k].lower_ == "par"), None)
    if patient is None:
        if by is not None and by > cue.last + 1 and "attr" in cue.verb.frames and doc[cue.last + 1].pos_ in _JUDGED:
            spans = [Span(paragraph.start(doc[cue.last + 1]), paragraph.end(doc[by - 1]))]
            pieces, form = pieces_of(paragraph, ground.parsed, spans)
            if pieces:  # « il avait été jugé trop restrictif par des associations »
                yield attribution(ground, pieces, cue, cue.subject, form, "verb-passive", frame="attr")
        return
    if (
        by is None
        or cue.verb.lemma == "condamner"
        or (
            "attr" not in cue.verb.frames
            and cue.verb.frames.get("np") in {None, "assertion"}
            and not _stands_alone(cue, patient)
        )
    ):
        return
    if by == cue.last + 1 and "attr" in cue.verb.frames and "np" not in cue.verb.frames:
        return  # « la réforme a été traitée par la commission »
    spans = [Span(paragraph.start(doc[patient.start]), paragraph.end(doc[patient.end - 1]))]
    if "attr" in cue.verb.frames and by > cue.last + 1:
        spans.append(Span(paragraph.end(doc[cue.last]), paragraph.start(doc[by])))
    pieces, form = pieces_of(paragraph, ground.parsed, spans)
    if pieces:
        yield attribution(
            ground, pieces, cue, cue.subject, form, "verb-passive", frame="attr" if "attr" in cue.verb.frames else "np"
        )


_JUDGED = {"ADJ", "ADV", "PUNCT"}


def _stands_alone(cue: Cue, patient: Source) -> bool:
    """Whether a passive says what is announced: « la mort du pilote a été confirmée », not « L’information … »."""
    tells = ("que" in cue.verb.frames and cue.verb.lemma != "lancer") or cue.verb.lemma in {
        "concéder",
        "mettre en avant",
        "revendiquer",
    }
    return tells and cue.mood == "finite" and patient.end - patient.start >= 4


def build(ground: Ground, cue: Cue, frame: str, start: int, addressee: Source | None) -> Attribution | None:
    paragraph, doc = ground.paragraph, ground.paragraph.doc
    if start >= len(doc):
        return None
    if doc[start : start + 2].text.lower() == "le fait" and doc[start + 2 : start + 3].text.lower() in {"que", "qu'"}:
        start += 3  # « insiste sur le fait que P »
    if doc[start].text == '"' and start + 2 < len(doc) and doc[start + 1].lower_ in {"que", "qu'"}:
        start += 2  # « estime « que le moment est venu » »
    end = clause_end(cue, start, ground.cues, frame=frame, spent=ground.spent, taken=ground.taken)
    begin = paragraph.start(doc[start])
    for told in ground.according:  # « …, selon un document »: by way of what it is known, at the end of its sentence
        at = paragraph.start(doc[told.first - 1]) if told.first else 0
        if begin < at < end and doc[told.first - 1].text == "," and ground.parsed.text[at:end].count(",") < 3:
            last = paragraph.token_at(paragraph.sentence_at(at).end)
            if not any(t.text == "," or is_finite(t) for t in doc[told.end : last]):
                end = at
    if end <= begin:
        return None
    if (
        frame == "np"
        and any(
            c.mood == "participle" and start < c.first < start + 6 and begin < c.span.start < end for c in ground.cues
        )
        and any(
            source_nouns()[t.lower_]["kind"] == "document" for t in doc[start : start + 3] if t.lower_ in source_nouns()
        )
    ):
        return None  # « publie un communiqué affirmant que P »: the participle has the claim
    spans = [Span(begin, end)]
    colon = doc[paragraph.token_at(end)] if paragraph.token_at(end) < len(doc) else None
    if colon is not None and colon.text == ":" and paragraph.start(colon) == end:
        quote = next(
            (
                q
                for q in ground.quotes
                if q.span.start > end and not ground.parsed.text[end + 1 : q.span.start].strip(" \u00a0\u202f\u2009")
            ),
            None,
        )
        if quote is not None:
            spans.append(quote.inner)
    pieces, form = pieces_of(paragraph, ground.parsed, spans)
    if not pieces or not pieces[0].of(ground.parsed.text).strip():
        return None
    return attribution(ground, pieces, cue, cue.subject, form, f"verb-{frame}", frame=frame, addressee=addressee)


def quote_in_clause(ground: Ground) -> Iterator[Attribution]:
    """« Le préfet défend une mesure « prise pour la sécurité de tous » »: several words of the subject.

    The least trusted: the verb is none of saying, only the quotation marks tell that the words are the subject's.
    """
    paragraph, doc, text = ground.paragraph, ground.paragraph.doc, ground.parsed.text
    for quote in ground.quotes:
        if ground.used(quote.inner) or len(quote.inner.of(text).split()) < 4 or quote.inner.of(text)[:1].isupper():
            continue
        sentence = paragraph.sentence_at(quote.span.start)
        floor, at = paragraph.token_at(sentence.start), paragraph.token_at(quote.span.start)
        if any(sentence.start <= taken.start < sentence.end for taken in ground.taken):
            continue
        verb = next(
            (
                k
                for k in range(at - 1, floor - 1, -1)
                if is_finite(doc[k]) and paragraph.quote_at(paragraph.start(doc[k])) is None
            ),
            None,
        )
        if verb is None or at - verb > 14 or doc[verb].lower_ in auxiliary("devoir") | auxiliary("pouvoir"):
            continue
        participles = (k for k in range(verb + 1, min(at, verb + 6)) if "VerbForm=Part" in str(doc[k].morph))
        head = next(participles, verb) if doc[verb].lower_ in auxiliary("avoir") | auxiliary("être") else verb
        source = subject_of(doc, head, verb)
        if source is None or not ground.is_plausible(source) or source.end > verb or head + 1 >= at:
            continue
        if head == verb and doc[verb - 1].lower_ == "qui" and doc[verb].lower_ in auxiliary("être"):
            continue  # « celui qui est désormais « tête de la liste commune » »
        end = min([sentence.end, *(t.start for t in ground.taken if t.start > quote.span.start)])
        pieces, form = pieces_of(paragraph, ground.parsed, [Span(paragraph.start(doc[head + 1]), end)])
        if pieces:
            yield attribution(ground, pieces, None, source, form, "quote-in-clause")
